import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Testing

/// What every kernel of images keeps.
@Suite("Conformance of convolutional kernels") struct ConvolutionalConformanceTests {
  /// Architectures of the golden cases, and 20 images for each; of three pairs of images one is the other with a
  /// changed pixel.
  static func images(_ file: ConvolutionalGoldenFile, count: Int) throws -> PixelPairs {
    var random = SplitMix64(seed: 5)
    let size = file.height * file.width * file.channels
    var x = Matrix<Double>(rows: count, columns: size, elements: (0..<count * size).map { _ in random.normal() })
    for i in stride(from: 1, to: count, by: 3) {
      for k in 1..<size { x[i, k] = x[i - 1, k] }
    }
    return try PixelPairs(rows: x, height: file.height, width: file.width, channels: file.channels)
  }

  static let files = ConvolutionalGoldenFile.all.filter { !isTanh($0) }
  private static func isTanh(_ file: ConvolutionalGoldenFile) -> Bool { file.name.hasPrefix("tanh") }

  private func both(_ kernels: KernelMatrices) throws -> [Matrix<Double>] {
    [try #require(kernels.nngp), try #require(kernels.ntk)]
  }

  @Test("symmetric, with the self-covariances on the diagonal, positive semi-definite", arguments: files)
  func positive(file: ConvolutionalGoldenFile) throws {
    let (pairs, kernel) = (try Self.images(file, count: 12), try file.kernel)
    let own = try kernel.selfCovariances(of: pairs.rows, channels: file.channels)
    for (matrix, diagonal) in zip(
      try both(kernel.matrices(of: pairs, get: .both)), [own.map(\.nngp), own.map(\.ntk)])
    {
      #expect(matrix == matrix.transposed)
      #expect((0..<12).allSatisfy { matrix[$0, $0] == diagonal[$0] })
      // An entry is a mean of covariances that are off by a few ulp a layer: 256 ulp of the trace leave room for all.
      let trace = diagonal.reduce(0, +)
      #expect(throws: Never.self) { try CholeskyFactor.factor(matrix, shifts: [256 * .ulpOfOne * trace]) }
    }
  }

  @Test(
    "the same bits in any matrix, for any number of threads, and for K alone",
    arguments: files.prefix(24) + ConvolutionalGoldenFile.all.filter(isTanh))
  func sameBits(file: ConvolutionalGoldenFile) throws {
    let (pairs, kernel) = (try Self.images(file, count: 20), try file.kernel)
    let whole = try both(kernel.matrices(of: pairs, get: .both, threads: 1))
    #expect(try both(kernel.matrices(of: pairs, get: .both, threads: 3)) == whole)
    #expect(try kernel.matrices(of: pairs, get: .nngp).nngp == whole[0])
    func part(_ range: Range<Int>) -> Matrix<Double> {
      Matrix(rows: range.count, columns: pairs.rows.columns, elements: range.flatMap { Array(pairs.rows.row($0)) })
    }
    let block = try both(
      kernel.matrices(
        of: PixelPairs(
          rows: part(7..<19), columns: part(2..<5), height: file.height, width: file.width, channels: file.channels),
        get: .both))
    for (block, whole) in zip(block, whole) {
      for i in 0..<12 { for j in 0..<3 { #expect(block[i, j] == whole[7 + i, 2 + j]) } }
    }
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
    let kernels = try both(
      ConvolutionalKernel(network, height: 8, width: 8).matrices(
        of: PixelPairs(rows: x, height: 8, width: 8, channels: 3), get: .both))
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
