import Architectures
import InfiniteWidth
import LinearAlgebra
import TestSupport
import Testing

@Suite struct KernelMemoryTests {
  private static let margin = -7.25

  private func inputs(_ count: Int, _ width: Int, isOnSphere: Bool = false) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(count))
    var inputs = Matrix(rows: count, columns: width, elements: (0..<count * width).map { _ in random.normal() })
    guard isOnSphere else { return inputs }
    for i in 0..<count { for j in 0..<width { inputs[i, j] = inputs[i, j] > 0 ? 1 : -1 } }
    return inputs
  }

  /// Layer by layer, and by a function of the angle for many inputs of one norm; images; one kernel of the two.
  @Test(
    "what is written into memory that is there has the bits of matrices, and nothing else is touched",
    arguments: [(300, 20, false), (500, 20, true), (6, 32, false)],
    [KernelQuantities.both, .nngp, .ntk])
  func sameBits(setting: (count: Int, width: Int, isOnSphere: Bool), quantities: KernelQuantities) throws {
    let isOfImages = setting.width == 32
    let kernel = try Kernel(
      Architecture(
        layers: isOfImages
          ? [
            .convolution(kernelSize: 3, padding: .zero, weightVariance: 1.5, biasVariance: 0.1, trainable: true),
            .activation(.relu), .globalAveragePooling, .dense(weightVariance: 1, biasVariance: 0, trainable: true),
          ]
          : [
            .dense(weightVariance: 1.5, biasVariance: 0.1, trainable: true), .activation(.erf),
            .dense(weightVariance: 1, biasVariance: 0, trainable: true),
          ]), inputShape: isOfImages ? .image(height: 4, width: 4, channels: 2) : nil)
    let rows = inputs(setting.count, setting.width, isOnSphere: setting.isOnSphere)
    for columns in [nil, inputs(setting.count - 3, setting.width, isOnSphere: setting.isOnSphere)] {
      let expected = try kernel.matrices(rows: rows, columns: columns, get: quantities)
      let (n, m) = (rows.rows, (columns ?? rows).rows)
      let stride = m + 5
      var (nngp, ntk) = (
        [Double](repeating: Self.margin, count: n * stride), [Double](repeating: Self.margin, count: n * stride)
      )
      try nngp.withUnsafeMutableBufferPointer { nngp in
        try ntk.withUnsafeMutableBufferPointer { ntk in
          let (first, second) = (try #require(nngp.baseAddress), try #require(ntk.baseAddress))
          try kernel.fill(
            nngp: quantities.contains(.nngp) ? KernelMemory(first, rowStride: stride) : nil,
            ntk: quantities.contains(.ntk) ? KernelMemory(second, rowStride: stride) : nil, rows: rows,
            columns: columns)
        }
      }
      for (memory, matrix) in [(nngp, expected.nngp), (ntk, expected.ntk)] {
        for i in 0..<n {
          let row = memory[i * stride..<(i + 1) * stride]
          if let matrix { #expect(Array(row.prefix(m)) == Array(matrix.row(i))) }
          #expect(row.dropFirst(matrix == nil ? 0 : m).allSatisfy { $0 == Self.margin })
        }
      }
    }
  }
}
