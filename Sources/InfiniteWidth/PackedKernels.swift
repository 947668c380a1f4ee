import Inputs
import LinearAlgebra
import Platform

extension InfiniteWidthKernel {
  /// Writes the kernels of a list of inputs with itself straight into packed storage; a square matrix never exists.
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
    precondition(pairs.isSymmetric, "packed matrices are symmetric")
    for triangle in [nngp, ntk].compactMap({ $0 }) {
      precondition(triangle.order == pairs.rowVariances.count, "an input has a row of its own")
    }
    let map = try PairMap(layers, pairs, algorithm: algorithm, wantsTangent: ntk != nil, path: path)
    let target = PackedTarget(
      nngp: nngp, ntk: ntk, diagonal: try selfCovariances(inputVariances: pairs.rowVariances))
    let filler = KernelFiller(pairs: pairs, map: map, wantsTangent: ntk != nil, threads: threads)
    try filler.run(progress: progress) { target.write($0, nngp: $1, ntk: $2) }
  }

  /// The NNGP kernel of a list of inputs with itself, packed.
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
