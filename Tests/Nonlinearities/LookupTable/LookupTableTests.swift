import Glibc
import Nonlinearities
import Testing

@Suite struct LookupTableTests {
  static let rectifier = LookupTable(.relu)
  static let tangent = LookupTable(.tanh)

  /// The relative errors of the paper's table, measured once with an independent program.
  @Test(arguments: [(0.05, -0.19), (0.5, -0.009), (30, -0.012)] as [(Double, Double)])
  func tangentErrs(_ variance: Double, _ expected: Double) throws {
    let error = try Self.tangent.secondMoment(variance) / Nonlinearity.tanh.secondMoment(variance) - 1
    // Quoted to one or two digits.
    #expect(abs(error - expected) < 0.05 * abs(expected) + 0.0005, "\(error)")
  }

  @Test(arguments: [(4, 0), (10, -0.017), (20, -0.15), (50, -0.49)] as [(Double, Double)])
  func rectifierErrs(_ variance: Double, _ expected: Double) throws {
    let error = try Self.rectifier.secondMoment(variance) / Nonlinearity.relu.secondMoment(variance) - 1
    // Quoted to two digits; at q = 4 the cut at 5 standard deviations leaves 2e-5.
    #expect(abs(error - expected) < (variance < 5 ? 2e-5 : 0.005), "\(error)")
  }

  @Test func separatedSumIsTheSumOverPairs() throws {
    // Eq. 10 word for word on a small grid, at grid variances and correlations.
    var settings = LookupTable.Settings()
    (settings.gaussCount, settings.gaussLimit, settings.correlationCount, settings.varianceCount) = (41, 6, 9, 5)
    (settings.minimumVariance, settings.maximumVariance) = (0.5, 4.5)
    let nonlinearity = Nonlinearity.leakyRelu(slope: 0.3)
    let table = LookupTable(nonlinearity, settings: settings)
    for variance in [0.5, 1.5, 4.5] {
      let row = try table.row(variance)
      for (j, value) in row.values.enumerated() {
        let c = settings.maximumCorrelation * (2 * Double(j) / 8 - 1)
        var (numerator, denominator) = (0.0, 0.0)
        for a in -20...20 {
          for b in -20...20 {
            let (u, v) = (0.3 * Double(a), 0.3 * Double(b))
            let weight = exp(-(u * u - 2 * c * u * v + v * v) / (2 * variance * (1 - c * c)))
            numerator += weight * nonlinearity(u) * nonlinearity(v)
            denominator += weight
          }
        }
        // Rounding of 1,681 terms, and of 1 − c² at c = ±0.99999.
        #expect(abs(value - numerator / denominator) < 1e-9 * abs(numerator / denominator) + 1e-13)
      }
    }
  }

  @Test func closeToTheExactDualWhereTheGaussianFits() throws {
    let row = try Self.rectifier.row(2)
    for c in [-0.9, -0.3, 0, 0.4, 0.8, 0.97] {
      let angle = acos(c)
      let exact = 2 / (2 * Double.pi) * (Glibc.sin(angle) + (.pi - angle) * c)
      // The trapezoid rule of step 0.04 misses at the kinks of u and of v h²/12 times E[φ(v) | u = 0] p(u = 0) each.
      let sine = (1 - c * c).squareRoot()
      let kinks = 0.04 * 0.04 / 12 * sine / .pi
      // Linear interpolation over 1/250: f″ h²/8 with f″ = 1/(π √(1 − c²)), a tenth more as f″ varies.
      #expect(abs(row(c) - exact + kinks) < 1.1 * 2e-6 / (Double.pi * sine), "\(row(c) - exact), \(kinks)")
    }
    #expect(abs(row.secondMoment - 1) < 1e-6)
    #expect(row(1) == row.values.last && row(-1) == row.values.first)
  }

  @Test func rowsAreInterpolatedInVariance() throws {
    try Self.tangent.prepare(variances: [1.13])
    let (below, above) = (try Self.tangent.row(1 + 1e-8), try Self.tangent.row(1.2 + 1e-8))
    let between = try Self.tangent.row(1.13)
    let fraction = (1.13 - 1e-8) / ((100 - 1e-8) / 500) - 5
    var correlations = [-0.5, 0, 0.62]
    let expected = correlations.map { below($0) + fraction * (above($0) - below($0)) }
    correlations.withUnsafeMutableBufferPointer { between.map($0) }
    for k in expected.indices { #expect(abs(correlations[k] - expected[k]) < 1e-7) }
  }

  @Test func variancesBeyondTheTableAreRefused() {
    #expect(throws: NonlinearityFailure.self) { try Self.tangent.row(101) }
    #expect(throws: NonlinearityFailure.self) { try Self.tangent.secondMoment(.nan) }
  }
}
