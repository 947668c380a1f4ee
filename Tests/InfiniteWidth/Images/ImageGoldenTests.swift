import InfiniteWidth
import LinearAlgebra
import Testing

@Suite("Convolutional kernels against independent sources") struct ImageGoldenTests {
  @Test("every file of the folder is read")
  func filesAreRead() throws {
    #expect(try ImageGoldenFile.all().count >= 40)
  }

  /// The largest difference, in units of the largest entry.
  private func worst(_ matrix: Matrix<Double>, _ truth: [[Double]]) -> Double {
    let expected = ImageGoldenFile.matrix(truth)
    let largest = expected.elements.map(abs).max() ?? 0
    return zip(matrix.elements, expected.elements).map { abs($0 - $1) }.reduce(0, max) / largest
  }

  /// The bound is neural-tangents' own error near coinciding patches; random images have none.
  @Test("neural-tangents: 1e-10", arguments: try ImageGoldenFile.all().filter { $0.neuralTangents != nil })
  func neuralTangents(file: ImageGoldenFile) throws {
    let kernels = try file.kernel.matrices(of: file.pairs(), get: .both)
    let peer = try #require(file.neuralTangents)
    let (nngp, ntk) = (try #require(kernels.nngp), try #require(kernels.ntk))
    #expect(worst(nngp, peer.nngp) < 1e-10 && worst(ntk, peer.ntk) < 1e-10)
  }

  /// Both round in float64: 1e-12 are some thousand ulp for a few layers of some thousand sums.
  @Test("the plain recursion over all pairs of positions: 1e-12", arguments: try ImageGoldenFile.all())
  func plain(file: ImageGoldenFile) throws {
    let kernels = try file.kernel.matrices(of: file.pairs(), get: .both)
    let (nngp, ntk) = (try #require(kernels.nngp), try #require(kernels.ntk))
    let errors = (worst(nngp, file.numpy.nngp), worst(ntk, file.numpy.ntk))
    print("\(file.name): worst error K \(errors.0), Θ \(errors.1)")
    #expect(errors.0 < 1e-12 && errors.1 < 1e-12)
  }

  @Test("of images with themselves, the diagonal included: 1e-12", arguments: try ImageGoldenFile.all())
  func symmetric(file: ImageGoldenFile) throws {
    let kernels = try file.kernel.matrices(of: file.pairs(symmetric: true), get: .both)
    let (nngp, ntk) = (try #require(kernels.nngp), try #require(kernels.ntk))
    #expect(worst(nngp, file.numpy.nngp11) < 1e-12)
    #expect(worst(ntk, file.numpy.ntk11) < 1e-12)
  }
}
