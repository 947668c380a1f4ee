import Datasets
import Foundation
import Platform
import Results
import Suite
import Testing
import TestSupport
import Work

/// A results folder of its own, in which experiments run on procedural images; it is removed with the bench.
package final class Bench: Sendable {
  private let scratch: ScratchFolder
  package var folder: URL { scratch.url }
  package let settings: RunSettings
  package let runner: Runner
  private let library: DatasetLibrary

  package init(tier: Tier = .quick, seed: UInt64 = 0) throws {
    scratch = try ScratchFolder()
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    settings = RunSettings(
      tier: tier, results: scratch.url, rootSeed: seed, threads: Device.current.threads)
    library = DrawnImages.library
    runner = Runner(
      settings: settings, library: library, progress: progress, interruption: Interruption(),
      machine: { Machine(availableMemoryBytes: .max, totalMemoryBytes: .max) })
  }

  /// What a single cell is run with.
  package func context(of id: String) -> RunContext {
    RunContext(
      experiment: id, settings: settings, progress: ProgressDisplay(style: .quiet, write: { _ in }),
      interruption: Interruption(), library: library)
  }

  /// What an experiment computes for one cell.
  /// - Parameter cell: places along the axes that number the sweep's cells.
  package func row(of experiment: any Experiment, _ name: SweepName = .only, cell: [Int]) throws -> CellValues {
    let sweep = try #require(experiment.plan(settings.tier).sweeps.first { $0.layout.group == name.group })
    return try sweep.run(sweep.layout.point(cell: cell), context(of: experiment.id)).values
  }

  /// Runs an experiment from its first cell to its last.
  package func finished(_ experiment: any Experiment) throws -> FinishedExperiment {
    _ = try runner.run(experiment)
    return try FinishedExperiment(experiment, settings: settings, references: nil)
  }

  /// An experiment whose every cell holds the row that `row` gives for its sweep and point, as if it had run. What is
  /// set once is what the experiment itself computes.
  ///
  /// - Parameters:
  ///   - isOfPapersImages: not of procedural ones, so that published numbers stand beside it.
  ///   - isMissing: cells that have not been computed; the file is then unfinished.
  package func finished(
    _ experiment: any Experiment, isOfPapersImages: Bool = false,
    missing isMissing: (_ sweep: SweepName, _ point: Point) -> Bool = { _, _ in false },
    row: (_ sweep: SweepName, _ point: Point) throws -> Row
  ) throws -> FinishedExperiment {
    let isWhole = try write(experiment, isOfPapersImages, isMissing, row)
    return try FinishedExperiment(
      experiment, settings: settings, references: isOfPapersImages ? ReferenceNumbers.library() : nil,
      allowsPartial: !isWhole)
  }

  /// Whether no cell is missing.
  private func write(
    _ experiment: any Experiment, _ isOfPapersImages: Bool, _ isMissing: (SweepName, Point) -> Bool,
    _ row: (SweepName, Point) throws -> Row
  ) throws -> Bool {
    let plan = try experiment.plan(settings.tier)
    let provenance = Provenance(
      title: experiment.title, references: experiment.reference, experiment: experiment.id, revision: plan.revision,
      tier: settings.tier.rawValue, settings: plan.settings, rootSeed: settings.rootSeed,
      dataset: isOfPapersImages ? "of the paper" : Provenance.procedural, threads: 1)
    let file = try SweepFile(
      destination: settings.resultsURL(of: experiment.id), layouts: plan.layouts, provenance: provenance)
    var isWhole = true
    for sweep in plan.sweeps {
      let layout = sweep.layout
      if let row = try sweep.constants?(context(of: experiment.id)) {
        try file.writeConstants(group: layout.group, row.values)
      }
      for point in layout.points {
        guard !isMissing(SweepName(group: layout.group), point) else {
          isWhole = false
          continue
        }
        let row = try row(SweepName(group: layout.group), point)
        try file.write(cell: point.cell, group: layout.group, values: row.values, status: row.status)
      }
    }
    if isWhole { try file.finish(provenance) }
    return isWhole
  }

  /// The same with all columns numbers that `value` gives: for a column, a point, and the place of the entry within the
  /// cell.
  /// - Parameter text: what columns of text hold; nil: the number, written out.
  package func filled(
    _ experiment: any Experiment, isOfPapersImages: Bool = false,
    missing isMissing: (_ sweep: SweepName, _ point: Point) -> Bool = { _, _ in false },
    text: (_ column: String, _ point: Point) -> String? = { _, _ in nil },
    _ value: (_ column: String, _ point: Point, _ entry: Int) throws -> Double
  ) throws -> FinishedExperiment {
    try finished(experiment, isOfPapersImages: isOfPapersImages, missing: isMissing) { _, point in
      let layout = point.layout
      return Row(
        try layout.variables.filter { $0.dimensions.starts(with: layout.cellDimensions) }.map { variable in
          let count = layout.shape(of: Array(variable.dimensions.dropFirst(layout.cellDimensions.count)))
            .reduce(1, *)
          let numbers = try (0..<count).map { try value(variable.name, point, $0) }
          switch variable.type {
          case .float64: return Double.entry(variable.name, numbers)
          case .int64: return Int.entry(variable.name, numbers.map(Int.init))
          case .text: return String.entry(variable.name, numbers.map { text(variable.name, point) ?? "\($0)" })
          }
        })
    }
  }
}

extension [any Experiment] {
  /// The experiment of an id, for a test.
  package subscript(id: String) -> any Experiment {
    get throws { try #require(first { $0.id == id }) }
  }
}

/// The values of a finished experiment's scores, by key.
package func scoreValues(_ finished: FinishedExperiment) throws -> [String: Double] {
  Dictionary(uniqueKeysWithValues: try finished.scores.map { ($0.key, $0.value) })
}
