import LinearAlgebra
import Results
import Work

/// An experiment that knows what memory its rows take, so that a machine which has room for some of them, or several
/// that have it together, are not asked for that of the largest on one.
public protocol RowsOfKnownMemory {
  /// The peak of a row's cells in a sweep; of processes that share them: of this one's machine. Nil: it is not known.
  func memoryBytes(row: String, sweep: SweepName) -> Int?
}

extension ExperimentPlan {
  /// What some rows need of what the plan declares for all: their share of the time, and the memory of the largest.
  ///
  /// Where several processes share the work memory is what the experiment knows; if it does not, what is declared.
  /// - Parameters:
  ///   - names: of sweeps; empty: all.
  ///   - rows: the cells that are wanted, by their axis `row`; empty: all.
  /// - Throws: `SuiteFailure.unknownSweep`, `.unknownRow`.
  func cost(of names: [String], rows: [String], by experiment: any Experiment) throws -> Cost {
    let sweeps = try sweeps(named: names, rows: rows, experiment: experiment.id)
    let isShared = CurrentProcessGroup.value != nil
    guard !rows.isEmpty || isShared else { return cost }
    func weight(_ sweeps: [Sweep], of rows: [String]) throws -> Double {
      try sweeps.reduce(0) { sum, sweep in
        try sweep.layout.points.reduce(sum) { $1.isOf(rows: rows) ? try $0 + sweep.cost($1) : $0 }
      }
    }
    let (part, whole) = (try weight(sweeps, of: rows), try weight(self.sweeps, of: []))
    let known = experiment as? any RowsOfKnownMemory
    let largest = sweeps.reduce(0) { largest, sweep in
      sweep.layout.points.filter { $0.isOf(rows: rows) }.reduce(largest) { largest, point in
        guard let row = point.row, let bytes = known?.memoryBytes(row: row, sweep: SweepName(group: sweep.layout.group))
        else { return max(largest, cost.memoryBytes) }
        return max(largest, isShared ? bytes : min(bytes, cost.memoryBytes))
      }
    }
    return Cost(
      seconds: cost.seconds * (whole > 0 ? part / whole : 1), memoryBytes: largest, diskBytes: cost.diskBytes)
  }
}
