import Foundation
import Results
import Suite
import Testing

extension Bench {
  /// An experiment whose cells hold, of every variable of theirs, what `value` says. Variables that belong to no cell
  /// hold what the experiment itself computes for them.
  func filled(
    _ id: String, _ value: (_ variable: String, _ cell: [Int], _ entry: Int) -> Double
  ) throws -> FinishedExperiment {
    try written(id) { experiment, file, layout in
      for (name, numbers) in try experiment.shared(
        group: layout.group, tier: settings.tier, context: context(of: id)
      ).numbers {
        try file.writeShared(group: layout.group, variable: name, numbers: numbers)
      }
      let own = layout.variables.filter { $0.dimensions.starts(with: layout.cellDimensions) }
      for cell in file.pendingCells(group: layout.group) {
        let numbers = own.map { variable in
          let count = layout.shape(of: Array(variable.dimensions.dropFirst(cell.count))).reduce(1, *)
          return (variable.name, (0..<count).map { value(variable.name, cell, $0) })
        }
        try file.write(
          cell: cell, group: layout.group, values: CellValues(numbers: Dictionary(uniqueKeysWithValues: numbers)),
          status: .done)
      }
    }
  }
}

/// The measured values of a finished experiment by their keys.
func measuredValues(_ finished: FinishedExperiment) throws -> [String: Double] {
  Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
}

/// Draws an experiment and expects a picture with something in it.
func expectPicture(_ finished: FinishedExperiment) throws {
  let picture = Bench.temporaryPicture()
  defer { try? FileManager.default.removeItem(at: picture) }
  try finished.draw(to: picture)
  #expect(try Data(contentsOf: picture).count > 10_000)
}
