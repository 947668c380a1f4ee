import Foundation
import Nonlinearities
import Testing

@Suite("Duals of a pair, whatever other pairs there are") struct PairwiseDualTests {
  /// 20 has a long series; beyond 64 tanh has none.
  private static let variances = [0, 0.3, 1.7, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 200]
  private static let separation = 0.4

  private static let softsign = Nonlinearity.custom(
    .init(name: "softsign", function: { $0 / (1 + abs($0)) }, derivative: { 1 / pow(1 + abs($0), 2) }))

  /// ρ and Ṫ of a pair in a map of these variances.
  private static func values(_ map: any DualMap, row: Int, column: Int) -> [Double] {
    var (separation, derivative) = (separation, 0.0)
    map.map(row: row, columns: column..<column + 1, separations: &separation, derivatives: &derivative)
    return [separation, derivative, map.rowSecondMoments[row], map.columnSecondMoments[column]]
  }

  @Test(
    "a pair alone has the bits that it has among others",
    arguments: [Nonlinearity.tanh, softsign, .sin, .erf] + ClosedForms.smooth + ClosedForms.kinked)
  func bits(nonlinearity: Nonlinearity) throws {
    let variances = nonlinearity == Self.softsign ? [0.3, 1.7, 200] : Self.variances
    let all = try nonlinearity.pairwiseDualMap(rowVariances: variances, columnVariances: variances)
    for (i, one) in variances.enumerated() {
      for (j, two) in variances.enumerated() {
        let alone = try nonlinearity.pairwiseDualMap(rowVariances: [one], columnVariances: [two])
        #expect(Self.values(all, row: i, column: j) == Self.values(alone, row: 0, column: 0), "\(one), \(two)")
      }
    }
  }

  @Test("it is the dual, with and without series")
  func agrees() throws {
    let map = try Nonlinearity.tanh.pairwiseDualMap(rowVariances: Self.variances, columnVariances: Self.variances)
    let quadrature = QuadratureDual(.tanh, rowVariances: Self.variances, columnVariances: Self.variances)
    for (i, j) in [(1, 2), (2, 3), (3, 14), (14, 14), (0, 2)] {
      let (found, expected) = (
        Self.values(map, row: i, column: j), Self.values(quadrature, row: i, column: j)
      )
      // Both are right to some 4e-15 absolute at these separations.
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 2e-14, "\(i), \(j)") }
    }
  }

  @Test func variancesThatAreNoneAreRefused() {
    for variance in [-1, .nan, .infinity] {
      #expect(throws: NonlinearityFailure.self) {
        try Nonlinearity.tanh.pairwiseDualMap(rowVariances: [1], columnVariances: [variance])
      }
    }
  }
}
