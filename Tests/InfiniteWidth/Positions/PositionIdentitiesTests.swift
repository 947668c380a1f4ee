import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// What must hold without another program: kernels that follow from simpler ones.
@Suite("Identities of kernels by positions") struct PositionIdentitiesTests {
  private static let size = 6
  private static func images(_ count: Int, channels: Int = 2) -> Matrix<Double> {
    var random = SplitMix64(seed: 23)
    return random.normalMatrix(rows: count, columns: size * size * channels)
  }

  private static func kernels(_ layers: [Layer], _ rows: Matrix<Double>) throws -> [Matrix<Double>] {
    try ConformanceTests.both(
      Kernel(
        Architecture(layers: layers),
        inputShape: .image(height: size, width: size, channels: rows.columns / (size * size))
      ).matrices(rows: rows, get: .both))
  }

  private static func dense(_ weight: Double, _ bias: Double = 0) -> Layer {
    .dense(Dense(weightVariance: weight, biasVariance: bias))
  }

  private static func convolution(
    _ size: WindowSize, stride: WindowSize = 1, padding: Padding = .zero, weight: Double = 1.7, bias: Double = 0.2,
    trainable: LayerLearning = .ntk
  ) -> Layer {
    .convolution(
      Convolution(
        kernelSize: size, stride: stride, padding: padding, weightVariance: weight, biasVariance: bias,
        trainable: trainable))
  }

  private static func worst(_ found: [Matrix<Double>], _ expected: [Matrix<Double>]) -> Double {
    zip(found, expected).map { PositionKernelTests.worst($0, $1) }.max() ?? .infinity
  }

  @Test("heads in branches add up")
  func headsInBranches() throws {
    let x = Self.images(4)
    let first: [Layer] = [Self.convolution(3, stride: 2), .activation(.relu), .flatten, Self.dense(0.8)]
    let second: [Layer] = [
      Self.convolution([2, 3]), .activation(.erf), .globalAveragePooling, Self.dense(0.9, 0.1), .activation(.relu),
      Self.dense(0.5),
    ]
    let joined = try Self.kernels([.parallel([first, second], join: .sum)], x)
    let parts = try (Self.kernels(first, x), Self.kernels(second, x))
    let expected = zip(parts.0, parts.1).map { one, two in
      Matrix(rows: 4, columns: 4, elements: zip(one.elements, two.elements).map(+))
    }
    #expect(Self.worst(joined, expected) < 1e-13)
  }

  @Test("a product of branches on vectors")
  func productOfVectors() throws {
    var random = SplitMix64(seed: 29)
    let x = random.normalMatrix(rows: 5, columns: 7)
    let branches: [[Layer]] = [
      [Self.dense(1.3, 0.1)], [Self.dense(1.1), .activation(.relu), Self.dense(0.9, 0.2)], [Self.dense(0.7, 0.3)],
    ]
    let product = try ConformanceTests.both(
      Kernel(
        Architecture(layers: [.parallel(branches, join: .product), Self.dense(1.5, 0.1)]),
        inputShape: .vector(features: 7)
      ).matrices(rows: x, get: .both))
    let parts = try branches.map {
      try ConformanceTests.both(Kernel(Architecture(layers: $0)).matrices(rows: x, get: .both))
    }
    for (i, j) in (0..<5).flatMap({ i in (0..<5).map { (i, $0) } }) {
      let (k, theta) = (parts.map { $0[0][i, j] }, parts.map { $0[1][i, j] })
      let whole = 1.5 * k.reduce(1, *) + 0.1
      let slope = theta[0] * k[1] * k[2] + k[0] * theta[1] * k[2] + k[0] * k[1] * theta[2]
      #expect(abs(product[0][i, j] - whole) < 1e-13 * product[0][0, 0])
      #expect(abs(product[1][i, j] - (whole + 1.5 * slope)) < 1e-13 * product[1][0, 0])
    }
  }

