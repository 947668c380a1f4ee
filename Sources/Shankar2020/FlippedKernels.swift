import Datasets
import InfiniteWidth
import Inputs
import LinearAlgebra
import Suite

/// Kernels between images, and the same averaged over their mirror images.
///
/// Mirrored twice is not mirrored, and a network of these layers sees two mirror images as it sees the two images:
/// K(Fx, Fx′) = K(x, x′). So regression on all training images and their mirror images with the same targets is
/// regression on the images alone with
///
///     K̄(x, x′) = ½ (K(x, x′) + K(x, Fx′)).
package struct FlippedKernels {
  /// As they are, and averaged.
  package let plain, flipped: Pair
  /// K and Θ.
  package typealias Pair = (nngp: Matrix<Double>, ntk: Matrix<Double>)

  /// - Parameters:
  ///   - rows: images [n₁, side · side · 3], channels side by side.
  ///   - columns: nil for those of `rows` with themselves.
  /// - Complexity: 1½ n² pairs of images of symmetric kernels, 2 n₁ n₂ of others.
  package init(
    _ kernel: Kernel, rows: Matrix<Double>, columns: Matrix<Double>? = nil, side: Int, threads: Int,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    func matrices(_ columns: Matrix<Double>?, from start: Double) throws -> Pair {
      let found = try kernel.matrices(
        of: PixelPairs(rows: rows, columns: columns, height: side, width: side, channels: 3), get: .both,
        threads: threads
      ) { part in progress?(start + part / 2) }
      let none = Matrix<Double>(rows: 0, columns: 0)
      return (found.nngp ?? none, found.ntk ?? none)
    }
    plain = try matrices(columns, from: 0)
    let other = try matrices(Self.mirrored(columns ?? rows, side: side), from: 0.5)
    flipped = (
      Self.mean(plain.nngp, other.nngp, isSymmetric: columns == nil),
      Self.mean(plain.ntk, other.ntk, isSymmetric: columns == nil)
    )
  }

  /// Each row of pixels from right to left.
  package static func mirrored(_ images: Matrix<Double>, side: Int) -> Matrix<Double> {
    var result = images
    let width = 3 * side
    for start in stride(from: 0, to: images.elements.count, by: width) {
      for x in 0..<side {
        for c in 0..<3 { result.elements[start + 3 * x + c] = images.elements[start + 3 * (side - 1 - x) + c] }
      }
    }
    return result
  }

  /// Rounding leaves K(x, Fx′) and K(x′, Fx) apart by its own size, and regression wants a symmetric matrix.
  private static func mean(_ a: Matrix<Double>, _ b: Matrix<Double>, isSymmetric: Bool) -> Matrix<Double> {
    var mean = a
    for k in mean.elements.indices { mean.elements[k] = 0.5 * (mean.elements[k] + b.elements[k]) }
    if isSymmetric { for i in 0..<mean.rows { for j in 0..<i { mean[j, i] = mean[i, j] } } }
    return mean
  }
}
