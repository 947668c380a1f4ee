import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// Behind a head ε = 1 − c of nearly coinciding images keeps its relative precision.
@Suite("Images that nearly coincide") struct NearImagesTests {
  /// Behind the head a network whose separations grow from layer to layer: what ε lacks in digits K lacks in the end.
  static let chaos: [Layer] =
    (0..<40).flatMap { _ in
      [Layer.dense(weightVariance: 9, biasVariance: 0.05, trainable: true), .activation(.erf)]
    } + [.dense(weightVariance: 1, biasVariance: 0.1, trainable: true)]

  /// An input and others that differ from it by 1e-3, 1e-4, … of its size.
  static func inputs(_ count: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: 41)
    let (first, direction) = ((0..<count).map { _ in random.normal() }, (0..<count).map { _ in random.normal() })
    return Matrix(
      rows: 8, columns: count,
      elements: (0..<8).flatMap { i in
        let size = i == 0 ? 0 : pow(10, -2 - Double(i))
        return zip(first, direction).map { $0 + size * $1 }
      })
  }

  /// The largest difference between the kernels' K(x, x) − K(x, x′), relative to it; the same of Θ.
  static func worst(_ found: KernelMatrices, _ expected: KernelMatrices) throws -> (nngp: Double, ntk: Double) {
    func worst(_ found: Matrix<Double>?, _ expected: Matrix<Double>?) throws -> Double {
      let (found, expected) = (try #require(found), try #require(expected))
      return (1..<found.rows).map { i in
        abs((found[0, 0] - found[i, 0]) / (expected[0, 0] - expected[i, 0]) - 1)
      }.reduce(0, max)
    }
    return (try worst(found.nngp, expected.nngp), try worst(found.ntk, expected.ntk))
  }

  /// Both ways round variances to an ulp, which is 1e-16/√ε of ε: 1e-7 for the nearest pair, ε = 1e-18. A difference of
  /// covariances has no digit of it.
  private static let bound = 1e-6

  @Test("on one position the kernels are those of vectors")
  func onePosition() throws {
    let dense = Layer.dense(weightVariance: 1.7, biasVariance: 0.2, trainable: true)
    let convolution = Layer.convolution(
      kernelSize: 1, padding: .zero, weightVariance: 1.7, biasVariance: 0.2, trainable: true)
    func hidden(_ weights: Layer) -> [Layer] {
      [weights, .layerNorm, .activation(.relu), weights, .residual([.activation(.gelu), weights]), .activation(.relu)]
    }
    let x = Self.inputs(9)
    let images = try Kernel(
      Architecture(layers: hidden(convolution) + [.flatten] + Self.chaos),
      inputShape: .image(height: 1, width: 1, channels: 9)
    ).matrices(rows: x, get: .both)
    let vectors = try Architecture(layers: hidden(dense) + Self.chaos).infiniteWidth.matrices(
      of: VectorPairs(rows: x), get: .both)
    let worst = try Self.worst(images, vectors)
    print("one position: worst relative error of K \(worst.nngp), of Θ \(worst.ntk)")
    #expect(worst.nngp < Self.bound && worst.ntk < Self.bound)
  }

  /// Where both images are 0 nothing distinguishes them: Θ, which rates of biases alone make there, is that of vectors
  /// that are 0.
  @Test("positions at which both are 0")
  func positionsWithoutVariance() throws {
    let near = Self.inputs(2)
    let x = Matrix<Double>(rows: near.rows, columns: 4, elements: (0..<near.rows).flatMap { [0, 0] + near.row($0) })
    let rates = LayerLearning.rates(weights: 1, biases: 1)
    let weights = Layer.convolution(Convolution(kernelSize: 1, weightVariance: 1, trainable: rates))
    let dense = Layer.dense(Dense(weightVariance: 1, trainable: rates))
    for phi in [Nonlinearity.relu, .leakyRelu(slope: 0.2), .gelu, .softplus] {
      let images = try Kernel(
        Architecture(layers: [weights, .activation(phi), weights, .flatten]),
        inputShape: .image(height: 2, width: 1, channels: 2))
      let vectors = try Kernel(Architecture(layers: [dense, .activation(phi), dense]))
      let found = try #require(try images.matrices(rows: x, get: .both).ntk)
      let expected = try #require(try vectors.matrices(rows: near, get: .both).ntk)
      let zero = try #require(try vectors.matrices(rows: Matrix(rows: 2, columns: 2, repeating: 0), get: .both).ntk)
      for i in 1..<x.rows {
        let mean = 0.5 * (expected[0, i] + zero[0, 1])
        #expect(abs(found[0, i] - mean) < 1e-9 * mean, "\(phi.name) \(i)")
      }
    }
  }

  @Test("a convolution that keeps positions apart is none")
  func manyPositions() throws {
    let x = Self.inputs(24)
    let readIn = Layer.convolution(kernelSize: 1, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: false)
    let images = try Kernel(
      Architecture(layers: [readIn, .flatten] + Self.chaos), inputShape: .image(height: 3, width: 4, channels: 2)
    ).matrices(rows: x, get: .both)
    let vectors = try Architecture(layers: Self.chaos).infiniteWidth.matrices(of: VectorPairs(rows: x), get: .both)
    let worst = try Self.worst(images, vectors)
    print("many positions: worst relative error of K \(worst.nngp), of Θ \(worst.ntk)")
    #expect(worst.nngp < Self.bound && worst.ntk < Self.bound)
  }

  /// x against x + δ and −(x + δ): on one position the kernels are those of vectors, whatever the head is, and those of
  /// images that are kept apart by `flatten` those of their positions.
  @Test("nearly opposite images", arguments: [1.0, -1], [Layer.flatten, .globalAveragePooling])
  func opposite(sign: Double, head: Layer) throws {
    let near = Self.inputs(9)
    let x = Matrix(
      rows: near.rows, columns: 9,
      elements: (0..<near.rows).flatMap { i in near.row(i).map { i == 0 ? $0 : sign * $0 } })
    for phi in [Nonlinearity.relu, .erf, .abs, .gelu, .tanh] {
      func layers(_ weights: (Double) -> Layer) -> [Layer] {
        [weights(0), .activation(phi), weights(0.1), .residual([.activation(phi), weights(0)]), .activation(phi)]
      }
      let images = try Kernel(
        Architecture(
          layers: layers {
            .convolution(kernelSize: 1, padding: .zero, weightVariance: 1.7, biasVariance: $0, trainable: true)
          } + [head]), inputShape: .image(height: 1, width: 1, channels: 9)
      ).matrices(rows: x, get: .both)
      let vectors = try Architecture(
        layers: layers { .dense(weightVariance: 1.7, biasVariance: $0, trainable: true) }
      ).infiniteWidth.matrices(of: VectorPairs(rows: x), get: .both)
      let (found, expected) = (try #require(images.ntk), try #require(vectors.ntk))
      // The images' own norms are rounded, which is 1e-16 of the angle's square at most.
      for i in 1..<x.rows { #expect(abs(found[0, i] / expected[0, i] - 1) < 1e-13, "\(phi.name), \(i)") }
    }
  }

  @Test("images that coincide have the kernel of one")
  func equalImages() throws {
    let x = Self.inputs(24)
    let twice = Matrix(rows: 2, columns: 24, elements: Array(x.row(0)) + Array(x.row(0)))
    let convolution = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: 1.7, biasVariance: 0.2, trainable: true)
    let kernels = try Kernel(
      Architecture(layers: [convolution, .activation(.relu), convolution, .flatten] + Self.chaos),
      inputShape: .image(height: 3, width: 4, channels: 2)
    ).matrices(rows: twice, get: .both)
    for kernel in [kernels.nngp, kernels.ntk] {
      let kernel = try #require(kernel)
      #expect(abs(kernel[1, 0] / kernel[0, 0] - 1) < 1e-13)
    }
  }

  #if arch(x86_64)
    @Test(
      "neighbours and padding, against the recursion of covariances in 64 bits of mantissa",
      arguments: [Padding.zero, .circular]
    )
    func neighbours(padding: Padding) throws {
      let x = Self.inputs(24).part(0..<4)
      let (weight, bias) = (1.7, 0.2)
      let convolution = Layer.convolution(
        kernelSize: 3, padding: padding, weightVariance: weight, biasVariance: bias, trainable: true)
      let layers: [Layer] = [
        convolution, .activation(.relu), convolution, .activation(.relu), .flatten,
        .dense(weightVariance: weight, biasVariance: bias, trainable: true), .activation(.relu),
        .dense(weightVariance: weight, biasVariance: bias, trainable: true),
      ]
      let ntk = try #require(
        try Kernel(Architecture(layers: layers), inputShape: .image(height: 3, width: 4, channels: 2))
          .matrices(rows: x, get: .ntk).ntk)
      let recursion = ExtendedRecursion(height: 3, width: 4, padding: padding, weight: weight, bias: bias)
      let own = recursion.ntk(Array(x.row(0)), Array(x.row(0)))
      for i in 1..<4 {
        let expected = Double(own - recursion.ntk(Array(x.row(0)), Array(x.row(i))))
        // Θ(x, x) − Θ(x, x′) goes like √ε = 1e-3 … 1e-5 and is rounded at 1e-16 here; there ε is, at some 1e-19.
        #expect(abs((ntk[0, 0] - ntk[i, 0]) / expected - 1) < 1e-8, "\(i)")
      }
    }
  #endif
}
