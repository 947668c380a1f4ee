import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

/// The tensor of positions where planes of one offset serve as well: the same numbers.
@Suite("Kernels by all pairs of positions") struct PositionKernelTests {
  static func kernel(_ file: ImageGoldenFile) throws -> Kernel {
    try Kernel(
      byPositions: file.architecture,
      inputShape: .image(height: file.height, width: file.width, channels: file.channels))
  }

  /// The largest difference, in units of the largest entry.
  static func worst(_ matrix: Matrix<Double>, _ expected: Matrix<Double>) -> Double {
    let largest = expected.elements.map(abs).max() ?? 0
    return zip(matrix.elements, expected.elements).map { abs($0 - $1) }.reduce(0, max) / largest
  }

  /// Both round in float64: 1e-12 are some thousand ulp for a few layers of some thousand sums.
  @Test("the plain recursion, 1e-12", arguments: try ImageGoldenFile.all())
  func plain(file: ImageGoldenFile) throws {
    let (kernel, truth) = (try Self.kernel(file), file.numpy)
    let found =
      try ConformanceTests.both(kernel.matrices(of: file.pairs(), get: .both))
      + ConformanceTests.both(kernel.matrices(of: file.pairs(symmetric: true), get: .both))
    for (found, truth) in zip(found, [truth.nngp, truth.ntk, truth.nngp11, truth.ntk11]) {
      #expect(Self.worst(found, ImageGoldenFile.matrix(truth)) < 1e-12)
    }
  }

  @Test("the planes of one offset, 1e-12", arguments: try ImageGoldenFile.all())
  func planes(file: ImageGoldenFile) throws {
    let pairs = try ImageConformanceTests.images(file, count: 5)
    let found = try ConformanceTests.both(Self.kernel(file).matrices(of: pairs, get: .both))
    let expected = try ConformanceTests.both(file.kernel.matrices(of: pairs, get: .both))
    for (found, expected) in zip(found, expected) { #expect(Self.worst(found, expected) < 1e-12) }
  }

  @Test("the battery, to the bit in any matrix", arguments: try ImageGoldenFile.all())
  func conforms(file: ImageGoldenFile) throws {
    // tanh has no closed form: 500 times the others' time.
    let count = file.name.hasPrefix("tanh") ? 5 : 12
    let (pairs, kernel) = (try ImageConformanceTests.images(file, count: count), try Self.kernel(file))
    let own = try kernel.selfCovariances(rows: pairs.rows)
    var battery = KernelConformance(count: count, diagonals: [own.map(\.nngp), own.map(\.ntk)]) {
      rows, columns, threads in
      let part = try PixelPairs(
        rows: pairs.rows.part(rows), columns: columns.map(pairs.rows.part), height: file.height, width: file.width,
        channels: file.channels)
      return try ConformanceTests.both(kernel.matrices(of: part, get: .both, threads: threads))
    }
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
      )
    ]
    let violations = try battery.violations()
    #expect(violations.isEmpty, "\(violations)")
  }
}
