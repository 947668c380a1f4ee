import Architectures
import Foundation
import LinearAlgebra
import Testing
import WidthExpansion

/// One hidden layer of the identity, one input, no biases, where training is a law of three numbers.
///
/// With K = σ_w² σ_w² x·x/d the kernel is Θ = 2K, that of a network varies by Var(Θ̂₀) = 4K²/n, and with e = f − y
/// descent of rate η takes, exactly,
///
///     f ← f − η Θ̂ e + η² K f e²/n,   Θ̂ ← Θ̂ − 4 η K f e/n + η² K Θ̂ e²/n.
@Suite struct TrainedLinearNetworkTests {
  private let expansion: WidthExpansion
  private let target = 0.7
  /// K
  private let k: Double

  init() throws {
    let dense = Layer.dense(weightVariance: 1.3, biasVariance: 0, trainable: true)
    expansion = try WidthExpansion(
      Architecture(layers: [dense, .activation(.identity), dense]),
      inputs: Matrix(rows: 1, columns: 2, elements: [0.8, -0.5]))
    k = expansion.kernel[0, 0]
    #expect(abs(expansion.tangentKernel[0, 0] - 2 * k) < 1e-9)
  }

  private func correction(_ time: FullBatchTraining) throws -> TrainingCorrection {
    try TrainingExpansion(expansion, targets: [target]).correction(at: time)
  }

  @Test("by gradient flow", arguments: [0.0, 0.3, 2, 20]) func flow(time: Double) throws {
    let (y, found) = (target, try correction(.gradientFlow(time: time)))
    let (theta, q) = (2 * k, exp(-2 * k * time))
    let kernel = 2 * y * y * (1 - q) - (k + y * y) * (1 - q * q)
    #expect(abs(found.tangentKernel[0, 0] - kernel) < 1e-9)
    #expect(abs(found.fromFluctuations[0] + 0.5 * y * time * time * 4 * k * k * q) < 1e-9)
    let (once, twice) = (time - (1 - q) / theta, time - (1 - q * q) / (2 * theta))
    let movement = -q * (-2 * y * (k + y * y) * once + (y * y * y + 3 * k * y) * twice)
    #expect(abs(found.fromMovement[0] - movement) < 1e-9)
    #expect(abs(found.fromMeanKernel[0]) < 1e-9)
    // O₃ = 4 K f/n.
    #expect(abs(found.kernelDerivative[0] - 4 * k * y * (1 - q)) < 1e-9)
    let eigenvalue = try #require(found.largestEigenvalue)
    #expect(abs(eigenvalue.mean - kernel) < 1e-9 && abs(eigenvalue.variance - 4 * k * k) < 1e-9)
  }

  /// The law above for one initial output, times n: its movement and the kernel's.
  private func descended(from start: Double, rate: Double, steps: Int) -> (output: Double, kernel: Double) {
    var (f, output, kernel) = (start, 0.0, 0.0)
    for _ in 0..<steps {
      let e = f - target
      output += -rate * (2 * k * output + kernel * e) + rate * rate * k * f * e * e
      kernel += -4 * rate * k * f * e + 2 * rate * rate * k * k * e * e
      f -= rate * 2 * k * e
    }
    return (output, kernel)
  }

  @Test("by gradient descent", arguments: [(0.2, 1), (0.2, 7), (0.9, 5), (1.1, 30)])
  func descent(share: Double, steps: Int) throws {
    let rate = share / (2 * k)
    let found = try correction(.gradientDescent(rate: rate, steps: steps))
    // Four nodes integrate polynomials of the seventh degree in f₀ ~ N(0, K).
    let outer = (3 + 6.0.squareRoot()).squareRoot()
    let inner = (3 - 6.0.squareRoot()).squareRoot()
    let nodes = [(outer, 1 / (4 * outer * outer)), (inner, 1 / (4 * inner * inner))]
    var (movement, kernel) = (0.0, 0.0)
    for (node, weight) in nodes.flatMap({ [($0.0, $0.1), (-$0.0, $0.1)] }) {
      let one = descended(from: node * k.squareRoot(), rate: rate, steps: steps)
      movement += weight * one.output
      kernel += weight * one.kernel
    }
    #expect(abs(found.fromMovement[0] - movement) < 1e-9, "\(movement)")
    #expect(abs(found.tangentKernel[0, 0] - kernel) < 1e-9, "\(kernel)")
    let pairs = Double(steps * (steps - 1) / 2)
    let fluctuations = -target * pairs * rate * rate * 4 * k * k * pow(1 - share, Double(max(0, steps - 2)))
    #expect(abs(found.fromFluctuations[0] - fluctuations) < 1e-9)
  }
}
