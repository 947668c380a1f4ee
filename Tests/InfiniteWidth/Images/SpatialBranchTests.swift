import Architectures
import InfiniteWidth
import LinearAlgebra
import TestSupport
import Testing

@Suite("Branches and learning rates of kernels of images") struct SpatialBranchTests {
  private static let shape = InputShape.image(height: 4, width: 5, channels: 2)
  private static let relu = Layer.activation(.relu)

  private static func convolution(_ size: Int, _ learning: LayerLearning = true, bias: Double = 0.1) -> Layer {
    .convolution(
      kernelSize: .uniform(size), padding: .zero, weightVariance: 0.9, biasVariance: bias, trainable: learning)
  }

  private static func kernels(_ layers: [Layer], rows: Matrix<Double>) throws -> [Matrix<Double>] {
    let found = try Kernel(Architecture(layers: layers), inputShape: shape).matrices(rows: rows, get: .both)
    return [try #require(found.nngp), try #require(found.ntk)]
  }

  private static let images: Matrix<Double> = {
    var random = SplitMix64(seed: 8)
    return random.normalMatrix(rows: 5, columns: 40)
  }()

  @Test(
    "a residual is the sum of the identity and its branch, to the bit",
    arguments: [Layer.flatten, .globalAveragePooling])
  func residual(head: Layer) throws {
    let branch = [Self.relu, Self.convolution(3)]
    let one = try Self.kernels([Self.convolution(3), .residual(branch), Self.relu, head], rows: Self.images)
    let two = try Self.kernels(
      [Self.convolution(3), .parallel([[], branch], join: .sum), Self.relu, head], rows: Self.images)
    #expect(one == two)
  }

  /// Sums over positions are means of so many.
  @Test func sumsAreMultiplesOfMeans() throws {
    let convolution = Self.convolution(3, bias: 0)
    func network(isSum: Bool) -> [Layer] {
      [
        convolution, Self.relu, .averagePooling(window: 2, sum: isSum), convolution, Self.relu,
        .globalAveragePooling(sum: isSum),
      ]
    }
    func kernels(_ layers: [Layer]) throws -> [Matrix<Double>] {
      let found = try Kernel(Architecture(layers: layers), inputShape: .image(height: 4, width: 10, channels: 1))
        .matrices(rows: Self.images, get: .both)
      return [try #require(found.nngp), try #require(found.ntk)]
    }
    // Windows of 4 and then 10 positions.
    for (sum, mean) in zip(try kernels(network(isSum: true)), try kernels(network(isSum: false))) {
      for k in sum.elements.indices { #expect(abs(sum.elements[k] / (1600 * mean.elements[k]) - 1) < 1e-13) }
    }
  }

  /// Near images are carried once more, as separations, with the same rates and branches.
  @Test(
    "on one position the kernels are those of vectors", arguments: [1.0, -1],
    [Layer.flatten, .globalAveragePooling(sum: true)])
  func onePosition(sign: Double, head: Layer) throws {
    let near = NearImagesTests.inputs(9)
    let x = Matrix(
      rows: near.rows, columns: 9,
      elements: (0..<near.rows).flatMap { i in near.row(i).map { i == 0 ? $0 : sign * $0 } })
    func layers(_ weights: (Double, LayerLearning) -> Layer) -> [Layer] {
      [
        weights(0, .rates(weights: 9, biases: 1)), Self.relu, weights(0.1, .ntk),
        .parallel(
          [[], [.activation(.erf), weights(0, .rates(weights: 0.5, biases: 0))], [weights(0.2, .ntk)]], join: .sum),
        .parallel([[Self.relu], [weights(0, .ntk)]], join: .concatenation(widths: [1, 2])),
        weights(0.1, .rates(weights: 20, biases: 1)), Self.relu,
      ]
    }
    let images = try Kernel(
      Architecture(
        layers: layers {
          .convolution(kernelSize: 1, padding: .zero, weightVariance: 1.7, biasVariance: $0, trainable: $1)
        } + [head]), inputShape: .image(height: 1, width: 1, channels: 9)
    ).matrices(rows: x, get: .both)
    let vectors = try Kernel(
      Architecture(layers: layers { .dense(weightVariance: 1.7, biasVariance: $0, trainable: $1) })
    ).matrices(rows: x, get: .both)
    let (found, expected) = (try #require(images.ntk), try #require(vectors.ntk))
    for i in 1..<x.rows { #expect(abs(found[0, i] / expected[0, i] - 1) < 1e-13, "\(i)") }
  }

  /// Planes of one offset cannot, and leave such branches to all pairs of positions.
  @Test func branchesMayChangePositions() throws {
    for layers in [
      [Self.convolution(3), Layer.averagePooling(window: 2)], [.flatten], [Self.convolution(3), .globalAveragePooling],
    ] {
      let network = try Architecture(
        layers: [
          Self.convolution(3), .parallel([layers, layers + [.dropout(keepProbability: 0.5)]], join: .concatenation()),
          .flatten,
        ])
      // Both branches are one but for the dropout, which different images do not notice.
      let alone = try Architecture(layers: [Self.convolution(3)] + layers + [.flatten])
      var random = SplitMix64(seed: 7)
      let x = random.normalMatrix(rows: 2, columns: 32)
      let shape = InputShape.image(height: 4, width: 4, channels: 2)
      let found = try Kernel(network, inputShape: shape).matrices(rows: x, get: .both)
      let expected = try Kernel(alone, inputShape: shape).matrices(rows: x, get: .both)
      for (found, expected) in [(found.nngp, expected.nngp), (found.ntk, expected.ntk)] {
        let (found, expected) = (try #require(found), try #require(expected))
        #expect(abs(found[0, 1] - expected[0, 1]) < 1e-13 * expected[0, 0])
        #expect(abs(found[0, 0] - 1.5 * expected[0, 0]) < 1e-13 * expected[0, 0])
      }
    }
  }

  @Test func branchesThatChangeNothingMayStandAnywhere() throws {
    // Behind the head there are none, and a window of 1 changes nothing.
    let network = try Architecture(
      layers: [
        Self.convolution(3), .parallel([[.averagePooling(window: 1)], [Self.convolution(3)]], join: .sum), .flatten,
        .parallel([[.flatten], [.dense(weightVariance: 1, biasVariance: 0, trainable: true)]], join: .concatenation()),
      ])
    _ = try Kernel(network, inputShape: Self.shape)
  }
}
