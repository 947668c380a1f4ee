import Glibc
import Nonlinearities
import Testing

/// A φ without closed forms on inputs of many norms: interpolated coefficients where they can be trusted, quadrature
/// elsewhere.
@Suite("Duals of a user's nonlinearity") struct CustomDualTests {
  /// Poles beside the imaginary axis, and no parity.
  private static func shifted() -> Nonlinearity {
    .custom(
      .init(name: "shifted tanh", function: { tanh($0 - 1) }, derivative: { Nonlinearity.tanh.derivative($0 - 1) }))
  }
  private static func kinked() -> Nonlinearity {
    .custom(
      .init(
        name: "elu", breakpoints: [0], function: { $0 > 0 ? $0 : expm1(0.5 * $0) },
        derivative: { $0 > 0 ? 1 : 0.5 * exp(0.5 * $0) }))
  }
  /// Even, with a T that q² decides where q is small.
  private static let bell = Nonlinearity.custom(
    .init(name: "bell", function: { exp(-$0 * $0) }, derivative: { -2 * $0 * exp(-$0 * $0) }))
  private static let all: [@Sendable () -> Nonlinearity] = [
    { .softplus }, { .swish }, { .sigmoid }, { bell }, shifted, kinked,
  ]
  private static let variances = [1e-12, 0.3, 1.0, 11]
  private static let separations = [0, 1e-6, 0.03, 0.0999, 0.1001, 0.4, 1, 1.7, 1.95, 2]

  @Test(arguments: all) func agreesWithQuadrature(_ make: @Sendable () -> Nonlinearity) throws {
    let phi = make()
    for (k, q2) in Self.variances.enumerated() {
      for q1 in Self.variances[...k] {
        let quadrature = QuadratureDual(phi, rowVariances: [q1], columnVariances: Self.separations.map { _ in q2 })
        let expected = applyDual(quadrature, Self.separations)
        // T(q₁, q₂, c) = T(q₂, q₁, c): one reference for both orders of the variances.
        try compare(phi, q1, q2, expected.separations, expected.derivatives)
        if q1 != q2 { try compare(phi, q2, q1, expected.separations, expected.derivatives) }
      }
    }
  }

  private func compare(
    _ phi: Nonlinearity, _ q1: Double, _ q2: Double, _ expected: [Double], _ expectedSlopes: [Double]
  ) throws {
    // A third variance, so that no pair of series is prepared.
    let columns = Self.separations.map { _ in q2 } + [0.77]
    let map = try phi.dualMap(rowVariances: [q1], columnVariances: columns)
    let (rho, slopes) = applyDual(map, Self.separations + [1])
    let scale = (phi.derivativeSecondMoment(q1) * phi.derivativeSecondMoment(q2)).squareRoot()
    for k in Self.separations.indices {
      let place: Comment = "q = \(q1), \(q2), ε = \(Self.separations[k])"
      #expect(abs(rho[k] - expected[k]) < 1e-14, place)
      #expect(abs(slopes[k] - expectedSlopes[k]) < 1e-14 * scale, place)
      // Of an even φ it is of the order q²: at 1e-12 below what quadrature can see.
      if q1 == q2, phi != Self.bell || q1 > 1e-6 {
        // Between 0.1 and 1.95 it is 1 − c, within some ulp of 1. Elsewhere quadrature's differences of φ, which go
        // like √(qε), have the rounding of φ(0), if there is one, once an input and once a quotient.
        let isDifference = Self.separations[k] > 0.1 && Self.separations[k] < 1.95
        let rounding =
          isDifference ? 2e-15 / expected[k] : 4 * Double.ulpOfOne / (q1 * Self.separations[k]).squareRoot()
        #expect(expected[k] == 0 ? rho[k] == 0 : abs(rho[k] / expected[k] - 1) < 1e-11 + rounding, place)
      }
    }
  }

  @Test("a pair's bits do not depend on what is prepared with it", arguments: all)
  func bits(_ make: @Sendable () -> Nonlinearity) throws {
    let phi = make()
    let variances = [0, 1e-250, 0.2, 0.5, 0.7, 1.1, 2.3, 5, 9, 40]
    let map = try phi.dualMap(rowVariances: variances, columnVariances: variances)
    let separations = variances.indices.map { 0.2 * Double($0) }
    let tile = try #require(map.prepared(rows: 0..<variances.count, columns: 1..<variances.count))
    for row in [0, 1, 4, 9] {
      var (rho, slopes) = (Array(separations.dropFirst()), Array(separations.dropFirst()))
      tile.map(row: row, columns: 1..<variances.count, separations: &rho, derivatives: &slopes)
      for column in 1..<variances.count {
        var (one, slope) = (separations[column], 0.0)
        try phi.dualMap(rowVariances: variances, columnVariances: variances)
          .map(row: row, columns: column..<column + 1, separations: &one, derivatives: &slope)
        #expect(one == rho[column - 1] && slope == slopes[column - 1], "\(row), \(column)")
      }
    }
  }

  /// 31 layers of a thousand inputs take two seconds: a pair and layer may take 0.1 µs of one core, where quadrature
  /// takes 5 ms. A hundred times as much is no series.
  @Test(arguments: all.dropLast()) func manyVariancesAreFast(_ make: @Sendable () -> Nonlinearity) throws {
    let (phi, count) = (make(), 128)
    let variances = (0..<count).map { 0.5 + 2.5 * Double($0) / Double(count) }
    let start = ContinuousClock.now
    let map = try phi.dualMap(rowVariances: variances, columnVariances: variances)
    let tile = try #require(map.prepared(rows: 0..<count, columns: 0..<count))
    var sum = 0.0
    for row in 0..<count {
      var (rho, slopes) = (variances.map { 0.02 + 0.5 * $0 }, variances)
      tile.map(row: row, columns: 0..<count, separations: &rho, derivatives: &slopes)
      sum += rho[0] + slopes[1]
    }
    #expect(sum.isFinite)
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  /// What is tabulated against what it was tabulated from, between the points.
  @Test(arguments: all) func momentsAreThoseOfTheirIntegrals(_ make: @Sendable () -> Nonlinearity) throws {
    let phi = make()
    for variance in [1e-30, 0.0137, 0.7071, 1.4143, 77, 1e5] {
      let quadrature = QuadratureDual(phi, rowVariances: [variance], columnVariances: [])
      #expect(abs(phi.secondMoment(variance) / quadrature.rowSecondMoments[0] - 1) < 8e-15)
    }
  }
}
