import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

@Suite struct EmpiricalTangentKernelTests {
  /// Θ̂ = Σ_parameters ∂f/∂θ ∂f'/∂θ from explicit gradients, one input at a time.
  @Test(arguments: Parameterisation.allCases)
  func itIsTheInnerProductOfGradients(parameterisation: Parameterisation) throws {
    for sample in try NetworkSample.all(features: 3) {
      let x = sample.inputs(4)
      let network = try sample.network(6, outputs: 3, parameterisation: parameterisation)
      let (rows, columns) = (
        Matrix(rows: 1, columns: x.columns, elements: Array(x.row(0))),
        Matrix(rows: 3, columns: x.columns, elements: Array(x.elements[x.columns...]))
      )
      let kernel = try network.tangentKernel(rows, columns, outputs: 1..<3)
      #expect((kernel.rows, kernel.columns) == (1, 3))
      func gradients(_ input: ArraySlice<Double>, _ output: Int) throws -> [DenseGradient<Double>] {
        var direction = Matrix<Double>(rows: 1, columns: network.outputs)
        direction[0, output] = 1
        return try network.gradients(
          try network.trace(Matrix(rows: 1, columns: x.columns, elements: Array(input))), outputGradient: direction)
      }
      for j in 0..<3 {
        var expected = 0.0
        for output in 1..<3 {
          let (first, second) = (try gradients(x.row(0), output), try gradients(columns.row(j), output))
          for (layer, (a, b)) in zip(network.parameters, zip(first, second)) {
            expected += layer.weightMetric * dot(a.weights.elements, b.weights.elements) / 2
            expected += layer.biasMetric * dot(a.biases, b.biases) / 2
          }
        }
        // Sums of a few hundred rounded terms of order one to ten.
        #expect(abs(kernel[0, j] - expected) < 1e-13 * max(1, abs(expected)))
      }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  @Test func untrainedLayersHaveNoPart() throws {
    let frozen = try Architecture {
      Dense(weightVariance: 1, biasVariance: 1, trainable: false)
      Tanh()
      Dense(weightVariance: 1, biasVariance: 1, trainable: false)
    }.finiteWidth(5, inputs: 3, seed: seed)
    #expect(try frozen.tangentKernel(inputs(2, 3), inputs(2, 3), outputs: 0..<1).elements == [0, 0, 0, 0])
  }

  @Test func outputsThatAreNotThereAreRefused() throws {
    let network = try FiniteNetworkTests.network.finiteWidth(4, outputs: 2, inputs: 3, seed: seed)
    for range in [0..<0, 1..<3, -1..<1] {
      #expect(throws: FiniteWidthFailure.noSuchOutput(range: range, outputs: 2)) {
        try network.tangentKernel(inputs(2, 3), inputs(2, 3), outputs: range)
      }
    }
  }
}
