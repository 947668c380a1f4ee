import Nonlinearities
import Testing

/// Every nonlinearity against golden values in extended precision.
@Suite struct DualMapTests {
  /// What the doc comments promise. ulp: of ρ; Ṫ: relative to its value at coinciding inputs.
  struct Promise: Sendable, CustomTestStringConvertible {
    let nonlinearity: Nonlinearity
    let equalVariances: Double
    let unequalVariances: @Sendable (_ smaller: Double) -> Double
    let derivative: Double
    var testDescription: String { nonlinearity.name }
  }

  static let promises = [
    Promise(nonlinearity: .relu, equalVariances: 4, unequalVariances: { _ in 4 }, derivative: 3),
    Promise(nonlinearity: .leakyRelu(slope: 0.1), equalVariances: 4, unequalVariances: { _ in 4 }, derivative: 3),
    Promise(nonlinearity: .abs, equalVariances: 4, unequalVariances: { _ in 4 }, derivative: 3),
    Promise(nonlinearity: .erf, equalVariances: 16, unequalVariances: { 16 / min(1, $0 * $0) }, derivative: 4),
    Promise(nonlinearity: .gelu, equalVariances: 16, unequalVariances: { _ in .infinity }, derivative: 16),
    Promise(nonlinearity: .sin, equalVariances: 16, unequalVariances: { 16 / min(1, $0 * $0) }, derivative: 16),
    Promise(nonlinearity: .cos, equalVariances: 16, unequalVariances: { _ in 16 }, derivative: 16),
    Promise(nonlinearity: .tanh, equalVariances: 64, unequalVariances: { _ in .infinity }, derivative: 64),
  ]

  @Test(arguments: promises) func goldenValues(_ promise: Promise) throws {
    let ulp = 0x1p-52
    var (worstEqual, worstUnequal, worstDerivative) = (0.0, 0.0, 0.0)
    let groups = try GoldenPairs.load(promise.nonlinearity)
    #expect(groups.count >= 6)
    for group in groups where group.variances[0] <= 100 {
      let (q1, q2) = (group.variances[0], group.variances[1])
      let (rho, dot) = try applyDual(promise.nonlinearity, q1, q2, group.pairs.map { $0[0] })
      let largest = promise.nonlinearity.derivativeSecondMoment(max(q1, q2))
      for (k, pair) in group.pairs.enumerated() {
        let absolute = abs(rho[k] - pair[2])
        let error = absolute == 0 ? 0 : absolute / (ulp * abs(pair[2]))
        let dotError = abs(dot[k] - pair[3]) / (ulp * max(largest, abs(pair[3])))
        if q1 == q2 {
          if error > promise.equalVariances { print(promise.nonlinearity.name, q1, q2, pair, rho[k], error) }
          worstEqual = max(worstEqual, error)
          #expect(error <= promise.equalVariances, "q = \(q1), ε = \(pair[0])")
        } else {
          if error > promise.unequalVariances(min(q1, q2)) {
            print(promise.nonlinearity.name, q1, q2, pair, rho[k], error)
          }
          worstUnequal = max(worstUnequal, absolute / ulp)
          #expect(error <= promise.unequalVariances(min(q1, q2)), "q = \(q1), \(q2), ε = \(pair[0])")
          // Whatever the cancellation, never worse than rounding of 1.
          #expect(absolute <= 16 * ulp, "q = \(q1), \(q2), ε = \(pair[0])")
        }
        worstDerivative = max(worstDerivative, dotError)
        #expect(dotError <= promise.derivative, "q = \(q1), \(q2), ε = \(pair[0])")
      }
    }
    print(
      "\(promise.nonlinearity.name): worst ρ \(worstEqual) ulp at equal variances, \(worstUnequal)·2⁻⁵² absolute at",
      "unequal; Ṫ \(worstDerivative) ulp of Ṫ(q)")
  }

  @Test(arguments: promises) func almostEqualVariancesKeepRelativePrecision(_ promise: Promise) throws {
    // Variances that differ in the eighth digit, as rounding of a norm leaves them: ρ is 1e-15 and less there.
    for group in try GoldenPairs.load(promise.nonlinearity) where group.variances == [1, 1.0000001] {
      let rho = try applyDual(promise.nonlinearity, 1, 1.0000001, group.pairs.map { $0[0] }).separations
      for (k, pair) in group.pairs.enumerated() {
        // GeluDual's κ promises 1e-8. tanh's coefficients are right to 1e-16 and differ by 1e-7: 1e-9 each, and summed.
        #expect(abs(rho[k] - pair[2]) <= 2e-7 * pair[2], "ε = \(pair[0]): \(rho[k]) \(pair[2])")
      }
    }
  }
}
