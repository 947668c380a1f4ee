import InfiniteWidth
import LinearAlgebra
import TestSupport
import Testing

@Suite("Kernels where offsets do not close, against neural-tangents") struct PositionGoldenTests {
  @Test("every file of the folder is read")
  func filesAreRead() throws {
    #expect(try PositionGoldenFile.all().count == 48)
  }

  /// The bound is neural-tangents' own error near coinciding patches; random images have none but with themselves.
  @Test("1e-10", arguments: try PositionGoldenFile.all())
  func neuralTangents(file: PositionGoldenFile) throws {
    let kernels = try ConformanceTests.both(file.kernel.matrices(rows: file.rows, columns: file.columns, get: .both))
    for (kernel, truth) in zip(kernels, [file.nngp, file.ntk]) {
      #expect(PositionKernelTests.worst(kernel, ImageGoldenFile.matrix(truth)) < 1e-10)
    }
  }

  /// Of an image with itself neural-tangents takes √(1 − c²) of c = 1 − 1e-16, which leaves 1e-8 of Θ.
  @Test("of images with themselves: 1e-10, on the diagonal 1e-7", arguments: try PositionGoldenFile.all())
  func symmetric(file: PositionGoldenFile) throws {
    let kernels = try ConformanceTests.both(file.kernel.matrices(rows: file.rows, get: .both))
    for (kernel, truth) in zip(kernels, [file.nngp11, file.ntk11]) {
      let truth = ImageGoldenFile.matrix(truth)
      let largest = truth.elements.map(abs).max() ?? 0
      for (i, j) in (0..<truth.rows).flatMap({ i in (0..<truth.rows).map { (i, $0) } }) {
        #expect(abs(kernel[i, j] - truth[i, j]) < (i == j ? 1e-7 : 1e-10) * largest, "\(i), \(j)")
      }
    }
  }

  /// 9 images, of which every third differs from the one before it by one number.
  private static func images(_ file: PositionGoldenFile) -> Matrix<Double> {
    var random = SplitMix64(seed: 11)
    let size = file.shape.reduce(1, *)
    var x = Matrix<Double>(rows: 9, columns: size, elements: (0..<9 * size).map { _ in random.normal() })
    for i in stride(from: 1, to: 9, by: 3) {
      for k in 1..<size { x[i, k] = x[i - 1, k] }
    }
    return x
  }

  @Test("the battery, to the bit in any matrix", arguments: try PositionGoldenFile.all())
  func conforms(file: PositionGoldenFile) throws {
    let (x, kernel) = (Self.images(file), try file.kernel)
    let own = try kernel.selfCovariances(rows: x)
    var battery = KernelConformance(count: x.rows, diagonals: [own.map(\.nngp), own.map(\.ntk)]) {
      rows, columns, threads in
      try ConformanceTests.both(
        kernel.matrices(rows: x.part(rows), columns: columns.map(x.part), get: .both, threads: threads))
    }
    // As of planes: an entry is a mean of covariances that are off by a few ulp a layer.
    battery.eigenvalueUlps = 256
    battery.sameBits = [
      (
        "each kernel alone",
        {
          [
            try #require(try kernel.matrices(rows: x, get: .nngp).nngp),
            try #require(try kernel.matrices(rows: x, get: .ntk).ntk),
          ]
        }
      )
    ]
    let violations = try battery.violations()
    #expect(violations.isEmpty, "\(violations)")
  }
}
