import Architectures
import LinearAlgebra
import Nonlinearities
import Testing
import WidthExpansion

/// The expansion against networks that were drawn: the coefficient of 1/n by extrapolation from two widths.
@Suite struct DrawnNetworksTests {
  private static let (narrow, wide, count) = (32, 64, 6_000)

  private func sample(_ nonlinearity: Nonlinearity, width: Int) throws -> JetSample {
    try JetSample(
      JetNetworks(
        inputs: WidthExpansionTests.inputs, nonlinearity: nonlinearity, weightVariance: 1.7, biasVariance: 0.2,
        weightRate: 0.9, biasRate: 0.4, hiddenLayers: 2, width: width), count: Self.count)
  }

  /// The sets of probes of the four slots, as bits.
  private static let parts: [Cumulant: [Int]] = [
    .v: [0, 0, 0, 0], .d: [0, 0, 1, 1], .f: [0, 1, 0, 1], .a: [1, 1, 2, 2], .b: [1, 2, 1, 2], .p: [3, 0, 1, 2],
    .q: [3, 1, 2, 0], .r: [7, 1, 2, 4], .s: [3, 5, 2, 4], .t: [3, 1, 4, 6], .u: [3, 4, 5, 2],
  ]

  @Test(
    "coefficients of 1/n are those of networks",
    arguments: [Nonlinearity.tanh, .erf, .softplus, .sigmoid, .swish, .gaussian])
  func coefficients(nonlinearity: Nonlinearity) throws {
    let expansion = try WidthExpansion(
      WidthExpansionTests.network(nonlinearity, hiddenLayers: 2), inputs: WidthExpansionTests.inputs)
    let samples = try [Self.narrow, Self.wide].map { try sample(nonlinearity, width: $0) }
    func compare(_ name: String, _ expected: Double, _ found: [(value: Double, error: Double)]) -> Double {
      // c + c′/n at n and 2n.
      let value = 2 * found[1].value - found[0].value
      let error = (4 * found[1].error * found[1].error + found[0].error * found[0].error).squareRoot()
      #expect(abs(value - expected) < 4.5 * error, "\(name): \(value) ± \(error), and \(expected) is expected")
      return abs(expected) / error
    }
    for (cumulant, parts) in Self.parts {
      var sharpest = 0.0
      for x in [[0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 1]] {
        let expected = expansion(cumulant)[x[0], x[1], x[2], x[3]]
        sharpest = max(
          sharpest, compare("\(cumulant.rawValue) \(x)", expected, samples.map { $0.covariance(parts, x) }))
      }
      // What is compared is seen in the networks by itself.
      #expect(sharpest > 4, "\(cumulant.rawValue)")
    }
  }
}
