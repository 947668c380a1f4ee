import Architectures
import Nonlinearities
import Testing

@Suite struct ArchitectureTests {
  @Test func repetitionsAreWrittenOutAlsoInsideBranches() throws {
    let network = try Architecture(layers: [
      dense,
      .repeated(count: 2, layers: [.residual([.repeated(count: 3, layers: [relu, dense])])]),
    ])
    let block = Layer.residual([relu, dense, relu, dense, relu, dense])
    #expect(network.expanded == [dense, block, block])
    #expect(network.layers.count == 2)
  }

  @Test(arguments: [0, 1, 2, 7])
  func aFullyConnectedNetworkOfDepthLHasOneMoreDenseLayer(depth: Int) throws {
    let network = Architecture.fullyConnected(
      depth: depth, nonlinearity: .erf, weightVariance: 2, biasVariance: 0.5)
    let layer = Layer.dense(weightVariance: 2, biasVariance: 0.5, trainable: true)
    #expect(network.expanded.filter { $0 == layer }.count == depth + 1)
    #expect(network.expanded.filter { $0 == .activation(.erf) }.count == depth)
    #expect(network.expanded.count == 2 * depth + 1)
    #expect(try Architecture(layers: network.layers) == network)
  }
}
