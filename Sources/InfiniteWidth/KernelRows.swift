import Architectures
import Inputs
import LinearAlgebra
import Platform

extension Kernel {
  /// The kernels between inputs as rows of numbers, which are read by the kernel's own shape.
  ///
  /// - Parameter columns: nil for the kernels of `rows` with itself.
  /// - Throws: `InfiniteWidthError.inputsDiffer` for rows of another length than the shape's, errors of `VectorPairs`
  ///   and `PixelPairs`, and those of `matrices(of:)`.
  /// - Complexity: that of `matrices(of:)`.
  public func matrices(
    rows: Matrix<Double>, columns: Matrix<Double>? = nil, get quantities: KernelQuantities = .nngp,
    path: KernelPath = .automatic, threads: Int = Device.current.threads,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> KernelMatrices {
    switch way {
    case .vectors(let kernel):
      try kernel.matrices(
        of: vectorPairs(rows: rows, columns: columns), get: quantities, path: path, threads: threads, progress: progress
      )
    case .images(let kernel, _, _):
      try kernel.matrices(
        of: pixelPairs(rows: rows, columns: columns), get: quantities, threads: threads, progress: progress)
    }
  }

  /// K(x, x) and Θ(x, x) of every row.
  /// - Parameter quantities: which are meant; the other may be of no use.
  /// - Throws: `InfiniteWidthError.overflows` where one of them leaves the range of float64, naming the layer.
  /// - Complexity: O(n · layers) of vectors; of images that of n pairs.
  public func selfCovariances(
    rows: Matrix<Double>, get quantities: KernelQuantities = .both, threads: Int = Device.current.threads
  ) throws -> [SelfCovariance] {
    switch way {
    case .vectors(let kernel):
      try kernel.selfCovariances(inputVariances: vectorPairs(rows: rows).rowVariances, get: quantities)
    case .images(let kernel, _, _):
      try kernel.selfCovariances(of: rows, channels: channels(of: rows), get: quantities, threads: threads)
    }
  }

  /// K(x, x) and Θ(x, x) of vectors with variances q = x·x/d.
  /// - Throws: as for rows.
  /// - Complexity: O(n · layers).
  public func selfCovariances(
    inputVariances: [Double], get quantities: KernelQuantities = .both
  ) throws -> [SelfCovariance] {
    try vectors.selfCovariances(inputVariances: inputVariances, get: quantities)
  }

  /// Rows of numbers as vectors of the kernel's shape, where it has one.
  /// - Throws: `InfiniteWidthError.inputsDiffer`, errors of `VectorPairs`.
  func vectorPairs(rows: Matrix<Double>, columns: Matrix<Double>? = nil) throws -> VectorPairs {
    if let inputShape, rows.columns != inputShape.count {
      throw InfiniteWidthError.inputsDiffer(count: rows.columns, shape: inputShape)
    }
    return try VectorPairs(rows: rows, columns: columns)
  }

  /// Images whose positions do not matter.
  func vectorPairs(_ pairs: PixelPairs) throws -> VectorPairs {
    try vectorPairs(rows: pairs.rows, columns: pairs.isSymmetric ? nil : pairs.columns)
  }

  /// Rows of numbers as images of the kernel's shape.
  /// - Throws: `InfiniteWidthError.needsPositions`, errors of `PixelPairs`.
  func pixelPairs(rows: Matrix<Double>, columns: Matrix<Double>? = nil) throws -> PixelPairs {
    guard case .images(_, let height, let width) = way else { throw InfiniteWidthError.needsPositions }
    return try PixelPairs(rows: rows, columns: columns, height: height, width: width, channels: channels(of: rows))
  }

  /// Channels of images that are rows of numbers: those of the shape.
  private func channels(of rows: Matrix<Double>) -> Int {
    switch inputShape {
    case .image(_, _, let channels), .sequence(_, let channels): channels
    case .vector, nil: rows.columns
    }
  }
}
