import Glibc
import MeanField
import Nonlinearities
import Testing

@Suite struct CurvatureTests {
  /// The curve's Gaussian process has covariance q c(Δ); ḡ = −q c″(0) and E[ḧ²] = q c⁗(0), so κ̄² = q c⁗(0)/ḡ². Both
  /// are read off the correlations of neighbouring points, which the correlation map carries.
  @Test("metric and curvature are those of the propagated correlations", arguments: [Nonlinearity.tanh, .erf])
  func differences(_ nonlinearity: Nonlinearity) throws {
    let theory = try MeanFieldTheory(nonlinearity: nonlinearity, weightVariance: 3, biasVariance: 0.09)
    let q = try theory.fixedVariance.get()
    let h = 0.02
    let angles = [h, 2 * h, 3 * h]
    var separations = angles.map { 2 * pow(sin($0 / 2), 2) }
    for geometry in try theory.curvature(depth: 3) {
      // ε(Δ) = ḡΔ²/2q − EΔ⁴/24q + O(Δ⁶): three points determine both up to h⁴.
      let scaled = zip(separations, angles).map { q * $0 / ($1 * $1) }
      let first = (scaled[1] - scaled[0]) / (angles[1] * angles[1] - angles[0] * angles[0])
      let second = (scaled[2] - scaled[1]) / (angles[2] * angles[2] - angles[1] * angles[1])
      let third = (second - first) / (angles[2] * angles[2] - angles[0] * angles[0])
      let quartic = first - third * (angles[0] * angles[0] + angles[1] * angles[1])
      let metric = 2 * (scaled[0] - quartic * h * h - third * pow(h, 4))
      let curvature = -24 * quartic / (metric * metric)
      // What is left is of the order of the eighth derivative times h⁶ and h⁴: some 1e2 h⁴ after three layers.
      #expect(abs(metric / geometry.metric - 1) < 1e-5)
      #expect(abs(curvature / geometry.squaredCurvature - 1) < 2e-3)
      #expect(geometry.gaussMapMetric == geometry.metric * geometry.squaredCurvature)
      separations = try theory.separationMap(separations, variance: q)
    }
  }

  @Test func failures() throws {
    let theory = try MeanFieldTheory(nonlinearity: .relu, weightVariance: 1.5, biasVariance: 0.1)
    #expect(throws: Absence.kink(nonlinearity: "relu")) { try theory.curvature(depth: 2) }
    let softsign = Nonlinearity.custom(
      .init(
        name: "softsign", breakpoints: [0], function: { $0 / (1 + abs($0)) },
        derivative: { 1 / ((1 + abs($0)) * (1 + abs($0))) }))
    let custom = try MeanFieldTheory(nonlinearity: softsign, weightVariance: 1, biasVariance: 0.5)
    #expect(custom.chi2 == .absent(.secondDerivativeUnknown(nonlinearity: "softsign")))
  }

  @Test("without weights a curve is a point after one layer and has no curvature")
  func withoutWeights() throws {
    let theory = try MeanFieldTheory(nonlinearity: .erf, weightVariance: 0, biasVariance: 0.3)
    #expect(try theory.curvature(depth: 0) == [CurveGeometry(metric: 0.3, squaredCurvature: 1 / 0.3)])
    #expect(throws: Absence.oneLayer) { try theory.curvature(depth: 2) }
  }
}
