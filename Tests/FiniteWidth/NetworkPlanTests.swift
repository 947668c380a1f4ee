import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

@Suite struct NetworkPlanTests {
  @Test func anIdentityIsNoStep() throws {
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let x = inputs(3, 4)
    func outputs(_ layers: [Layer]) throws -> Matrix<Double> {
      try Architecture(layers: layers).finiteWidth(5, outputs: 2, inputs: 4, seed: seed)(x)
    }
    let plain = try outputs([dense, .activation(.relu), dense])
    #expect(try outputs([.identity, dense, .identity, .activation(.relu), dense, .identity]) == plain)
  }

  /// A strided block's shortcut that pools says the width of the block, a branch of a product that of the others;
  /// attention settles a width of its own.
  @Test func widthsFollowTheBranchWithoutWeights() throws {
    func columns(_ join: BranchJoin, _ outputs: Int) throws -> [Int] {
      try Architecture {
        Convolution(kernelSize: 3, weightVariance: 1)
        Parallel(join) {
          Branch { AveragePooling(window: 2, stride: 2) }
          Branch { Convolution(kernelSize: 2, stride: 2, padding: .valid, weightVariance: 1) }
        }
        SelfAttention()
        Flatten()
      }.finiteWidth(6, outputs: outputs, input: .image(height: 5, width: 4, channels: 2), seed: seed).parameters
        .map(\.weights.columns)
    }
    #expect(try columns(.sum, 3) == [6, 6, 6, 6, 3])
    #expect(try columns(.product, 3) == [6, 6, 6, 6, 3])
    // The branch without weights has 6 channels, a half of the whole.
    #expect(try columns(.concatenation(), 3) == [6, 6, 6, 6, 3])
  }

  /// A product at the end has as many units as outputs are asked for, and so has each of its branches.
  @Test func theLastProductHasTheOutputs() throws {
    let network = try Architecture {
      Dense(weightVariance: 1)
      Parallel(.product) {
        Branch { Dense(weightVariance: 1) }
        Branch { Dense(weightVariance: 1) }
      }
    }.finiteWidth(6, outputs: 2, inputs: 4, seed: seed)
    #expect(network.parameters.map(\.weights.columns) == [6, 2, 2])
    #expect(network.outputs == 2)
  }
}
