import Glibc
import Nonlinearities
import Testing

@Suite("The duals of tanh at many variances") struct TanhDualTests {
  private static let separations = [0, 1e-9, 1e-3, 0.03, 0.0999, 0.1001, 0.2, 0.4, 0.7, 1, 1.3, 1.93, 1.99, 2]

  /// ρ and Ṫ of pairs of two variances by a map that knows a third one, so that no pair of series is prepared.
  private static func values(_ q1: Double, _ q2: Double) throws -> (rho: [Double], slopes: [Double]) {
    let columns = separations.map { _ in q2 } + [0.77]
    let map = try Nonlinearity.tanh.dualMap(rowVariances: [q1], columnVariances: columns)
    let (rho, slopes) = applyDual(map, separations + [1])
    return (rho.dropLast(), slopes.dropLast())
  }

  /// Nested quadrature knows neither Hermite series nor mixtures; as a mean of squares its ρ is good to 1e-15/√ε
  /// relative. The variances lie on both sides of where series end (3 and 2¹⁴) and of the octaves of the tables.
  @Test(arguments: [1e-6, 0.03, 0.7, 1.999, 2.001, 3.5, 9, 40])
  func agreesWithQuadrature(variance: Double) throws {
    for other in [1e-3, 0.5, variance, 3.1, 12] {
      let (rho, slopes) = try Self.values(variance, other)
      let columns = Self.separations.map { _ in other }
      let quadrature = QuadratureDual(.tanh, rowVariances: [variance], columnVariances: columns)
      let (expected, expectedSlopes) = applyDual(quadrature, Self.separations)
      for k in Self.separations.indices {
        // 4e-15 are promised, and the quadrature has some twenty roundings of its own.
        #expect(abs(rho[k] - expected[k]) < 1e-14, "q = \(variance), \(other), ε = \(Self.separations[k])")
        #expect(abs(slopes[k] - expectedSlopes[k]) < 1e-14, "q = \(variance), \(other), ε = \(Self.separations[k])")
        if variance == other, Self.separations[k] > 1e-6 {
          #expect(abs(rho[k] / expected[k] - 1) < 1e-12, "q = \(variance), ε = \(Self.separations[k])")
        }
      }
    }
  }

  /// tanh of a huge argument is its sign: T = (2/π) arcsin c, and the T(q) of 1 − √(2/π) 2/√(πq)… goes with 1/√q; Ṫ
  /// goes with 2/(π√(q₁q₂)) E over the line where both slopes are met, (2/π)/(√(q₁q₂) √(1 − c²)).
  @Test(arguments: [1e10, 1e30, 1e60, 1e100, 1e150])
  func hugeVariancesAreSigns(variance: Double) throws {
    for other in [variance, 3 * variance] {
      guard other <= 1e150 else { continue }
      let (rho, slopes) = try Self.values(variance, other)
      // The first correction is of the order 1/√q.
      let rounding = 1e-14 + 3 / variance.squareRoot()
      for (k, separation) in Self.separations.enumerated() where separation > 0.01 && separation < 1.99 {
        let c = 1 - separation
        #expect(abs(rho[k] - (1 - 2 / Double.pi * asin(c))) < rounding, "ε = \(separation)")
        let slope = 2 / Double.pi / (variance.squareRoot() * other.squareRoot() * (1 - c * c).squareRoot())
        #expect(abs(slopes[k] / slope - 1) < 1e-12 + 10 / variance.squareRoot(), "ε = \(separation)")
      }
    }
  }

  @Test("a pair's bits do not depend on what is prepared with it") func bits() throws {
    let variances = (0..<75).map { exp(0.13 * Double($0) - 6) } + [0, 1e-50, 1e-300, 1e9]
    let map = try Nonlinearity.tanh.dualMap(rowVariances: variances, columnVariances: variances)
    let separations = variances.indices.map { 2 * Double($0) / Double(variances.count - 1) }
    let tile = try #require(map.prepared(rows: 0..<variances.count, columns: 3..<variances.count))
    for row in [0, 20, 41, 74, 75, 76, 78] {
      var (rho, slopes) = (Array(separations.dropFirst(3)), Array(separations.dropFirst(3)))
      tile.map(row: row, columns: 3..<variances.count, separations: &rho, derivatives: &slopes)
      for column in 3..<variances.count {
        var (one, slope) = (separations[column], 0.0)
        map.map(row: row, columns: column..<column + 1, separations: &one, derivatives: &slope)
        #expect(one == rho[column - 3] && slope == slopes[column - 3], "\(row), \(column)")
        var (alone, none) = (separations[column], [Double]())
        map.map(row: row, columns: column..<column + 1, separations: &alone, derivatives: nil)
        #expect(alone == one)
        none.append(alone)
      }
    }
  }

  /// What is tabulated against what it was tabulated from, between the points.
  @Test(arguments: [1e-30, 1e-9, 0.0137, 0.3, 0.7071, 0.99, 1.4143, 2.9, 77, 1e5, 1e40, 1e149])
  func momentsAreThoseOfTheirIntegrals(variance: Double) throws {
    let custom = Nonlinearity.custom(
      .init(name: "tanh by quadrature", function: { tanh($0) }, derivative: { Nonlinearity.tanh.derivative($0) }))
    for (tabulated, integral) in [
      (Nonlinearity.tanh.secondMoment(variance), custom.secondMoment(variance)),
      (Nonlinearity.tanh.derivativeSecondMoment(variance), custom.derivativeSecondMoment(variance)),
    ] { #expect(abs(tabulated / integral - 1) < 4e-15) }
  }
}
