import Results

/// Computes a finished cell again, in a run that continues the cells of another program: numbers of two programs stand
/// in one file only if both give the same.
///
/// Of each sweep the cheapest such cell is taken. With the same BLAS kernel and number of threads numbers may differ by
/// 1e-6 of the largest of their column in the cell, what another order of sums may do; otherwise by what the experiment
/// allows.
struct Probe {
  /// A cell of another program whose numbers this one does not give.
  struct Mismatch {
    let point: Point
    let program: Program
    let difference: String
  }

  static let rounding = 1e-6

  let own: Program
  /// Computes a cell.
  let compute: (Sweep, Point) throws -> Row

  /// The first mismatch; nil: there is none. `wasNeeded` says whether there was anything to compare.
  func mismatch(in file: SweepFile, of sweeps: [Sweep]) throws -> (wasNeeded: Bool, mismatch: Mismatch?) {
    var wasNeeded = false
    for sweep in sweeps {
      let others = file.cellsOfOtherPrograms(group: sweep.layout.group)
      let costs = try others.map { try sweep.cost(sweep.layout.point(cell: $0.cell)) }
      guard let cheapest = costs.indices.min(by: { costs[$0] < costs[$1] }) else { continue }
      wasNeeded = true
      let (cell, program) = others[cheapest]
      let point = sweep.layout.point(cell: cell)
      let stored = try file.stored(cell: cell, group: sweep.layout.group)
      let hasOwnArithmetic = own.hasArithmetic(of: program)
      let difference = try compute(sweep, point).values.difference(
        from: stored, tolerance: hasOwnArithmetic ? Self.rounding : max(Self.rounding, sweep.roundingBetweenMachines),
        comparesIntegers: hasOwnArithmetic)
      if let difference { return (true, Mismatch(point: point, program: program, difference: difference)) }
    }
    return (wasNeeded, nil)
  }
}
