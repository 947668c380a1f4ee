import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Testing

/// The convolutional tangent kernels of Arora et al. 2019 in the authors' own form.
@Suite("Arora et al.'s recursion") struct CNTKGoldenTests {
  private struct File: Decodable {
    struct Kernels: Decodable {
      let depth: Int
      let vanilla: [[Double]]
      let pooled: [[Double]]
    }
    let height: Int
    let width: Int
    let channels: Int
    let x: [[Double]]
    let kernels: [Kernels]
  }

  private func file() throws -> File {
    let url = try #require(Bundle.module.url(forResource: "Golden/CNTK/cntk", withExtension: "json"))
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
  }

  /// The authors sum over channels and over 3 × 3 neighbours of the first layer, and the trace sums over positions: so
  /// many times the variances of this package's means.
  private func network(_ file: File, depth: Int, isPooled: Bool) throws -> Architecture {
    func convolution(_ weightVariance: Double, trainable: LayerLearning) -> Layer {
      .convolution(
        kernelSize: 3, padding: .zero, weightVariance: weightVariance, biasVariance: 0, trainable: trainable)
    }
    let first = convolution(9 * Double(file.channels), trainable: LayerLearning(isTrained: !isPooled))
    let hidden = (0..<depth - 2).flatMap { _ in [Layer.activation(.relu), convolution(2, trainable: true)] }
    // c_σ of the last ReLU, over the 9 that the authors' constant divides by once more.
    let last = 2.0 / 9 * (isPooled ? 1 : Double(file.height * file.width))
    return try Architecture(
      layers: [first] + hidden + [
        .activation(.relu), isPooled ? .globalAveragePooling : .flatten,
        .dense(weightVariance: last, biasVariance: 0, trainable: LayerLearning(isTrained: !isPooled)),
      ])
  }

  /// Both round in float64, over some ten sums and three layers. Of an image with itself their arccos of c = 1 − 1e-16
  /// is off by 1e-8, ours is 0.
  @Test("CNTK-V and CNTK-GAP: 1e-12, with themselves 1e-7", arguments: [false, true])
  func agrees(isPooled: Bool) throws {
    let file = try file()
    let pairs = try PixelPairs(
      rows: ImageGoldenFile.matrix(file.x), height: file.height, width: file.width, channels: file.channels)
    for kernels in file.kernels {
      let kernel = try Kernel(
        network(file, depth: kernels.depth, isPooled: isPooled),
        inputShape: .image(height: file.height, width: file.width, channels: file.channels))
      let theta = try #require(try kernel.matrices(of: pairs, get: .ntk).ntk)
      let expected = isPooled ? kernels.pooled : kernels.vanilla
      for i in 0..<theta.rows {
        for j in 0..<theta.columns {
          #expect(abs(theta[i, j] / expected[i][j] - 1) < (i == j ? 1e-7 : 1e-12), "depth \(kernels.depth): \(i), \(j)")
        }
      }
    }
  }
}
