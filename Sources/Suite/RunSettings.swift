import Foundation

/// What a user chooses for a run of the suite.
public struct RunSettings: Sendable {
  public var tier: Tier
  /// The folder above the tiers' folders.
  public var results: URL
  public var rootSeed: UInt64
  public var threads: Int

  public init(tier: Tier, results: URL, rootSeed: UInt64, threads: Int) {
    (self.tier, self.results, self.rootSeed) = (tier, results, rootSeed)
    self.threads = threads
  }

  /// `results/<tier>`.
  public var tierDirectory: URL { results.appending(path: tier.rawValue, directoryHint: .isDirectory) }

  /// `results/<tier>/<paper>/<artefact>.h5`.
  public func resultsURL(of id: String) -> URL { tierDirectory.appending(path: id + ".h5") }

  /// `results/<tier>/<paper>/<artefact>.png`.
  public func figureURL(of id: String) -> URL { tierDirectory.appending(path: id + ".png") }
}
