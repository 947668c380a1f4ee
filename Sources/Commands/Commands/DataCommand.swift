import ArgumentParser
import Datasets
import Foundation
import Suite
import Work

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Download and verify datasets; or only verify them.",
    subcommands: [Fetch.self, Check.self])

  /// `widelimit data fetch`
  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch", abstract: "Download what is missing or not official, and verify it.")

    @Argument(help: "Which datasets (default: mnist cifar10).")
    var names: [DatasetDescription] = []

    @OptionGroup var datasets: DatasetOptions

    @Flag(help: "Show no progress.")
    var quiet = false

    func run() throws {
      let progress = ProgressDisplay.forStandardError(quiet: quiet)
      for name in names.isEmpty ? DatasetDescription.official : names {
        let files = try name.fetch(into: datasets.directory, progress: progress)
        try Output.print("\(name.title): \(files.isEmpty ? "complete" : "fetched " + files.joined(separator: ", "))")
      }
    }
  }

  /// `widelimit data check`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Compare every file with its official SHA-256.")

    @Argument(help: "Which datasets (default: mnist cifar10).")
    var names: [DatasetDescription] = []

    @OptionGroup var datasets: DatasetOptions

    func run() throws {
      let files = (names.isEmpty ? DatasetDescription.official : names).flatMap {
        DatasetCheck.check($0, in: datasets.directory)
      }
      for file in files { try Output.print(Self.line(file)) }
      if let failure = DatasetCheck.failure(files, in: datasets.directory) { throw failure }
    }

    private static func line(_ file: DatasetCheck.CheckedFile) -> String {
      switch file.verdict {
      case .verified: "\(file.path): official"
      case .unverified(let digest): "\(file.path): not the official bytes, SHA-256 \(digest)"
      case .unknown(let digest): "\(file.path): no official digest is known, SHA-256 \(digest)"
      case .unreadable(let failure): failure.message
      }
    }
  }
}

extension DatasetDescription: ExpressibleByArgument {
  public init?(argument: String) { self.init(id: argument) }

  public static var allValueStrings: [String] { all.map(\.id) }

  /// Downloads what is missing, and shows how far that is.
  func fetch(into directory: URL, progress: ProgressDisplay) throws -> [String] {
    try progress.following(title: title, weights: [1], declaredSeconds: 0) { _ in
      try DatasetFetch.fetch(self, into: directory) { state in
        progress.report(
          stage: state.name, fraction: Double(state.receivedBytes) / Double(max(1, state.totalBytes)))
      }
    }
  }
}
