import FiniteWidth
import Foundation
import Testing

@Suite struct TrainableScalarTests {
  /// Every 1,009th number of single precision with |x| ≤ bound against the C library in double precision; the worst
  /// error in units of the last place of the result.
  private func worst(
    upTo bound: Float, _ found: (Float) -> Float, _ exact: (Double) -> Double, floor: Double = 0
  ) -> Double {
    var worst = 0.0
    for bits in stride(from: Float.leastNormalMagnitude.bitPattern, through: bound.bitPattern, by: 1009) {
      for x in [Float(bitPattern: bits), -Float(bitPattern: bits)] {
        let expected = exact(Double(x))
        let unit = Double(Float(max(abs(expected), floor)).ulp)
        worst = max(worst, abs(Double(found(x)) - expected) / unit)
      }
    }
    return worst
  }

  @Test func singlePrecisionIsWithinTwoUnits() {
    let tanh = worst(upTo: 40, Float.hyperbolicTangent, Foundation.tanh)
    let erf = worst(upTo: 40, Float.errorFunction, Foundation.erf)
    let exp = worst(upTo: 87, Float.exponential, Foundation.exp)
    print("worst error in units of the last place: tanh \(tanh), erf \(erf), exp \(exp)")
    #expect(tanh < 2)
    #expect(erf < 2)
    #expect(exp < 2)
  }

  @Test func theEndsAreExact() {
    #expect(Float.hyperbolicTangent(.infinity) == 1)
    #expect(Float.hyperbolicTangent(-.infinity) == -1)
    #expect(Float.errorFunction(-.infinity) == -1)
    #expect(Float.hyperbolicTangent(0) == 0)
    #expect(Float.exponential(0) == 1)
    #expect(Float.hyperbolicTangent(.nan).isNaN)
    #expect(Float.errorFunction(.nan).isNaN)
    #expect(Float.exponential(.nan).isNaN)
  }
}
