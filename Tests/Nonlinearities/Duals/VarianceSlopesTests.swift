import Foundation
import LinearAlgebra
import Nonlinearities
import Testing

/// ∂T/∂q₁ and ∂T/∂q₂ at a fixed covariance against central differences of T.
@Suite struct VarianceSlopesTests {
  static let nonlinearities: [Nonlinearity] = [
    .relu, .leakyRelu(slope: 0.3), .abs, .erf, .gelu, .sin, .cos, .identity, .tanh,
    .exp(scale: 0.7, rate: 0.4), .gaussian, .rbf(gamma: 0.3), .monomial(degree: 3), .hermite(degree: 4),
    .polynomial([0.5, -1, 0.25, 0.125]), .rectifiedMonomial(degree: 2), .rectifiedMonomial(degree: 3),
    .abrelu(left: -0.4, right: 1.2),
  ]

  /// T, and Ṫ, of one pair with covariance k.
  private static func dual(
    _ nonlinearity: Nonlinearity, _ q1: Double, _ q2: Double, _ k: Double
  ) throws -> (value: Double, derivative: Double, separation: Double) {
    let map = try nonlinearity.pairwiseDualMap(rowVariances: [q1], columnVariances: [q2])
    let before = 1 - k / (q1 * q2).squareRoot()
    var (separation, derivative) = (before, 0.0)
    map.map(row: 0, columns: 0..<1, separations: &separation, derivatives: &derivative)
    return ((map.rowSecondMoments[0] * map.columnSecondMoments[0]).squareRoot() * (1 - separation), derivative, before)
  }

  private static func check(_ nonlinearity: Nonlinearity, _ q1: Double, _ q2: Double, cosine: Double) throws {
    let k = cosine * (q1 * q2).squareRoot()
    let here = try dual(nonlinearity, q1, q2, k)
    let slopes = try #require(nonlinearity.varianceSlopes(rowVariances: [q1], columnVariances: [q2]))
    var (first, second) = (0.0, 0.0)
    withUnsafePointer(to: here.separation) { separation in
      withUnsafePointer(to: here.value) { value in
        withUnsafePointer(to: here.derivative) { derivative in
          slopes.slopes(
            row: 0, columns: 0..<1, separations: separation, values: value, derivatives: derivative, first: &first,
            second: &second)
        }
      }
    }
    // Truncation of h² and rounding of ε/h are 1e-10 each, of T/q.
    func quotient(_ change: (Double) -> (Double, Double), _ q: Double) throws -> Double {
      let step = 1e-5
      let (above, below) = (change(1 + step), change(1 - step))
      return
        (try dual(nonlinearity, above.0, above.1, k).value - dual(nonlinearity, below.0, below.1, k).value)
        / (2 * step * q)
    }
    let scale = (nonlinearity.secondMoment(q1) * nonlinearity.secondMoment(q2)).squareRoot()
    let note: Comment = "\(nonlinearity.name) at \(q1), \(q2), \(cosine)"
    #expect(abs(first - (try quotient({ (q1 * $0, q2) }, q1))) <= 1e-8 * scale / q1, note)
    #expect(abs(second - (try quotient({ (q1, q2 * $0) }, q2))) <= 1e-8 * scale / q2, note)
  }

  @Test(arguments: nonlinearities, [-0.9, -0.2, 0, 0.3, 0.95])
  func areDifferenceQuotients(nonlinearity: Nonlinearity, cosine: Double) throws {
    for (q1, q2) in [(1.0, 1.0), (0.3, 2.0), (4.0, 0.7), (1e-3, 1.5)] {
      try Self.check(nonlinearity, q1, q2, cosine: cosine)
    }
  }

  /// Both sides of the variance from which on there is no series, alone and together.
  @Test(arguments: [-0.5, 0.2, 0.9]) func tanhGoesOnBeyondItsSeries(cosine: Double) throws {
    for (q1, q2) in [(15.9, 15.9), (16.1, 16.1), (0.5, 16.1), (300, 2)] {
      try Self.check(.tanh, q1, q2, cosine: cosine)
    }
  }

  @Test func aUsersOwnHasNone() {
    let custom = CustomNonlinearity(name: "cube", function: { $0 * $0 * $0 }, derivative: { 3 * $0 * $0 })
    #expect(Nonlinearity.custom(custom).varianceSlopes(rowVariances: [1], columnVariances: [1]) == nil)
  }
}
