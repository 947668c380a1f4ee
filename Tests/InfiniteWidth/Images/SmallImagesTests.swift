import Architectures
import InfiniteWidth
import LinearAlgebra
import Testing

@Suite struct SmallImagesTests {
  /// An image of one position is a vector of its channels, and 2/π arcsin of covariances of 1e-12 needs their own size:
  /// right to an absolute 1e-16 it had four digits.
  @Test("erf keeps the digits of small images", arguments: [1, 1e-3, 1e-6, 1e-50])
  func erfOfSmallImages(size: Double) throws {
    let image = try Architecture(layers: [
      .convolution(kernelSize: 1, padding: .zero, weightVariance: 1.5, biasVariance: 0, trainable: true),
      .activation(.erf), .flatten, .dense(weightVariance: 1.2, biasVariance: 0, trainable: true),
    ])
    let vector = try Architecture(layers: [
      .dense(weightVariance: 1.5, biasVariance: 0, trainable: true), .activation(.erf),
      .dense(weightVariance: 1.2, biasVariance: 0, trainable: true),
    ])
    let numbers: [Double] = [1, -0.3, 0.2, 0.7, 0.1, -1.2, 0.4, 0.6, -0.9, 0.5, 1.1, -0.2]
    let rows = Matrix(rows: 4, columns: 3, elements: numbers.map { $0 * size })
    let found = try Kernel(image, inputShape: .image(height: 1, width: 1, channels: 3)).matrices(rows: rows, get: .both)
    let expected = try Kernel(vector).matrices(rows: rows, get: .both)
    for (found, expected) in [(found.nngp, expected.nngp), (found.ntk, expected.ntk)] {
      let (a, b) = (try #require(found), try #require(expected))
      for i in 0..<4 {
        for j in 0..<4 { #expect(abs(a[i, j] - b[i, j]) <= 1e-14 * (b[i, i] * b[j, j]).squareRoot()) }
      }
    }
  }
}
