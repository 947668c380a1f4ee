import Inputs
import LinearAlgebra
import Platform

extension Kernel {
  /// Writes the kernels of a list of vectors with itself straight into packed storage; a square matrix never exists.
  ///
  /// The entries have the same bits as those of `matrices(of:)`, for any number of threads.
  /// - Parameters:
  ///   - nngp: receives K; nil if it is not wanted.
  ///   - ntk: receives Θ; nil if it is not wanted.
  ///   - pairs: symmetric, as many as the matrices' order.
  /// - Complexity: as `matrices(of:)`; a few MB a thread beside the storage that is written.
  public func fill(
    nngp: PackedTriangle? = nil, ntk: PackedTriangle? = nil, of pairs: some InputPairs, path: KernelPath = .automatic,
    threads: Int = Device.current.threads, progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    try vectors.fill(nngp: nngp, ntk: ntk, of: pairs, path: path, threads: threads, progress: progress)
  }

  /// The same of a list of images.
  public func fill(
    nngp: PackedTriangle? = nil, ntk: PackedTriangle? = nil, of pairs: PixelPairs,
    threads: Int = Device.current.threads, progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    switch way {
    case .vectors(let kernel):
      try kernel.fill(
        nngp: nngp, ntk: ntk, of: vectorPairs(pairs), path: .automatic, threads: threads, progress: progress)
    case .images(let kernel, _, _):
      try kernel.fill(nngp: nngp, ntk: ntk, of: pairs, threads: threads, progress: progress)
    }
  }

  /// The same of inputs as rows of numbers, which are read by the kernel's own shape.
  public func fill(
    nngp: PackedTriangle? = nil, ntk: PackedTriangle? = nil, rows: Matrix<Double>,
    threads: Int = Device.current.threads, progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    if case .images = way {
      return try fill(
        nngp: nngp, ntk: ntk, of: pixelPairs(rows: rows), threads: threads, progress: progress)
    }
    try fill(nngp: nngp, ntk: ntk, of: vectorPairs(rows: rows), threads: threads, progress: progress)
  }

  /// The NNGP kernel of a list of vectors with itself, packed.
  /// - Throws: `PackedSymmetricMatrix.TooLarge`, beside the errors of `matrices(of:)`.
  public func packedMatrix(
    of pairs: some InputPairs, path: KernelPath = .automatic, threads: Int = Device.current.threads,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> PackedSymmetricMatrix {
    try PackedSymmetricMatrix(order: pairs.rowVariances.count) {
      try fill(nngp: $0, of: pairs, path: path, threads: threads, progress: progress)
    }
  }
}
