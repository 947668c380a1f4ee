import Architectures
import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Suite
import Testing

@Suite("Maps of kernel regression")
struct RegressionMapTests {
  private static let map = RegressionMap(nonlinearity: .erf, biasVariance: 0.186, depths: [1, 3])

  /// The tangent kernel of Dense(1, 0), then depth times (erf, Dense).
  private static func matrix(_ pairs: VectorPairs, depth: Int) throws -> Matrix<Double> {
    var layers: [Layer] = [.dense(weightVariance: 1, biasVariance: 0, trainable: true)]
    for _ in 0..<depth {
      layers += [.activation(.erf), .dense(weightVariance: 1.5, biasVariance: 0.186, trainable: true)]
    }
    return try #require(
      try Kernel(Architecture(layers: layers)).matrices(of: pairs, get: .ntk, threads: 1).ntk)
  }

  @Test("well-conditioned kernels give both precisions the accuracy of the exact solution") func agrees() throws {
    let example = MapExample(seed: 4)
    let column = try Self.map.column(weightVariance: 1.5, inputs: example.inputs(), threads: 2)
    for (d, depth) in Self.map.depths.enumerated() {
      let kernel = try Self.matrix(VectorPairs(rows: example.training), depth: depth)
      let cross = try Self.matrix(VectorPairs(rows: example.test, columns: example.training), depth: depth)
      let predictor = try MeanPredictor(kernel: kernel).matrix(crossKernel: cross)
      var targets = Targets.oneHot(example.trainingLabels)
      let oneHot = MapExample.accuracy(predictor.multiplied(by: targets), example.testLabels)
      // 14 labels: of the first four classes there are two.
      for i in 0..<targets.rows { for j in 0..<10 { targets[i, j] -= j < 4 ? 2.0 / 14 : 1.0 / 14 } }
      let zeroMean = MapExample.accuracy(predictor.multiplied(by: targets), example.testLabels)
      #expect(Array(column[4 * d..<4 * d + 4]) == [zeroMean, oneHot, zeroMean, oneHot], "depth \(depth)")
    }
  }

  @Test("inputs that are there twice leave no factor, which is a result") func singular() throws {
    let inputs = try MapExample(seed: 5, repeatsFirst: true).inputs()
    let column = try Self.map.column(weightVariance: 1.5, inputs: inputs, threads: 1)
    #expect(column.count == 8)
    // Rounding leaves each of the last five pivots on either side of 0, in two precisions and at two depths.
    #expect(column.allSatisfy { $0.isNaN || 0...1 ~= $0 })
    #expect(column.contains { $0.isNaN })
  }
}
