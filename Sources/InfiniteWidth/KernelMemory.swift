import Inputs
import LinearAlgebra
import Platform

/// Memory of a caller's own for one kernel matrix: row by row, the entries of a row side by side.
///
/// It must be there and untouched by others until the call it was given to returns.
public struct KernelMemory: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
  let rowStride: Int

  /// - Parameter rowStride: numbers from the beginning of a row to that of the next; at least as many as a row has.
  public init(_ base: UnsafeMutablePointer<Double>, rowStride: Int) {
    (self.base, self.rowStride) = (base, rowStride)
  }
}

extension KernelMemory {
  /// Where the row `index` begins.
  public func row(_ index: Int) -> UnsafeMutablePointer<Double> { base + index * rowStride }
}

extension Kernel {
  /// Writes the kernels between inputs as rows of numbers straight into the caller's memory, [n₁, n₂] each.
  ///
  /// The entries have the bits of `matrices(rows:columns:)`, for any number of threads.
  /// - Parameters:
  ///   - nngp: receives K; nil if it is not wanted.
  ///   - ntk: receives Θ; nil if it is not wanted.
  ///   - columns: nil for the kernels of `rows` with itself.
  /// - Throws: as `matrices(rows:columns:)`; then what is in the memory is of no meaning.
  /// - Complexity: that of `matrices(rows:columns:)`; a few MB a thread beside the memory that is written.
  public func fill(
    nngp: KernelMemory?, ntk: KernelMemory?, rows: Matrix<Double>, columns: Matrix<Double>?,
    threads: Int = Device.current.threads, progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    let target = SquareTarget(nngp: nngp, ntk: ntk)
    switch way {
    case .vectors(let kernel):
      try kernel.fill(
        target, of: vectorPairs(rows: rows, columns: columns), path: .automatic, threads: threads, progress: progress)
    case .images(let kernel, _, _):
      try kernel.fill(target, of: pixelPairs(rows: rows, columns: columns), threads: threads, progress: progress)
    }
  }
}
