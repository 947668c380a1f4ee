import Inputs
import LinearAlgebra

/// The kernel of an architecture that works on positions, in one of two ways: planes of one offset (`ImageKernel`), or
/// the tensor of all pairs of positions (`PositionKernel`).
protocol PixelKernel: Sendable {
  /// Pairs of positions whose covariances one pair of images needs, all sizes of the image together.
  var positionPairs: Int { get }
  /// Seconds of one core for K and Θ of one pair of images, on the slower side.
  var secondsPerPair: Double { get }
  /// Bytes that each thread works in, beside the kernels that are written.
  func workingBytes(channels: Int) -> Int

  /// K(x, x) and Θ(x, x) of images [n, height · width · channels].
  /// - Complexity: that of n pairs.
  func selfCovariances(
    of images: Matrix<Double>, channels: Int, get quantities: KernelQuantities, threads: Int
  ) throws -> [SelfCovariance]

  /// Calls `write(tile, K, Θ, diagonal)` once a tile, from any thread, with the diagonal's K(x, x) and Θ(x, x) of
  /// symmetric pairs; of these only what is below the diagonal counts.
  func run(
    _ pairs: PixelPairs, wantsTangent: Bool, threads: Int, progress: (@Sendable (Double) -> Void)?,
    write: @Sendable (Tile, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?, [SelfCovariance]) -> Void
  ) throws
}

extension PixelKernel {
  /// The kernels between all row and column images, [n₁, n₂].
  ///
  /// A symmetric matrix is computed below its diagonal and mirrored. An entry has the same bits for any number of
  /// threads and in any larger or smaller matrix.
  /// - Throws: `PixelPairsError` for images of another size, `InfiniteWidthError.overflows`, `NonlinearityFailure`.
  /// - Complexity: `secondsPerPair` a pair of images (half of them for symmetric ones); `workingBytes` a thread.
  func matrices(
    of pairs: PixelPairs, get quantities: KernelQuantities, threads: Int, progress: (@Sendable (Double) -> Void)?
  ) throws -> KernelMatrices {
    try KernelMatrices(rows: pairs.rows.rows, columns: pairs.columns.rows, get: quantities) { target in
      try fill(target, of: pairs, threads: threads, progress: progress)
    }
  }

  /// The same into memory that is there already.
  func fill(
    _ target: SquareTarget, of pairs: PixelPairs, threads: Int, progress: (@Sendable (Double) -> Void)?
  ) throws {
    try run(pairs, wantsTangent: target.wantsTangent, threads: threads, progress: progress) {
      tile, nngp, ntk, diagonal in
      target.write(tile, nngp: nngp, ntk: ntk, mirrored: pairs.isSymmetric, diagonal: diagonal)
    }
  }

  /// Writes the kernels of a list of images with itself straight into packed storage, with the bits of `matrices(of:)`.
  func fill(
    nngp: PackedTriangle?, ntk: PackedTriangle?, of pairs: PixelPairs, threads: Int,
    progress: (@Sendable (Double) -> Void)?
  ) throws {
    precondition(pairs.isSymmetric, "packed matrices are symmetric")
    try run(pairs, wantsTangent: ntk != nil, threads: threads, progress: progress) {
      tile, kernels, tangents, diagonal in
      PackedTarget(nngp: nngp, ntk: ntk, diagonal: diagonal).write(tile, nngp: kernels, ntk: tangents)
    }
  }
}
