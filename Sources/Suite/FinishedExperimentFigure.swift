import Foundation
import Plotting
import Results

extension FinishedExperiment {
  /// Draws the experiment's figure, unless it has none or `url` is newer than both the results and this program, which
  /// may draw differently now. The picture carries its provenance as text.
  public func draw(to url: URL) throws {
    let program = Bundle.main.executableURL
    let sources = [results.url] + (program.map { [$0] } ?? [])
    if let drawn = Self.modificationDate(url), sources.allSatisfy({ Self.modificationDate($0) ?? .distantPast < drawn })
    {
      return
    }
    guard let figure = try figure else { return }
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try figure.writePNG(to: url, metadata: try pictureMetadata())
  }

  /// The picture; `nil`: a table only. On procedural images it is without what papers published: numbers on other
  /// images are not drawn beside theirs.
  public var figure: Figure? {
    get throws {
      let whole = try experiment.figure(results, tier: tier)
      return try identity.isProcedural ? whole?.withoutPublished : whole
    }
  }

  /// PNG's own keywords where it has them, otherwise the names of the results' root attributes.
  private func pictureMetadata() throws -> [(key: String, text: String)] {
    let keys = [
      ("Software", "source"), ("Creation Time", "started_utc"), ("dataset", "dataset"),
      ("root_seed", "root_seed"), ("git_commit", "git_commit"), ("git_dirty", "git_dirty"),
      ("command_line", "command_line"), ("dataset_sha256", "dataset_sha256"),
    ]
    let provenance = try keys.filter { try results.hasAttribute($0.1) }
      .map { (key: $0.0, text: try results.attribute($0.1)) }
    return [
      (key: "Title", text: experiment.title), (key: "Source", text: experiment.reference),
      (key: "experiment", text: experiment.id), (key: "tier", text: tier.rawValue),
    ] + provenance.filter { !$0.text.isEmpty }
  }

  private static func modificationDate(_ url: URL) -> Date? {
    try? FileManager.default.attributesOfItem(atPath: url.path)[.modificationDate] as? Date
  }
}
