import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

/// What every kernel of images keeps.
@Suite("Conformance of convolutional kernels") struct ImageConformanceTests {
  /// Architectures of the golden cases, and 20 images for each; of three pairs of images one is the other with a
  /// changed pixel.
  static func images(_ file: ImageGoldenFile, count: Int) throws -> PixelPairs {
    var random = SplitMix64(seed: 5)
    let size = file.height * file.width * file.channels
    var x = Matrix<Double>(rows: count, columns: size, elements: (0..<count * size).map { _ in random.normal() })
    for i in stride(from: 1, to: count, by: 3) {
      for k in 1..<size { x[i, k] = x[i - 1, k] }
    }
    return try PixelPairs(rows: x, height: file.height, width: file.width, channels: file.channels)
  }

  static func files() throws -> [ImageGoldenFile] { try ImageGoldenFile.all() }
  private static func isTanh(_ file: ImageGoldenFile) -> Bool { file.name.hasPrefix("tanh") }

  @Test("the battery, to the bit in any matrix", arguments: try files())
  func conforms(file: ImageGoldenFile) throws {
    // tanh has no closed form: 500 times the others' time.
    let count = Self.isTanh(file) ? 6 : 12
    let (pairs, kernel) = (try Self.images(file, count: count), try file.kernel)
    let own = try kernel.selfCovariances(rows: pairs.rows)
    var battery = KernelConformance(count: count, diagonals: [own.map(\.nngp), own.map(\.ntk)]) {
      rows, columns, threads in
      let part = try PixelPairs(
        rows: pairs.rows.part(rows), columns: columns.map(pairs.rows.part), height: file.height, width: file.width,
        channels: file.channels)
      return try ConformanceTests.both(kernel.matrices(of: part, get: .both, threads: threads))
    }
    // An entry is a mean of covariances that are off by a few ulp a layer: 256 ulp of the trace leave room for all.
    battery.eigenvalueUlps = 256
    battery.sameBits = [
      (
        "each kernel alone",
        {
          [
            try #require(try kernel.matrices(of: pairs, get: .nngp).nngp),
            try #require(try kernel.matrices(of: pairs, get: .ntk).ntk),
          ]
        }
      ),
      ("rows of numbers", { try ConformanceTests.both(kernel.matrices(rows: pairs.rows, get: .both)) }),
    ]
    let violations = try battery.violations()
    #expect(violations.isEmpty, "\(violations)")
  }

  /// tanh on the vectors behind the head, where a tile's many or few variances, or one that has no series, must not
  /// decide how the others' pairs are summed.
  struct BehindHead: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let images: Matrix<Double>
    let layers: [Layer]
  }

  static func behindHead() -> [BehindHead] {
    var random = SplitMix64(seed: 57)
    let far = random.normalMatrix(rows: 32, columns: 2)
    // One image of variance beyond the longest series.
    var mixed = random.normalMatrix(rows: 8, columns: 2)
    for k in 0..<2 { mixed[5, k] *= 40 }
    // All within 1e-3 of one another: every pair is carried as a separation from the input on.
    var near = random.normalMatrix(rows: 32, columns: 2)
    for i in 0..<32 { for k in 0..<2 { near[i, k] = 1 + 1e-3 * near[i, k] } }
    let readIn = Layer.convolution(kernelSize: 1, padding: .zero, weightVariance: 20, biasVariance: 0, trainable: true)
    let dense = Layer.dense(weightVariance: 20, biasVariance: 0.1, trainable: true)
    let same = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let behind: [Layer] = [.flatten, same, .activation(.tanh), dense]
    return [
      BehindHead(testDescription: "many variances", images: far, layers: [readIn] + behind),
      BehindHead(testDescription: "a variance without a series", images: mixed, layers: [readIn] + behind),
      BehindHead(
        testDescription: "near images", images: near, layers: [readIn, .activation(.tanh), readIn] + behind),
    ]
  }

  @Test("the battery with tanh behind flatten", arguments: behindHead())
  func tanhBehindFlatten(test: BehindHead) throws {
    let kernel = try Kernel(
      Architecture(layers: test.layers), inputShape: .image(height: 1, width: 2, channels: 1))
    let own = try kernel.selfCovariances(rows: test.images)
    var battery = KernelConformance(count: test.images.rows, diagonals: [own.map(\.nngp), own.map(\.ntk)]) {
      rows, columns, threads in
      let part = try PixelPairs(
        rows: test.images.part(rows), columns: columns.map(test.images.part), height: 1, width: 2, channels: 1)
      return try ConformanceTests.both(kernel.matrices(of: part, get: .both, threads: threads))
    }
    battery.eigenvalueUlps = 256
    #expect(try battery.violations() == [])
  }

  /// Flat regions make equal patches: their derivative kernel is that of one input with itself, to the bit.
  @Test("images of one colour have the kernel of their scale", arguments: [Padding.circular, .zero])
  func flatImages(padding: Padding) throws {
    let layers: [Layer] = (0..<4).flatMap { _ in
      [
        .convolution(kernelSize: 3, padding: padding, weightVariance: 2, biasVariance: 0, trainable: true),
        .activation(.relu),
      ]
    }
    let network = try Architecture(
      layers: layers + [.globalAveragePooling, .dense(weightVariance: 1, biasVariance: 0, trainable: true)])
    // 0.3 of every channel everywhere, and the same twice as bright.
    let x = Matrix<Double>(rows: 2, columns: 192, elements: (0..<384).map { $0 < 192 ? 0.3 : 0.6 })
    let kernels = try ConformanceTests.both(
      Kernel(network, inputShape: .image(height: 8, width: 8, channels: 3)).matrices(rows: x, get: .both))
    for kernel in kernels {
      // Homogeneous of degree 2, and every angle is 0. Without the notion of coinciding patches Θ would be off by 1e-8.
      #expect(abs(kernel[1, 0] - 2 * kernel[0, 0]) <= 1e-13 * kernel[0, 0])
      #expect(abs(kernel[1, 1] - 4 * kernel[0, 0]) <= 1e-13 * kernel[0, 0])
    }
    if padding == .circular {
      // K stays 0.09 through He's initialisation, and Θ gains K from each of the five layers.
      #expect(abs(kernels[0][0, 0] - 0.09) <= 1e-15)
      #expect(abs(kernels[1][0, 0] - 5 * 0.09) <= 1e-14)
    }
  }
}
