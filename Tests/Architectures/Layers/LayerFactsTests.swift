import Architectures
import Testing

/// What layers say of themselves, against what architectures do with them.
@Suite struct LayerFactsTests {
  private static let attention = Layer.selfAttention(SelfAttention(valueVariance: 2, outputVariance: 3))
  private static let pooling = Layer.averagePooling(window: 2)

  /// One of every layer at least.
  static let layers: [Layer] = [
    dense, convolution, relu, .flatten, .globalAveragePooling, pooling, .layerNorm, .dropout(keepProbability: 0.5),
    .residual([relu, dense]), .residual([relu, convolution]), .parallel([[dense], []], join: .sum),
    .parallel([[convolution], [pooling]], join: .product), .repeated(count: 2, layers: [relu, dense]),
    .repeated(count: 2, layers: [convolution]), .identity, attention,
  ]

  @Test func everyLayerIsThere() { #expect(Set(Self.layers.map(\.name)) == Set(Layer.names)) }

  @Test(arguments: layers) func whatNeedsPositionsTakesNoVectors(layer: Layer) {
    #expect(layer.needsPositions == ((try? PositionShape.vector.behind([layer])) == nil))
  }

  @Test(arguments: layers) func whatEndsPositionsLeavesAVector(layer: Layer) {
    guard layer.innerLayers.isEmpty else { return #expect(!layer.endsPositions) }
    #expect(layer.endsPositions == ((try? PositionShape.image(height: 4, width: 4).behind([layer])) == .vector))
  }

  @Test(arguments: layers) func weightsSettleTheWidthAndLearn(layer: Layer) {
    if layer.innerLayers.isEmpty {
      #expect(layer.settlesWidth == (layer.weights != nil) && layer.learns == (layer.weights != nil))
    } else {
      #expect(layer.weights == nil && layer.learns == layer.holds { $0.weights != nil })
    }
  }

  @Test(arguments: layers) func branchesAreTheInnerLayers(layer: Layer) {
    #expect((layer.branches == nil) == (layer.join == nil))
    if let branches = layer.branches { #expect(branches.flatMap(\.layers) == layer.innerLayers) }
  }

  /// What a factor, a table and a sum take: 8 bytes a number and what was measured.
  @Test func costsAreThoseMeasured() {
    #expect(dense.cost.bytesPerInput == 48 && dense.cost.secondsPerPair == 2.5e-9)
    #expect(Layer.layerNorm.cost.bytesPerInput == 16 && Layer.layerNorm.cost.secondsPerPair == 0.5e-9)
    #expect(Layer.dropout(keepProbability: 0.5).cost == Layer.layerNorm.cost)
    #expect(Layer.identity.cost.bytesPerInput == 0 && Layer.flatten.cost.secondsPerPair == 0)
    let sum = Layer.parallel([[], [], []], join: .sum).cost
    #expect(sum.bytesPerInput == 64 && sum.secondsPerPair == 2 * 1.5e-9)
  }

  @Test func costsAddUp() {
    let inner: [Layer] = [relu, dense]
    #expect(Layer.parallel([inner], join: .sum).cost == inner.cost)
    let body = inner.cost
    let repeated = Layer.repeated(count: 3, layers: inner).cost
    #expect(repeated.bytesPerInput == 3 * body.bytesPerInput && repeated.secondsPerPair == 3 * body.secondsPerPair)
    #expect(body.bytesPerInput == relu.cost.bytesPerInput + dense.cost.bytesPerInput)
    #expect(Layer.residual(inner).cost.secondsPerPair > body.secondsPerPair && body.secondsPerPair > 0)
  }
}
