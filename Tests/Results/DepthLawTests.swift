import Foundation
import Results
import Testing

@Suite("Laws in the depth") struct DepthLawTests {
  private static let depths = (0...60).map { (10 * pow(1000, Double($0) / 60)).rounded() }

  /// Within the basis every window finds the limit: the same but for rounding, which the small differences of the three
  /// functions over a decade of depths enlarge ten thousand times.
  @Test func limitsWithinTheBasisAreExact() throws {
    let fit = try DepthLaw.limit.fit(
      depths: Self.depths, values: Self.depths.map { 7 - 3 / $0 + 2 * log($0) / $0 })
    #expect(fit.coefficients.count == 3)
    for limit in fit.coefficients { #expect((limit - 7).magnitude < 1e-11) }
  }

  /// A term that is not in the basis, (log l / l)²: the last window's error is below the drift, which is what the drift
  /// is for.
  @Test func driftBoundsWhatIsLeft() throws {
    let fit = try DepthLaw.limit.fit(
      depths: Self.depths, values: Self.depths.map { 7 - 3 / $0 + 40 * pow(log($0) / $0, 2) })
    #expect((fit.estimate - 7).magnitude < fit.drift)
    #expect(fit.drift > 1e-5)
  }

  /// (l + 30)^{-1.5} over 100 … 800: the shift is a third of the shallowest depth, and its first order is in the basis.
  @Test func powersSeePastAShiftOfTheDepth() throws {
    let depths = (0...30).map { (100 * pow(8, Double($0) / 30)).rounded() }
    let fit = try DepthLaw.power.fit(depths: depths, values: depths.map { 5 * pow($0 + 30, -1.5) })
    #expect(fit.coefficients.count == 2)
    #expect((fit.estimate + 1.5).magnitude < fit.drift)
    #expect((fit.estimate + 1.5).magnitude < 0.01)
    // Without the correction: d log y / d log l = −1.5 l / (l + 30), −1.411 at the geometric middle of the last window.
    let plain = try LeastSquaresFit.line(
      x: depths.filter { $0 >= 283 }.map { log($0) }, y: depths.filter { $0 >= 283 }.map { -1.5 * log($0 + 30) })
    #expect((plain.coefficients[1] + 1.411).magnitude < 0.01)
  }

  /// An exponential with a second one under it that decays faster: e^{-0.1 l}(1 + e^{-0.1 l}).
  @Test func ratesForgetWhatDecaysFaster() throws {
    let depths = stride(from: 10.0, through: 100, by: 2).map { $0 }
    let fit = try DepthLaw.rate.fit(depths: depths, values: depths.map { exp(-0.1 * $0) * (1 + exp(-0.1 * $0)) })
    #expect((fit.estimate + 0.1).magnitude < fit.drift)
    // At l = 70 the second term is e^{-7}, its slope a tenth of that.
    #expect((fit.estimate + 0.1).magnitude < 1e-4)
  }

  /// Coefficients that turn around: two windows agree by accident, and only the fit without the correction shows the
  /// bias.
  @Test func eitherChangeCounts() throws {
    let depths = (0...40).map { (10 * pow(100, Double($0) / 40)).rounded() }
    let fit = try DepthLaw.power.fit(depths: depths, values: depths.map { $0 * exp(2 / $0) })
    // log y = log l + 2/l lies in the basis; without 2/l the slope at the window's middle, l = 178, is 1 − 2/178.
    #expect((fit.coefficients[0] - fit.coefficients[1]).magnitude < 1e-10)
    let uncorrected: Double = try #require(fit.uncorrected)
    let expected: Double = 1 - 2 / 178.0
    #expect((uncorrected - expected).magnitude < 0.005)
    #expect((fit.drift - (1 - uncorrected)).magnitude < 1e-10)
  }

  /// A coefficient of log l beside a constant: exact within the basis, and bounded by the drift with a term of 1/l
  /// beside them.
  @Test func logarithmsHaveACoefficient() throws {
    let exact = try DepthLaw.logarithm.fit(depths: Self.depths, values: Self.depths.map { 4 - 26 * log($0) })
    for coefficient in exact.coefficients { #expect((coefficient + 26).magnitude < 1e-10) }
    let bent = try DepthLaw.logarithm.fit(depths: Self.depths, values: Self.depths.map { 4 - 26 * log($0) + 5 / $0 })
    #expect((bent.estimate + 26).magnitude < bent.drift)
  }

  @Test func scalingTurnsEveryWindow() throws {
    let fit = try DepthLaw.rate.fit(depths: Self.depths, values: Self.depths.map { exp(-0.001 * $0) }).scaled(by: -1000)
    #expect(fit.coefficients.count == 3)
    for rate in fit.coefficients { #expect((rate - 1).magnitude < 1e-9) }
    #expect(fit.drift < 1e-9)
  }

  @Test func shortOrUnfitValuesThrow() {
    #expect(throws: FitFailure.self) { try DepthLaw.limit.fit(depths: [], values: []) }
    #expect(throws: FitFailure.self) {
      try DepthLaw.power.fit(depths: (1...6).map(Double.init), values: (1...6).map(Double.init))
    }
    #expect(throws: FitFailure.notFinite(point: 0)) {
      try DepthLaw.power.fit(depths: Self.depths, values: Self.depths.map { -$0 })
    }
  }
}
