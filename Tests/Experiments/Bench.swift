import Experiments
import Foundation
import Platform
import Results
import Suite
import Testing

/// A results folder of its own, in which experiments run on procedural images; it is removed with the bench.
final class Bench: Sendable {
  let folder: URL
  let settings: RunSettings
  let runner: Runner
  private let library: DatasetLibrary

  init(tier: Tier = .quick, seed: UInt64 = 0) throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "experiments-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    settings = RunSettings(tier: tier, results: folder, rootSeed: seed, threads: 1)
    library = DatasetLibrary(
      directory: nil, proceduralDirectory: folder.appending(path: "procedural"), progress: progress)
    runner = Runner(
      settings: settings, library: library, progress: progress, interruption: Interruption(),
      machine: { Machine(availableMemoryBytes: .max, totalMemoryBytes: .max) })
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What a single cell is run with.
  func context(of id: String) -> RunContext {
    RunContext(
      experiment: id, settings: settings, progress: ProgressDisplay(style: .quiet, write: { _ in }),
      interruption: Interruption(), library: library)
  }

  static func experiment(_ id: String) throws -> any Experiment {
    try #require(allExperiments.first { $0.id == id })
  }

  static func temporaryPicture() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "experiments-\(UUID().uuidString).png")
  }

  /// Runs an experiment from its first cell to its last.
  func finished(_ id: String) throws -> FinishedExperiment {
    let experiment = try Self.experiment(id)
    _ = try runner.run(experiment)
    return try FinishedExperiment(experiment, settings: settings)
  }

  /// An experiment whose every cell holds what `values` says, as if it had run.
  func finished(_ id: String, values: (_ cell: [Int]) -> CellValues) throws -> FinishedExperiment {
    try finished(id, groups: { _, cell in values(cell) })
  }

  /// The same where groups hold different variables.
  func finished(
    _ id: String, groups values: (_ group: String, _ cell: [Int]) -> CellValues
  ) throws -> FinishedExperiment {
    try written(id) { _, file, layout in
      for cell in file.pendingCells(group: layout.group) {
        try file.write(cell: cell, group: layout.group, values: values(layout.group, cell), status: .done)
      }
    }
  }

  /// An experiment whose results file `write` fills, a layout at a time.
  func written(
    _ id: String, write: (_ experiment: any Experiment, _ file: SweepFile, _ layout: SweepLayout) throws -> Void
  ) throws -> FinishedExperiment {
    let experiment = try Self.experiment(id)
    let provenance = Provenance(
      title: experiment.title, references: experiment.reference, experiment: id, tier: settings.tier.rawValue,
      rootSeed: settings.rootSeed, dataset: Provenance.procedural, threads: 1)
    let layouts = try experiment.layouts(settings.tier)
    let file = try SweepFile(destination: settings.resultsURL(of: id), layouts: layouts, provenance: provenance)
    for layout in layouts { try write(experiment, file, layout) }
    try file.finish(provenance)
    return try FinishedExperiment(experiment, settings: settings)
  }
}
