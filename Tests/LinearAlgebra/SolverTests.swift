import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// What every solver keeps, whatever its storage and arithmetic.
@Suite struct SolverTests {
  /// A way to make a solver of a matrix, with the relative error of its arithmetic.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let epsilon: Double
    let solver: @Sendable (Matrix<Double>) throws -> any Solver
  }

  static let kinds = [
    Kind(testDescription: "dense", epsilon: .ulpOfOne) { try CholeskyFactor.factor($0, shifts: [0]).factor },
    Kind(testDescription: "packed", epsilon: .ulpOfOne) { a in
      try PackedCholeskyFactor.factor(order: a.rows, shifts: [0]) {
        $0.write(Tile(rows: 0..<a.rows, columns: 0..<a.rows), a.elements)
      }.factor
    },
    Kind(testDescription: "on disk", epsilon: .ulpOfOne) { try onDisk($0, width: 48) },
    Kind(testDescription: "float32", epsilon: Double(Float.ulpOfOne)) { try SinglePrecisionFactor($0) },
  ]

  /// The files have no names any more when the factor is there, and go with it.
  private static func onDisk(_ a: Matrix<Double>, width: Int) throws -> OutOfCoreFactor {
    try withScratch { folder in
      let layout = PanelLayout(order: a.rows, width: width)
      let scratch = try PanelScratch(in: folder, identity: "0123456789abcdef", layout: layout)
      defer { scratch.remove() }
      return try OutOfCoreFactor.factor(in: scratch, shifts: [0]) { a.panel($0) }.factor
    }
  }

  static let orders = [1, 2, 3, 4, 17, 64, 65, 200]

  /// An example with its eigenvalues, which say what rounding may do.
  private struct Example {
    let matrix: Matrix<Double>
    let eigenvalues: [Double]
    let sides: Matrix<Double>

    /// Random entries in (−½, ½) with n/2 + 1 added to the diagonal: λ ≥ 1 (Gershgorin).
    init(order n: Int) throws {
      var random = SplitMix64(seed: UInt64(n))
      var a = Matrix<Double>(rows: n, columns: n)
      for i in 0..<n {
        for j in 0...i {
          a[i, j] = random.uniform() - 0.5
          a[j, i] = a[i, j]
        }
        a[i, i] += Double(n) / 2 + 1
      }
      matrix = a
      eigenvalues = try SymmetricEigendecomposition.eigenvalues(of: a)
      sides = Matrix(rows: 3, columns: n, elements: (0..<3 * n).map { _ in random.normal() })
    }

    var largest: Double { eigenvalues.last ?? 0 }
    var smallest: Double { eigenvalues.first ?? 0 }
    var condition: Double { largest / smallest }
    /// n ε times a small constant: the backward error of a factorisation and its substitutions, relative to ‖A‖.
    func rounding(_ kind: Kind) -> Double { Double(4 * (matrix.rows + 3)) * kind.epsilon }
    /// The longest row of a block.
    static func length(_ block: Matrix<Double>) -> Double {
      (0..<block.rows).map { block.row($0).reduce(0) { $0 + $1 * $1 }.squareRoot() }.max() ?? 0
    }
    static func distance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
      length(Matrix(rows: a.rows, columns: a.columns, elements: zip(a.elements, b.elements).map { $0 - $1 }))
    }
  }

  /// One right-hand side goes another way than several.
  @Test(arguments: kinds, orders) func solvesForOneAsForMany(kind: Kind, order: Int) throws {
    let example = try Example(order: order)
    let solver = try kind.solver(example.matrix)
    for solve in [solver.solve, solver.solveLower, solver.solveUpper] as [(inout Matrix<Double>) -> Void] {
      var (all, one) = (example.sides, Matrix(rows: 1, columns: order, elements: Array(example.sides.row(1))))
      solve(&all)
      solve(&one)
      let expected = Matrix(rows: 1, columns: order, elements: Array(all.row(1)))
      #expect(
        Example.distance(one, expected) <= example.rounding(kind) * example.condition * Example.length(expected))
    }
  }

  @Test(arguments: kinds, orders) func leavesASmallResidual(kind: Kind, order: Int) throws {
    let example = try Example(order: order)
    let solver = try kind.solver(example.matrix)
    #expect(solver.order == order)
    var x = example.sides
    solver.solve(&x)
    // |A x − b| ≤ c n ε ‖A‖ |x|, whatever the condition; b was rounded too.
    let bound = example.rounding(kind) * (example.largest * Example.length(x) + Example.length(example.sides))
    #expect(Example.distance(x.multiplied(by: example.matrix), example.sides) <= bound)
  }

  @Test(arguments: kinds, orders) func knowsTheDeterminantThatTheEigenvaluesGive(kind: Kind, order: Int) throws {
    let example = try Example(order: order)
    let expected = example.eigenvalues.reduce(0) { $0 + log($1) }
    // Each of the n eigenvalues moves by c n ε ‖A‖, in units of itself at most κ times as much; the sum is rounded.
    let bound = Double(order) * example.rounding(kind) * example.condition + 4 * abs(expected) * Double.ulpOfOne
    #expect(abs(try kind.solver(example.matrix).logDeterminant - expected) <= bound)
  }

  @Test(arguments: kinds, orders) func halfASolveTwiceIsASolve(kind: Kind, order: Int) throws {
    let example = try Example(order: order)
    let solver = try kind.solver(example.matrix)
    var (half, whole) = (example.sides, example.sides)
    solver.solveLower(&half)
    solver.solve(&whole)
    // |L⁻¹ b|² = bᵀ A⁻¹ b, with errors of c n ε κ of |b|²/λ_min.
    for i in 0..<example.sides.rows {
      let squared = half.row(i).reduce(0) { $0 + $1 * $1 }
      let expected = zip(example.sides.row(i), whole.row(i)).reduce(0) { $0 + $1.0 * $1.1 }
      let scale = example.sides.row(i).reduce(0) { $0 + $1 * $1 } / example.smallest
      #expect(abs(squared - expected) <= example.rounding(kind) * example.condition * scale)
    }
  }

  @Test(arguments: kinds, orders) func bothHalvesAreASolve(kind: Kind, order: Int) throws {
    let example = try Example(order: order)
    let solver = try kind.solver(example.matrix)
    var (halves, whole) = (example.sides, example.sides)
    solver.solveLower(&halves)
    solver.solveUpper(&halves)
    solver.solve(&whole)
    let bound = example.rounding(kind) * example.condition * Example.length(whole)
    #expect(Example.distance(halves, whole) <= bound)
  }

  @Test(arguments: kinds, orders) func aProductUndoesHalfASolve(kind: Kind, order: Int) throws {
    let example = try Example(order: order)
    let solver = try kind.solver(example.matrix)
    var block = example.sides
    solver.solveLower(&block)
    solver.multiplyLower(&block)
    // c n ε of |L| |L⁻¹ b| ≤ √κ |b|.
    let bound = example.rounding(kind) * example.condition.squareRoot() * Example.length(example.sides)
    #expect(Example.distance(block, example.sides) <= bound)
  }

  @Test(arguments: kinds, orders) func isAsTheDenseFactor(kind: Kind, order: Int) throws {
    let example = try Example(order: order)
    let (solver, dense) = (try kind.solver(example.matrix), try Self.kinds[0].solver(example.matrix))
    let bound = example.rounding(kind) * example.condition * Example.length(example.sides)
    for (operation, scale) in [
      ({ $0.solve(&$1) }, 1 / example.smallest), ({ $0.solveLower(&$1) }, 1 / example.smallest.squareRoot()),
      ({ $0.multiplyLower(&$1) }, example.largest.squareRoot()),
    ] as [((any Solver, inout Matrix<Double>) -> Void, Double)] {
      var (own, other) = (example.sides, example.sides)
      operation(solver, &own)
      operation(dense, &other)
      #expect(Example.distance(own, other) <= bound * scale)
    }
  }

  @Test(arguments: kinds) func findsTheSmallestEigenvalue(kind: Kind) throws {
    let example = try Example(order: 64)
    let start = example.sides.row(0).map { $0 }
    let found = try kind.solver(example.matrix).smallestEigenvalue(start: start, tolerance: kind.epsilon)
    #expect(abs(found.value - example.smallest) <= found.errorBound + example.rounding(kind) * example.largest)
  }

  @Test(arguments: kinds, [0, 1, 5]) func takesAnyNumberOfSides(kind: Kind, count: Int) throws {
    let example = try Example(order: 17)
    let solver = try kind.solver(example.matrix)
    var (block, one) = (
      Matrix<Double>(rows: count, columns: 17, repeating: 1), Matrix<Double>(rows: 1, columns: 17, repeating: 1)
    )
    solver.solve(&block)
    solver.solve(&one)
    let bound = example.rounding(kind) * example.condition * 17.0.squareRoot() / example.smallest
    for i in 0..<count { #expect(zip(block.row(i), one.row(0)).allSatisfy { abs($0 - $1) <= bound }) }
    solver.solveLower(&block)
    solver.multiplyLower(&block)
    #expect(block.rows == count)
  }

  /// On the diagonal and off it, before the first block of LAPACK's and behind it: the row where it reaches a pivot.
  @Test(arguments: kinds, [Double.nan, .infinity, -.infinity])
  func refusesWhatIsNotFinite(kind: Kind, value: Double) throws {
    for (order, i, j) in [(3, 0, 0), (3, 2, 1), (4, 3, 0), (200, 150, 3), (200, 199, 198), (200, 130, 130)] {
      var matrix = try Example(order: order).matrix
      (matrix[i, j], matrix[j, i]) = (value, value)
      #expect(throws: CholeskyFactor.Obstacle.notFinite(row: i), "\(order): \(i), \(j)") { try kind.solver(matrix) }
    }
  }

  @Test(arguments: kinds) func refusesWhatIsNotPositiveDefinite(kind: Kind) {
    #expect(throws: CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: 2)) {
      try kind.solver(Matrix(rows: 3, columns: 3, elements: [1, 2, 0, 2, 1, 0, 0, 0, 1]))
    }
  }
}
