import Foundation
import LinearAlgebra
import Platform
import Ranks

/// A matrix in strips over the ranks, and conjugate gradients with it: all kept, some, or none.
struct StripChecks {
  let leader: Leader
  let order: Int

  private var recipe: FormulaMatrix { FormulaMatrix(order: order) }

  /// Bytes of this machine that no strip, about a half of them, or every one fits into.
  private var rooms: [Int] { [0, 2 * order * order, .max / 2] }

  func run(_ checks: Checks) {
    let name = "strips of \(order)"
    checks.attempt(name) {
      let whole = try recipe.whole()
      let sides = Matrix<Double>(
        rows: 3, columns: order, elements: (0..<3 * order).map { sin(Double($0) * 1.3 + 0.2) })
      let places = [0, order / 2, order - 1, order / 3, 0]
      var products: [Matrix<Double>] = []
      for (room, threads) in zip(rooms, [1, 2, 3]) {
        try Device(threads: threads).run {
          let matrix = try leader.symmetricOperator(recipe, memoryBytes: room) { _ in }
          checks.expect("\(name): diagonal", try matrix.diagonal == whole.diagonal)
          let rows = Matrix(rows: places.count, columns: order, elements: places.flatMap { whole.row($0) })
          checks.expect("\(name): rows with room for \(room) bytes", try matrix.rows(places) == rows)
          products.append(try matrix.product(sides))
        }
      }
      checks.expect("\(name): products do not depend on what is kept", products.allSatisfy { $0 == products[0] })
      // Sums of up to 1300 terms below 2, of which a rounding error is 2e-16 each.
      checks.expect(
        "\(name): products", error: try difference(products[0], DenseOperator(whole).product(sides)), atMost: 1e-13)
    }
    checks.attempt("\(name): solutions") { try solve(name, checks) }
    guard order == 600 else { return }
    failures(checks)
  }

  private func difference(_ found: Matrix<Double>, _ expected: Matrix<Double>) -> Double {
    let scale = expected.elements.reduce(0) { max($0, $1.magnitude) }
    return zip(found.elements, expected.elements).reduce(0) { worst, pair in
      let d = (pair.0 - pair.1).magnitude / scale
      return d.isNaN ? .infinity : max(worst, d)
    }
  }

  /// (A + I/4) x = b of three right-hand sides, one of them twice, to a residual of 1e-12.
  private func solve(_ name: String, _ checks: Checks) throws {
    let shift = 0.25
    var sides = Matrix<Double>(rows: 3, columns: order, elements: (0..<3 * order).map { cos(Double($0) * 0.7) })
    for j in 0..<order { sides[2, j] = sides[0, j] }
    var expected = sides
    try PackedCholeskyFactor.factor(order: order, shifts: [shift]) {
      $0.write(Tile(rows: 0..<order, columns: 0..<order), try recipe.whole().elements)
    }.factor.solve(&expected)
    for room in [0, .max / 2] {
      let matrix = try leader.symmetricOperator(recipe, memoryBytes: room) { _ in }
      var generator = Sequence()
      let found = try solution(matrix, sides, shift, &generator)
      checks.expect("\(name): the residual", error: found.residual, atMost: 1e-12)
      // The smallest eigenvalue is above 0.5, the largest below 61: 1e-12 of a residual is at most 1e-10 of x.
      checks.expect("\(name): x", error: difference(found.solutions, expected), atMost: 1e-10)
    }
    var generator = Sequence()
    let alone = try solution(DenseOperator(recipe.whole()), sides, shift, &generator)
    let matrix = try leader.symmetricOperator(recipe, memoryBytes: .max / 2) { _ in }
    generator = Sequence()
    let shared = try solution(matrix, sides, shift, &generator)
    checks.expect(
      "\(name): steps", abs(alone.iterations - shared.iterations) <= 1, "\(alone.iterations), \(shared.iterations)")
    guard order > 255 else { return }
    var reached: Int?
    do {
      generator = Sequence()
      _ = try solution(matrix, sides, 1e-9, &generator, steps: 3)
    } catch BlockConjugateGradients.Obstacle.notConverged(_, _, let iterations, _) {
      reached = iterations
    }
    checks.expect("\(name): what has not converged is no answer", reached == 3)
  }

  private func solution(
    _ matrix: any SymmetricOperator, _ sides: Matrix<Double>, _ shift: Double, _ generator: inout Sequence,
    steps: Int = 500
  ) throws -> BlockConjugateGradients.Solution {
    let approximation = try RandomlyPivotedCholesky(of: matrix, rank: min(order, 20), using: &generator)
    let preconditioner = try LowRankPreconditioner(factor: approximation.factor, shift: shift)
    return try BlockConjugateGradients.solve(
      matrix, preconditioner: preconditioner, sides: sides, limits: .init(residual: 1e-12, iterations: steps))
  }

  /// The same candidates everywhere (splitmix64).
  private struct Sequence: RandomNumberGenerator {
    var state: UInt64 = 7

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// A tile that cannot be computed is told once, and the ranks go on.
  private func failures(_ checks: Checks) {
    for broken in [0, 300, 599] {
      var line = "none"
      do {
        _ = try leader.symmetricOperator(FormulaMatrix(order: order, broken: broken), memoryBytes: 0) { _ in }
      } catch let failure as RankFailure {
        line = failure.message
      } catch {
        line = "\(error)"
      }
      checks.expect("a strip's error", line == "row 512 cannot be computed; leave it out", line)
    }
  }
}
