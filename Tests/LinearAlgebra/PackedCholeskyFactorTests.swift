import LinearAlgebra
import Synchronization
import TestSupport
import Testing

@Suite("Packed Cholesky factor", .serialized) struct PackedCholeskyFactorTests {
  /// Random entries in (−½, ½) with n/2 + 1 added to the diagonal: eigenvalues between 1 and n + 1 (Gershgorin).
  private func matrix(_ n: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(n))
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0...i {
        a[i, j] = random.uniform() - 0.5
        a[j, i] = a[i, j]
      }
      a[i, i] += Double(n) / 2 + 1
    }
    return a
  }

  private func fill(_ a: Matrix<Double>) -> (PackedTriangle) -> Void {
    { triangle in triangle.write(Tile(rows: 0..<a.rows, columns: 0..<a.rows), a.elements) }
  }

  private func factor(
    _ a: Matrix<Double>, shifts: [Double] = [0]
  ) throws -> (factor: PackedCholeskyFactor, shift: Double, attempts: Int) {
    try PackedCholeskyFactor.factor(order: a.rows, shifts: shifts, fill: fill(a))
  }

  /// Several panels in each half from 2,050 on; blocks of one column at 2,049 and 2,050.
  @Test("solves as the square factor does", arguments: [1, 2, 3, 4, 17, 64, 65, 200, 2_049, 2_050, 2_301])
  func agreesWithSquare(n: Int) throws {
    let a = matrix(n)
    let packed = try factor(a).factor
    let square = try CholeskyFactor.factor(a, shifts: [0]).factor
    var random = SplitMix64(seed: 5)
    let sides = Matrix<Double>(rows: 3, columns: n, elements: (0..<3 * n).map { _ in random.normal() })
    // The random part has eigenvalues of at most 2 √(n/12) (Wigner) and some, or n/2 (Gershgorin).
    let order = Double(n)
    let (centre, radius) = (order / 2 + 1, min(order / 2, 0.6 * order.squareRoot() + 1))
    let (smallest, condition) = (centre - radius, (centre + radius) / (centre - radius))
    let length = (0..<3).reduce(0.0) { max($0, sides.row($1).reduce(0) { $0 + $1 * $1 }.squareRoot()) }
    // Each has a backward error of n ε ‖A‖, which the solution shows times κ: |x| ≤ |b|/λ_min, and |L⁻¹ b| ≤
    // |b|/√λ_min.
    let relative = 2 * order * .ulpOfOne * condition
    var (own, other) = (sides, sides)
    packed.solve(&own)
    square.solve(&other)
    #expect(zip(own.elements, other.elements).allSatisfy { abs($0 - $1) <= relative * length / smallest })
    (own, other) = (sides, sides)
    packed.solveLower(&own)
    square.solveLower(&other)
    #expect(
      zip(own.elements, other.elements).allSatisfy { abs($0 - $1) <= relative * length / smallest.squareRoot() })
    // n logarithms, each of a pivot with that relative error.
    #expect(abs(packed.logDeterminant - square.logDeterminant) <= order * relative)
    #expect(packed.order == n)
  }

  @Test("solves A x = b", arguments: [1, 2, 5, 130])
  func solves(n: Int) throws {
    let a = matrix(n)
    let x = (0..<n).map { Double($0 % 7) - 3 }
    var block = Matrix<Double>(rows: 2, columns: n)
    for i in 0..<n { block[1, i] = (0..<n).reduce(0) { $0 + a[i, $1] * x[$1] } }
    try factor(a).factor.solve(&block)
    // Backward error n ε ‖A‖ |x| of the solution and of b, times ‖A⁻¹‖ ≤ 1.
    let bound = 2 * Double(n * (n + 3)) * .ulpOfOne * x.reduce(1) { $0 + $1 * $1 }.squareRoot()
    for i in 0..<n {
      #expect(block[0, i] == 0)
      #expect(abs(block[1, i] - x[i]) <= bound)
    }
  }

  /// The identity with one pivot of −1 or NaN: in the first and in a later panel of both halves.
  @Test("names the leading minor that fails", arguments: [0, 1_100, 1_250, 2_499])
  func failingMinor(p: Int) {
    let n = 2_500
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { a[i, i] = 1 }
    a[p, p] = -1
    #expect(throws: CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: p + 1)) { try factor(a) }
    a[p, p] = .nan
    #expect(throws: CholeskyFactor.Obstacle.notFinite(row: p)) { try factor(a) }
  }

  /// diag(3, …, 3, −¾): 0 and 0.1 fail, 1 succeeds; a NaN ends the search at once.
  @Test("climbs the shifts and fills anew for each", arguments: [2, 5, 6])
  func ladder(n: Int) throws {
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { a[i, i] = 3 }
    a[n - 1, n - 1] = -0.75
    let fills = Mutex(0)
    func attempt(_ a: Matrix<Double>) throws -> (factor: PackedCholeskyFactor, shift: Double, attempts: Int) {
      try PackedCholeskyFactor.factor(order: n, shifts: [0, 0.1, 1]) {
        fills.withLock { $0 += 1 }
        fill(a)($0)
      }
    }
    let result = try attempt(a)
    #expect(result.shift == 1 && result.attempts == 3 && fills.withLock { $0 } == 3)
    var block = Matrix<Double>(rows: 1, columns: n, repeating: 1)
    result.factor.solve(&block)
    // Pivots of 4 and ¼: exact.
    #expect(block.elements == Array(repeating: 0.25, count: n - 1) + [4])
    a[n - 1, 0] = .nan
    #expect(throws: CholeskyFactor.Obstacle.notFinite(row: n - 1)) { try attempt(a) }
    #expect(fills.withLock { $0 } == 4)
  }

  @Test("the same bits again, and progress that rises to 1")
  func reproducible() throws {
    let a = matrix(2_600)
    var block = Matrix<Double>(rows: 1, columns: 2_600, repeating: 1)
    var again = block
    var fractions: [Double] = []
    try PackedCholeskyFactor.factor(order: 2_600, shifts: [0], progress: { fractions.append($0) }, fill: fill(a))
      .factor.solve(&block)
    try factor(a).factor.solve(&again)
    #expect(block == again)
    // Two halves of 1,300 in panels of 1,024.
    #expect(fractions.count == 4 && fractions == fractions.sorted())
    #expect(abs((fractions.last ?? 0) - 1) < 1e-12)
  }

  /// Panels that end within, at and beside the halves' ends, several in each.
  @Test("panels of any width", arguments: [300, 301], [1, 7, 50, 75, 149, 150, 151])
  func narrowPanels(n: Int, panel: Int) throws {
    let a = matrix(n)
    let narrow = try PackedCholeskyFactor.factor(order: n, panel: panel, shifts: { _ in [0] }, fill: fill(a)).factor
    let usual = try factor(a).factor
    var random = SplitMix64(seed: 6)
    let sides = random.normalMatrix(rows: 2, columns: n)
    var (own, other) = (sides, sides)
    narrow.solve(&own)
    usual.solve(&other)
    // n ε κ with κ ≤ n + 1 and λ_min ≥ 1, for both.
    let bound = 2 * Double(n) * .ulpOfOne * Double(n + 1) * 2 * Double(n).squareRoot()
    #expect(zip(own.elements, other.elements).allSatisfy { abs($0 - $1) <= bound })
  }
}
