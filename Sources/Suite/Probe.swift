import Results
import Work

/// Computes finished cells again, in a run that goes on with the cells of another program: numbers of two programs
/// stand in one file only if both give the same.
///
/// Of each sweep the cheapest such cell is taken, and of every axis of names (nonlinearities, kernels, methods) the
/// cheapest of each name, as long as all together take no more than a fifth of the sweep; what is set once is computed
/// again as well. With the same BLAS kernel and number of threads numbers may differ by 1e-6 of the largest of their
/// column in the cell, what another order of sums may do; otherwise by what the sweep allows.
struct Probe {
  /// The names of the axes and what differs, in words.
  struct Mismatch {
    let place: String
    let program: Program
    let difference: String
  }

  static let rounding = 1e-6
  /// The part of a sweep's cost that is computed again at most, beside its cheapest cell.
  static let share = 0.2

  let own: Program
  /// Called before each cell that is computed again.
  let begin: (Point) throws -> Void
  let compute: (Sweep, Point) throws -> Row
  let constants: (Sweep) throws -> Row?

  /// The first mismatch; nil: there is none. `wasNeeded` says whether there was anything to compare.
  func mismatch(in file: SweepFile, of sweeps: [Sweep]) throws -> (wasNeeded: Bool, mismatch: Mismatch?) {
    var wasNeeded = false
    for sweep in sweeps {
      let cells = try Self.cells(of: sweep, among: file.cellsOfOtherPrograms(group: sweep.layout.group))
      for (number, cell) in cells.enumerated() {
        try begin(cell.point)
        wasNeeded = true
        var difference = try self.difference(of: cell, in: file, sweep)
        if number == 0, difference == nil { difference = try constantsDiffer(from: file, sweep, cell.program) }
        if let difference {
          return (true, Mismatch(place: cell.point.description, program: cell.program, difference: difference))
        }
      }
    }
    return (wasNeeded, nil)
  }

  private typealias Cell = (point: Point, program: Program)

  /// Those to compute again, the cheapest first.
  private static func cells(
    of sweep: Sweep, among others: [(cell: [Int], program: Program)]
  ) throws -> [Cell] {
    let candidates = try others.enumerated().map { number, other in
      let point = sweep.layout.point(cell: other.cell)
      return (cell: (point: point, program: other.program), cost: try sweep.cost(point), number: number)
    }.sorted { ($0.cost, $0.number) < ($1.cost, $1.number) }
    guard let cheapest = candidates.first else { return [] }
    let whole = try sweep.layout.points.reduce(0) { try $0 + sweep.cost($1) }
    var (chosen, spent) = ([cheapest.cell], 0.0)
    for (dimension, name) in sweep.layout.cellDimensions.enumerated() {
      guard case .strings(let values)? = sweep.layout.coordinate(name)?.values else { continue }
      for place in values.indices where !chosen.contains(where: { $0.point.cell[dimension] == place }) {
        guard let next = candidates.first(where: { $0.cell.point.cell[dimension] == place }) else { continue }
        guard spent + next.cost <= share * whole else { continue }
        spent += next.cost
        chosen.append(next.cell)
      }
    }
    return chosen
  }

  private func difference(of cell: Cell, in file: SweepFile, _ sweep: Sweep) throws -> String? {
    let stored = try file.stored(cell: cell.point.cell, group: sweep.layout.group)
    let row: Row
    do { row = try compute(sweep, cell.point) } catch {
      return "it cannot be computed any more (\(ErrorDescription(error).message))"
    }
    guard row.status == stored.status else { return "it is \(row.status.meaning), not \(stored.status.meaning)" }
    return difference(of: row, from: stored.values, sweep, cell.program)
  }

  private func constantsDiffer(from file: SweepFile, _ sweep: Sweep, _ program: Program) throws -> String? {
    guard let row = try constants(sweep) else { return nil }
    return difference(of: row, from: try file.storedConstants(group: sweep.layout.group), sweep, program)
  }

  private func difference(of row: Row, from stored: CellValues, _ sweep: Sweep, _ program: Program) -> String? {
    let hasOwnArithmetic = own.hasArithmetic(of: program)
    return row.values.difference(
      from: stored, tolerance: hasOwnArithmetic ? Self.rounding : sweep.roundingBetweenMachines,
      comparesIntegers: hasOwnArithmetic, measuredTexts: [CorrectImages.column.name])
  }
}
