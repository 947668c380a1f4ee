import Foundation
import Nonlinearities
import Testing

@Suite struct ElementaryScalarTests {
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
    let log = worst(upTo: 1, { Float.logarithm(onePlus: $0.magnitude) }, { Foundation.log1p($0.magnitude) })
    let sin = worst(upTo: 0.785, Float.sine, Foundation.sin)
    let cos = worst(upTo: 0.785, Float.cosine, Foundation.cos)
    print("log(1 + x) \(log), sin \(sin), cos \(cos)")
    #expect(log < 2)
    #expect(sin < 2)
    #expect(cos < 2)
  }

  /// Up to the largest angle an error is rounding of one, and within it the angle's reduction.
  @Test func anglesAreReduced() {
    var single = 0.0
    for x in stride(from: -Float.largestAngle, through: .largestAngle, by: 0.0173) {
      single = max(single, abs(Double(Float.sine(x)) - Foundation.sin(Double(x))))
      single = max(single, abs(Double(Float.cosine(x)) - Foundation.cos(Double(x))))
    }
    var double = 0.0
    for x in stride(from: -Double.largestAngle, through: .largestAngle, by: 2.173) {
      double = max(double, abs(Double.sine(x) - Foundation.sin(x)), abs(Double.cosine(x) - Foundation.cos(x)))
    }
    print("worst error of sin and cos: \(single) and \(double)")
    // Two units of the last place below 1; 9.3e-8 where products are fused.
    #expect(single < 1.2e-7)
    #expect(double < 3e-16)
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
    let log = worst(upTo: 1, { Double.logarithm(onePlus: abs($0)) }, { Foundation.log1p(abs($0)) })
    let sin = worst(upTo: 0.785, Double.sine, Foundation.sin)
    let cos = worst(upTo: 0.785, Double.cosine, Foundation.cos)
    print("log(1 + x) \(log), sin \(sin), cos \(cos)")
    #expect(log.units < 2)
    #expect(sin.units < 2)
    #expect(cos.units < 2)
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
    #expect(Double.logarithm(onePlus: 0) == 0 && Float.logarithm(onePlus: 0) == 0)
    #expect(Double.logarithm(onePlus: .nan).isNaN && Float.logarithm(onePlus: .nan).isNaN)
    #expect(Double.sine(0) == 0 && Double.cosine(0) == 1 && Float.sine(0) == 0 && Float.cosine(0) == 1)
    #expect(Double.sine(.nan).isNaN && Double.cosine(.nan).isNaN)
    #expect(Float.sine(.nan).isNaN && Float.cosine(.nan).isNaN)
  }
}
