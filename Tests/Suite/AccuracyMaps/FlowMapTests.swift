import Architectures
import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Suite
import Testing

@Suite("Maps of gradient flow")
struct FlowMapTests {
  private static let depths = [0, 1, 4]
  private static let times = [1.0, 512, .infinity]

  /// The kernel of Dense(1, 0), then depth times (Dense, erf), depth by depth on its own.
  private static func matrix(_ pairs: VectorPairs, depth: Int, _ kernel: PriorKernel) throws -> Matrix<Double> {
    var layers: [Layer] = [.dense(weightVariance: 1, biasVariance: 0, trainable: true)]
    for _ in 0..<depth {
      layers += [.dense(weightVariance: 2, biasVariance: 0.18, trainable: true), .activation(.erf)]
    }
    let matrices = try Kernel(Architecture(layers: layers)).matrices(of: pairs, get: .both, threads: 1)
    return try #require(kernel == .ntk ? matrices.ntk : matrices.nngp)
  }

  @Test("accuracies are those of each depth's own kernel", arguments: PriorKernel.allCases)
  func agreesWithKernels(kernel: PriorKernel) throws {
    let example = MapExample(seed: 1)
    let map = FlowMap(kernel: kernel, nonlinearity: .erf, biasVariance: 0.18, depths: Self.depths, times: Self.times)
    let column = try map.column(weightVariance: 2, inputs: example.inputs(), threads: 2)
    #expect(column.training.count == 9 && column.test.count == 9)
    for (d, depth) in Self.depths.enumerated() {
      let train = try Self.matrix(VectorPairs(rows: example.training), depth: depth, kernel)
      let cross = try Self.matrix(VectorPairs(rows: example.test, columns: example.training), depth: depth, kernel)
      let flow = try GradientFlow(kernel: train, targets: Targets.oneHot(example.trainingLabels))
      // 14 inputs of 6 dimensions: the linear kernel of depth 0 has no inverse.
      #expect(column.isTrusted[d] == (depth > 0))
      for (t, time) in Self.times.enumerated() where depth > 0 || time.isFinite {
        // 14 training vectors, 10 outputs.
        let means = try flow.means(crossKernel: cross, at: [time / 140])[0]
        #expect(
          column.test[d * 3 + t] == MapExample.accuracy(means, example.testLabels), "depth \(depth), time \(time)")
        let trained = try flow.means(crossKernel: train, at: [time / 140])[0]
        #expect(
          column.training[d * 3 + t] == MapExample.accuracy(trained, example.trainingLabels),
          "depth \(depth), time \(time)")
      }
    }
    // At t = ∞ every label is learnt.
    #expect(column.training[5] == 1 && column.training[8] == 1)
  }

  @Test(
    "without weights every image looks the same, and is put into the commonest class", arguments: PriorKernel.allCases)
  func withoutWeights(kernel: PriorKernel) throws {
    let example = MapExample(seed: 3)
    let map = FlowMap(kernel: kernel, nonlinearity: .erf, biasVariance: 0.18, depths: [1, 4], times: [512])
    let column = try map.column(weightVariance: 0, inputs: example.inputs(), threads: 1)
    let counts = (0..<10).map { label in example.trainingLabels.count { $0 == label } }
    // Of classes that are equally common rounding may choose any.
    let commonest = (0..<10).filter { counts[$0] == counts.max() }
    let fractions = commonest.map { label in
      Double(example.testLabels.count { Int($0) == label }) / Double(example.testLabels.count)
    }
    #expect(column.test.count == 2 && column.test.allSatisfy(fractions.contains))
  }

  @Test("threads change nothing") func threads() throws {
    let inputs = try MapExample(seed: 2).inputs()
    let map = FlowMap(kernel: .ntk, nonlinearity: .erf, biasVariance: 0.18, depths: Self.depths, times: Self.times)
    #expect(
      try map.column(weightVariance: 1, inputs: inputs, threads: 1)
        == map.column(weightVariance: 1, inputs: inputs, threads: 3))
  }
}
