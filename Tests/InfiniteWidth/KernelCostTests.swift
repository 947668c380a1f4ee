import Architectures
import InfiniteWidth
import Nonlinearities
import Testing

@Suite("What a pair of vectors costs") struct KernelCostTests {
  /// Nanoseconds of one core for K and Θ of one pair and one (φ, dense) of inputs of different norms, variances about
  /// 1: 1,000 inputs through 30 layers, in AVX-512 and AVX2 code.
  private static let measured: [(nonlinearity: Nonlinearity, wide: Double, narrow: Double)] = [
    (.relu, 4.5, 7), (.erf, 8.7, 12), (.gelu, 13.4, 23), (.sin, 11, 23), (.cos, 11, 23), (.tanh, 27, 34),
  ]

  @Test("within a factor of 2 of what was measured, with either kind of vectors")
  func measurements() throws {
    for (nonlinearity, wide, narrow) in Self.measured {
      func cost(_ depth: Int) throws -> Double {
        let network = Architecture.fullyConnected(
          depth: depth, nonlinearity: nonlinearity, weightVariance: 1.5, biasVariance: 0)
        return try Kernel(network).cost(inputsOf: 20).secondsPerPair
      }
      let layer = 1e9 * (try cost(31) - cost(1)) / 30
      for time in [wide, narrow] {
        #expect(layer < 2 * time && layer > 0.5 * time, "\(nonlinearity.name): \(layer) ns, measured \(time)")
      }
    }
  }
}
