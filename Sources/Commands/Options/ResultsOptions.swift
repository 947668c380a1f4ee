import ArgumentParser
import Foundation
import Suite

/// Which results are meant.
struct ResultsOptions: ParsableArguments {
  @Option(help: "How much of each paper: quick (minutes), standard (4 hours) or paper (hours).")
  var tier: Tier = .quick

  @Option(help: ArgumentHelp("The folder that holds the tiers' results.", valueName: "dir"))
  var results: String = "results"

  func settings(rootSeed: UInt64 = 0, threads: Int = 1) -> RunSettings {
    RunSettings(
      tier: tier, results: URL(filePath: results, directoryHint: .isDirectory), rootSeed: rootSeed, threads: threads)
  }
}
