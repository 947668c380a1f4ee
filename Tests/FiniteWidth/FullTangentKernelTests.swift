import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

@Suite struct FullTangentKernelTests {
  /// Θ̂_ab(x, x') from explicit gradients, one input and one output at a time.
  @Test(arguments: Parameterisation.allCases)
  func itIsTheInnerProductOfGradients(parameterisation: Parameterisation) throws {
    for sample in try NetworkSample.all(features: 3) {
      let x = sample.inputs(3)
      let network = try sample.network(6, outputs: 2, parameterisation: parameterisation)
      let k = network.outputs
      let kernel = try network.fullTangentKernel(x)
      func gradients(_ input: Int, _ output: Int) throws -> [DenseGradient<Double>] {
        var direction = Matrix<Double>(rows: 1, columns: k)
        direction[0, output] = 1
        let row = Matrix(rows: 1, columns: x.columns, elements: Array(x.row(input)))
        return try network.gradients(try network.trace(row), outputGradient: direction)
      }
      // A network that ends in an image has as many outputs as it has numbers; a few stand for all.
      let some = (0..<3).flatMap { input in (0..<min(2, k)).map { input * k + $0 } }
      let all = try some.map { try gradients($0 / k, $0 % k) }
      for (p, first) in zip(some, all) {
        for (q, second) in zip(some, all) {
          var expected = 0.0
          for (layer, (a, b)) in zip(network.parameters, zip(first, second)) {
            expected += layer.weightMetric * zip(a.weights.elements, b.weights.elements).reduce(0) { $0 + $1.0 * $1.1 }
            expected += layer.biasMetric * zip(a.biases, b.biases).reduce(0) { $0 + $1.0 * $1.1 }
          }
          // Sums of some hundred rounded terms of order one to ten, after a few layers.
          #expect(abs(kernel[p, q] - expected) < 1e-12 * max(1, abs(expected)))
          #expect(kernel[p, q] == kernel[q, p])
        }
      }
    }
  }

  /// More inputs than a tile: two lists, one list, and the mean over outputs agree.
  @Test func tilesFitTogether() throws {
    let x = inputs(300, 3, as: Float.self)
    let architecture = Architecture.fullyConnected(
      depth: 2, nonlinearity: .tanh, weightVariance: 1.5, biasVariance: 0.2)
    let network = try architecture.finiteWidth(
      9, outputs: 3, inputs: 3, seed: seed, parameterisation: .neuralTangent, as: Float.self)
    let (full, mean) = (try network.fullTangentKernel(x), try network.tangentKernel(of: x, outputs: 0..<3))
    let (fullOfTwo, meanOfTwo) = (
      try network.fullTangentKernel(x, x), try network.tangentKernel(x, x, outputs: 0..<3)
    )
    // Inputs grow up to norm 100: single precision relative to the largest entry.
    let scale = full.elements.reduce(0) { max($0, abs($1)) }
    var worst: Float = 0
    for i in 0..<300 {
      for j in 0..<300 {
        #expect(mean[i, j] == mean[j, i])
        worst = max(worst, abs(mean[i, j] - meanOfTwo[i, j]))
        let diagonal = (0..<3).reduce(Float(0)) { $0 + full[3 * i + $1, 3 * j + $1] } / 3
        worst = max(worst, abs(mean[i, j] - diagonal))
        for b in 0..<3 { worst = max(worst, abs(full[3 * i, 3 * j + b] - fullOfTwo[3 * i, 3 * j + b])) }
      }
    }
    #expect(worst < 1e-5 * scale)
  }

  @Test func inputsOfOtherLengthsAreRefused() throws {
    let network = try FiniteNetworkTests.network.finiteWidth(4, outputs: 2, inputs: 3, seed: seed)
    #expect(throws: FiniteWidthFailure.wrongInputs(expected: 3, found: 2)) {
      try network.fullTangentKernel(inputs(2, 3), inputs(2, 2))
    }
  }
}
