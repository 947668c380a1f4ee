import Architectures
import FiniteWidth
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// What layers say of themselves (`LayerFacts`), against what kernels and finite networks make of them.
@Suite("Facts of layers") struct LayerFactsTests {
  private static let dense = Layer.dense(Dense(weightVariance: 1.7, biasVariance: 0.3))
  // On a torus every place of the window is there.
  private static let convolution = Layer.convolution(
    Convolution(kernelSize: 3, padding: .circular, weightVariance: 1.4, biasVariance: 0.2))
  private static let attention = Layer.selfAttention(
    SelfAttention(keyVariance: 3, valueVariance: 0.7, outputVariance: 1.9, biasVariance: 0.6))
  private static let erf = Layer.activation(.erf)

  /// On vectors.
  static let onVectors: [Layer] = [
    dense, erf, .flatten, .layerNorm, .dropout(keepProbability: 0.4), .residual([erf, dense]),
    .parallel([[dense], [erf, dense]], join: .sum),
    .parallel([[dense], []], join: .concatenation(widths: [3, 1])),
    .repeated(count: 2, layers: [erf, dense]), .identity,
  ]

  /// On images.
  static let onPositions: [Layer] = [
    convolution, erf, .flatten, .globalAveragePooling, .averagePooling(window: 1), .layerNorm,
    .dropout(keepProbability: 0.4), .residual([erf, convolution]),
    .parallel([[convolution], [erf, convolution]], join: .sum),
    .parallel([[convolution], [erf, convolution]], join: .product),
    .repeated(count: 2, layers: [erf, convolution]), .identity, attention,
  ]

  @Test func everyLayerIsThere() {
    #expect(Set((Self.onVectors + Self.onPositions).map(\.name)) == Set(Layer.names))
  }

  private static let x = Matrix(rows: 1, columns: 4, elements: [0.3, -1.1, 0.8, 0.5])
  private static let onePosition = InputShape.image(height: 1, width: 1, channels: 4)
  private static let first = Layer.convolution(Convolution(kernelSize: 1, weightVariance: 1.2, biasVariance: 0.1))

  /// K(x, x) behind one layer of equal positions by its facts, q before it.
  private static func variance(_ q: Double, behind layer: Layer) -> Double {
    if let weights = layer.weights { return weights.weightVariance * q + weights.biasVariance }
    if let nonlinearity = layer.elementwise { return nonlinearity.secondMoment(q) }
    if let kept = layer.keptShare { return q / kept }
    if let branches = layer.branches {
      let ends = branches.map { $0.share * $0.layers.reduce(q, variance) }
      return layer.join == .product ? ends.reduce(1, *) : ends.reduce(0, +)
    }
    if case .repeated(let count, let layers) = layer {
      return (0..<count).reduce(q) { q, _ in layers.reduce(q, variance) }
    }
    return layer == .layerNorm ? q / (q + 1e-12) : q
  }

  private static func variance(_ layers: [Layer], _ shape: InputShape) throws -> Double {
    try Kernel(Architecture(layers: layers), inputShape: shape).selfCovariances(rows: x, get: .nngp)[0].nngp
  }

  @Test(arguments: onVectors) func vectorsHaveTheVarianceOfTheFacts(layer: Layer) throws {
    let shape = InputShape.vector(features: 4)
    let q = try Self.variance([Self.dense], shape)
    let expected = Self.variance(q, behind: layer)
    // Some ulp of each layer.
    #expect(abs(try Self.variance([Self.dense, layer], shape) - expected) <= 1e-14 * expected)
  }

  @Test(arguments: onPositions) func positionsHaveTheVarianceOfTheFacts(layer: Layer) throws {
    let q = try Self.variance([Self.first, .flatten], Self.onePosition)
    let expected = Self.variance(q, behind: layer)
    #expect(abs(try Self.variance([Self.first, layer, .flatten], Self.onePosition) - expected) <= 1e-14 * expected)
  }

  private static func parameterCount(_ layers: [Layer], _ shape: InputShape) throws -> Int {
    try Architecture(layers: layers).finiteWidth(4, outputs: 4, input: shape, seed: 3, as: Double.self).parameters.count
  }

  private static func expectParameters(of layer: Layer, behind first: Layer, _ shape: InputShape) throws {
    let own = try parameterCount([first, layer], shape) - parameterCount([first], shape)
    #expect((own > 0) == layer.holds { $0.weights != nil })
  }

  @Test(arguments: onVectors) func finiteNetworksHaveTheWeightsOfTheFactsOnVectors(layer: Layer) throws {
    // A concatenation shares out the outputs.
    guard layer.join != .concatenation(widths: [3, 1]) else { return }
    try Self.expectParameters(of: layer, behind: Self.dense, .vector(features: 4))
  }

  @Test(arguments: onPositions) func finiteNetworksHaveTheWeightsOfTheFactsOnPositions(layer: Layer) throws {
    try Self.expectParameters(of: layer, behind: Self.first, Self.onePosition)
  }

  @Test(arguments: onVectors + onPositions) func whatNeedsPositionsHasNoKernelOfVectors(layer: Layer) throws {
    let kernel = try? Kernel(Architecture(layers: [Self.dense, layer, .identity]))
    let onVectors = try? kernel?.selfCovariances(inputVariances: [1])
    // Products are read as if of one position.
    let isProduct = layer.holds { $0.join == .product }
    #expect((onVectors != nil) == (!layer.needsPositions && !isProduct))
  }

  @Test(arguments: onVectors) func aKernelCostsItsLayers(layer: Layer) throws {
    func cost(_ layers: [Layer]) throws -> KernelCost { try Kernel(Architecture(layers: layers)).cost(inputsOf: 4) }
    let (with, without) = (try cost([Self.dense, layer]), try cost([Self.dense]))
    #expect(with.preparedBytes - without.preparedBytes == layer.cost.bytesPerInput)
    #expect(abs(with.secondsPerPair - without.secondsPerPair - layer.cost.secondsPerPair) < 1e-20)
  }
}
