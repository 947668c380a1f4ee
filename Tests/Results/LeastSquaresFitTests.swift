import Results
import Testing

@Suite("Least squares") struct LeastSquaresFitTests {
  // NIST Statistical Reference Datasets, Norris: a calibration of an ozone monitor, y against x.
  private static let norrisX = [
    0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5,
    11.6,
    556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9,
    0.5,
  ]
  private static let norrisY = [
    0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8,
    557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2,
    0.2,
  ]

  /// Certified to 15 digits; the sums of 36 products near 10⁶ keep 12 of the intercept.
  @Test func norrisHasItsCertifiedLine() throws {
    let fit = try LeastSquaresFit.line(x: Self.norrisX, y: Self.norrisY)
    #expect((fit.coefficients[0] / -0.262323073774029 - 1).magnitude < 1e-11)
    #expect((fit.coefficients[1] / 1.00211681802045 - 1).magnitude < 1e-13)
    #expect((fit.standardErrors[0] / 0.232818234301152 - 1).magnitude < 1e-11)
    #expect((fit.standardErrors[1] / 0.429796848199937e-3 - 1).magnitude < 1e-11)
    #expect((fit.residualDeviation / 0.884796396144373 - 1).magnitude < 1e-11)
    #expect(fit.degreesOfFreedom == 34)
    // t(0.975, 34) = 2.0322 in statistical tables.
    let interval = fit.interval(of: 1)
    #expect((interval.upperBound - fit.coefficients[1] - 2.0322 * fit.standardErrors[1]).magnitude < 1e-7)
    #expect((interval.upperBound + interval.lowerBound - 2 * fit.coefficients[1]).magnitude < 1e-15)
  }

  /// NIST's Wampler1: y = 1 + x + … + x⁵ at x = 0 … 20, every coefficient 1. The condition number is 6e6.
  @Test func illConditionedPolynomialsKeepTheirDigits() throws {
    let x = (0...20).map(Double.init)
    func power(_ value: Double, _ k: Int) -> Double { (0..<k).reduce(1) { product, _ in product * value } }
    let basis = (0...5).map { k in x.map { power($0, k) } }
    let fit = try LeastSquaresFit(basis: basis, values: x.map { value in (0...5).reduce(0) { $0 + power(value, $1) } })
    for coefficient in fit.coefficients { #expect((coefficient - 1).magnitude < 1e-8) }
  }

  @Test func whatCannotBeFittedSaysWhy() {
    func failure(_ basis: [[Double]], _ values: [Double]) -> FitFailure? {
      do {
        _ = try LeastSquaresFit(basis: basis, values: values)
        return nil
      } catch { return error as? FitFailure }
    }
    #expect(failure([[1, 1], [1, 2]], [3, 4]) == .tooFewPoints(points: 2, coefficients: 2))
    #expect(failure([[1, 1, 1]], [1, .nan, 2]) == .notFinite(point: 1))
    #expect(failure([[1, 1, -.infinity]], [1, 2, 3]) == .notFinite(point: 2))
    #expect(failure([[1, 1, 1, 1], [1, 2, 3, 4], [3, 5, 7, 9]], [1, 2, 2, 3]) == .dependent(function: 2))
    for failure in [
      FitFailure.tooFewPoints(points: 2, coefficients: 2), .notFinite(point: 1), .dependent(function: 2),
    ] {
      #expect(!failure.message.contains("\n") && failure.message.contains("; "))
    }
  }
}