  /// The stride of a 1 × 1 window picks positions; the rest is an image of its own.
  @Test("a stride without neighbours picks positions", arguments: [Layer.flatten, .globalAveragePooling])
  func pickedPositions(head: Layer) throws {
    let x = Self.images(5)
    let picked = Self.picked(x)
    func layers(_ stride: WindowSize) -> [Layer] {
      [
        Self.convolution(1, stride: stride), .activation(.relu), Self.convolution(3), .activation(.relu), head,
        Self.dense(1),
      ]
    }
    let found = try Self.kernels(layers(2), x)
    let expected = try ConformanceTests.both(
      Kernel(Architecture(layers: layers(1)), inputShape: .image(height: 3, width: 3, channels: 2)).matrices(
        rows: picked, get: .both))
    #expect(Self.worst(found, expected) < 1e-13)
  }

  /// Every second position along either axis.
  private static func picked(_ x: Matrix<Double>) -> Matrix<Double> {
    let channels = x.columns / (size * size)
    let places = stride(from: 0, to: size, by: 2).flatMap { y in
      stride(from: 0, to: size, by: 2).flatMap { column in (0..<channels).map { (y * size + column) * channels + $0 } }
    }
    return Matrix(
      rows: x.rows, columns: places.count, elements: (0..<x.rows).flatMap { i in places.map { x[i, $0] } })
  }

  /// Behind a stride that keeps positions apart ε of nearly coinciding images keeps its digits, as of vectors.
  @Test("images that nearly coincide")
  func nearImages() throws {
    let x = NearImagesTests.inputs(Self.size * Self.size * 2)
    let readIn = Self.convolution(1, stride: 2, weight: 1, bias: 0, trainable: .none)
    let images = try Kernel(
      Architecture(layers: [readIn, .flatten] + NearImagesTests.chaos),
      inputShape: .image(height: Self.size, width: Self.size, channels: 2)
    ).matrices(rows: x, get: .both)
    let vectors = try Architecture(layers: NearImagesTests.chaos).infiniteWidth.matrices(
      of: VectorPairs(rows: Self.picked(x)), get: .both)
    let worst = try NearImagesTests.worst(images, vectors)
    print("picked positions: worst relative error of K \(worst.nngp), of Θ \(worst.ntk)")
    // As in NearImagesTests: variances are rounded to an ulp, 1e-7 of the nearest pair's ε.
    #expect(worst.nngp < 1e-6 && worst.ntk < 1e-6)
  }

  /// A mean over the whole image by windows of windows, and overlapping windows that are the whole image.
  @Test("pooling of pooling is pooling")
  func pooledTwice() throws {
    let x = Self.images(4)
    func layers(_ windows: [AveragePooling], _ head: Layer) -> [Layer] {
      [Self.convolution(3), .activation(.relu)] + windows.map { .averagePooling($0) } + [head, Self.dense(1.1, 0.1)]
    }
    let expected = try Self.kernels(layers([], .globalAveragePooling), x)
    for windows in [
      [AveragePooling(window: [2, 3])], [AveragePooling(window: [6, 1]), AveragePooling(window: [1, 6])],
      [AveragePooling(window: 6, stride: 1)],
    ] {
      let head: Layer = windows[0].stride == nil && windows.count == 1 ? .globalAveragePooling : .flatten
      #expect(try Self.worst(Self.kernels(layers(windows, head), x), expected) < 1e-13)
    }
  }

  /// softmax of equal numbers is a mean over positions: with g = 0 attention is global pooling, handed to every
  /// position.
  @Test("attention without queries is a mean")
  func uniformAttention() throws {
    let x = Self.images(4)
    func layers(_ part: [Layer]) -> [Layer] {
      [Self.convolution(3), .activation(.relu)] + part + [Self.dense(1)]
    }
    let attention = SelfAttention(queryVariance: 0, valueVariance: 1.3, outputVariance: 0.7, biasVariance: 0.1)
    let found = try Self.kernels(layers([.selfAttention(attention), .flatten]), x)
    let values = Layer.dense(Dense(weightVariance: 1.3))
    let outputs = Layer.dense(Dense(weightVariance: 0.7, biasVariance: 0.1))
    let expected = try Self.kernels(layers([.globalAveragePooling, values, outputs]), x)
    #expect(Self.worst(found, expected) < 1e-13)
  }
}
