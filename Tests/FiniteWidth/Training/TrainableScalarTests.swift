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

  /// Four million numbers of double precision, evenly by their bits, against the C library, whose own errors are one
  /// and two units.
  @Test func doublePrecisionIsWithinFourUnits() {
    func worst(
      upTo bound: Double, _ found: (Double) -> Double, _ exact: (Double) -> Double
    ) -> (units: Double, at: Double) {
      var worst = (units: 0.0, at: 0.0)
      let (first, last) = ((1e-20).bitPattern, bound.bitPattern)
      for bits in stride(from: first, through: last, by: Int((last - first) / 2_000_000)) {
        for x in [Double(bitPattern: bits), -Double(bitPattern: bits)] {
          let expected = exact(x)
          let units = abs(found(x) - expected) / expected.ulp
          if !(units <= worst.units) { worst = (units, x) }
        }
      }
      return worst
    }
    let tanh = worst(upTo: 40, Double.hyperbolicTangent, Foundation.tanh)
    let erf = worst(upTo: 40, Double.errorFunction, Foundation.erf)
    let exp = worst(upTo: 708, Double.exponential, Foundation.exp)
    print("worst error in units of the last place: tanh \(tanh), erf \(erf), exp \(exp)")
    #expect(tanh.units < 4)
    #expect(erf.units < 2)
    #expect(exp.units < 2)
  }

  @Test func theEndsAreExact() {
    #expect(Double.hyperbolicTangent(.infinity) == 1)
    #expect(Double.hyperbolicTangent(-.infinity) == -1)
    #expect(Double.errorFunction(-.infinity) == -1)
    #expect(Double.hyperbolicTangent(0).bitPattern == 0)
    #expect(Double.hyperbolicTangent(-0.0).bitPattern == (-0.0).bitPattern)
    #expect(Double.errorFunction(-0.0).bitPattern == (-0.0).bitPattern)
    #expect(Double.exponential(0) == 1)
    #expect(Double.exponential(-.infinity) < 1e-300)
    #expect(Double.hyperbolicTangent(.nan).isNaN)
    #expect(Double.errorFunction(.nan).isNaN)
    #expect(Double.exponential(.nan).isNaN)
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
