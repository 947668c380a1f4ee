import Architectures
import Arora2019
import FiniteWidth
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Testing

@Suite("The networks of Table 1 of Arora et al. 2019") struct ConvolutionalNetworkTests {
  private static let shape = InputShape.image(height: 4, width: 4, channels: 3)

  private static var images: Matrix<Double> {
    var generator = CounterBasedGenerator(seed: Seed(root: 0, experiment: "tests", purpose: "images"))
    return Matrix(rows: 3, columns: 48, elements: (0..<144).map { _ in generator.normal() })
  }

  /// K' = 2 mean over the patch of K, Θ' = K' + 2 mean Θ, without the K' where a layer is not trained; E[σσ] and
  /// E[σ̇σ̇] of ReLU. By hand for one pixel, of which the mean over a patch is a ninth.
  @Test(arguments: ConvolutionalNetwork.allCases, [0.5, 2])
  func theTangentKernelOfOnePixel(network: ConvolutionalNetwork, multiplier: Double) throws {
    let (x, y) = ([1.0, 0.5, -1], [0.2, 2, 0.3])
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 3 }
    func relu(_ k: Double, _ a: Double, _ b: Double) -> (value: Double, slope: Double) {
      let c = k / (a * b).squareRoot()
      let angle = acos(c)
      let pi = Double.pi
      return ((a * b).squareRoot() * ((1 - c * c).squareRoot() + (pi - angle) * c) / (2 * pi), (pi - angle) / (2 * pi))
    }
    let isAll = network == .vanilla
    var (k, a, b) = (2 * dot(x, y) / 9, 2 * dot(x, x) / 9, 2 * dot(y, y) / 9)
    var theta = isAll ? k : 0
    for _ in 0..<2 {
      let (value, slope) = relu(k, a, b)
      (k, a, b) = (2 * value / 9, a / 9, b / 9)
      theta = k + 2 * slope * theta / 9
    }
    let (value, slope) = relu(k, a, b)
    let factor = 2 * multiplier * multiplier
    let expected = factor * (slope * theta + (isAll ? value : 0))

    let pairs = try PixelPairs(
      rows: Matrix(rows: 1, columns: 3, elements: x), columns: Matrix(rows: 1, columns: 3, elements: y), height: 1,
      width: 1, channels: 3)
    let kernel = try Kernel(
      network.architecture(depth: 4, multiplier: multiplier), inputShape: .image(height: 1, width: 1, channels: 3)
    ).matrices(of: pairs, get: .ntk, threads: 1)
    let own = try #require(kernel.ntk?.elements.first)
    #expect((own - expected).magnitude < 1e-12 * expected)
  }

  /// What is trained, and how far a step goes: κ at the end multiplies outputs by κ and Θ by κ².
  @Test(arguments: ConvolutionalNetwork.allCases)
  func pooledNetworksKeepTheirFirstAndLastLayer(network: ConvolutionalNetwork) throws {
    let seed = Seed(root: 0, experiment: "tests", purpose: "network")
    func start(_ multiplier: Double) throws -> FiniteNetwork<Float> {
      try network.architecture(depth: 4, multiplier: multiplier).finiteWidth(
        8, outputs: 10, input: Self.shape, seed: seed, parameterisation: .neuralTangent, as: Float.self)
    }
    let inputs = Matrix<Float>(Self.images)
    func trainer(_ network: FiniteNetwork<Float>, rate: Double) throws -> Trainer<Float> {
      try Trainer(
        network, inputs: inputs, targets: Matrix(rows: 3, columns: 10, repeating: 1),
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate)), seed: seed)
    }
    let one = try start(1)
    let trained = try trainer(one, rate: 0.01)
    trained.run(steps: 1)
    let isChanged = zip(one.parameters, trained.network.parameters).map { $0.weights.elements != $1.weights.elements }
    #expect(isChanged == (network == .vanilla ? [true, true, true, true] : [false, true, true, false]))

    func outputs(_ network: FiniteNetwork<Float>) throws -> [Float] {
      try trainer(network, rate: 0).outputs(for: inputs).elements
    }
    let half = try outputs(start(0.5))
    #expect(try zip(outputs(one), half).allSatisfy { ($0 * 0.5 - $1).magnitude < 1e-6 })
  }
}
