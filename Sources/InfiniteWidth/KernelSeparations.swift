import Inputs
import LinearAlgebra
import Platform

extension Kernel {
  /// Whether `separations` has an answer: the architecture reads vectors, and T is exact.
  public var hasSeparations: Bool {
    if case .vectors(let kernel) = way, case .exact = kernel.algorithm { true } else { false }
  }

  /// ε(x, x′) = 1 − K(x, x′)/√(K(x, x) K(x′, x′)) between inputs as rows of numbers, [n₁, n₂].
  ///
  /// Of nearly coinciding inputs, and behind biases of large variance, K has lost what distinguishes them and ε has
  /// not: near 0 it keeps its relative precision. Near 2 it has no more digits of 1 + c than 1 has, unless that is
  /// handed over as it is carried. Together with K(x, x) from `selfCovariances` it says all that K does.
  ///
  /// - Parameter columns: nil for those of `rows` with itself; their diagonal is 0.
  /// - Parameter keepsOpposites: of nearly opposite inputs −(1 + c) in the place of ε, a negative number.
  /// - Throws: as `matrices(rows:)`; `InfiniteWidthError.needsPositions` of images.
  /// - Complexity: that of `matrices(rows:)` layer by layer.
  public func separations(
    rows: Matrix<Double>, columns: Matrix<Double>? = nil, keepsOpposites: Bool = false,
    threads: Int = Device.current.threads,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> Matrix<Double> {
    let pairs = try vectorPairs(rows: rows, columns: columns)
    let filler = try vectors.separations(of: pairs, keepsOpposites: keepsOpposites, threads: threads)
    let diagonal = Self.diagonal(of: pairs)
    return try Matrix(rows: rows.rows, columns: (columns ?? rows).rows) { buffer in
      let target = SquareTarget(nngp: buffer, columns: (columns ?? rows).rows)
      try filler.run(progress: progress) { tile, separations, _ in
        target.write(tile, nngp: separations, ntk: nil, mirrored: pairs.isSymmetric, diagonal: diagonal)
      }
    }
  }

  /// The same of `rows` with itself, straight into packed storage.
  public func fill(
    separations triangle: PackedTriangle, rows: Matrix<Double>, keepsOpposites: Bool = false,
    threads: Int = Device.current.threads,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    precondition(triangle.order == rows.rows, "an input has a row of its own")
    let pairs = try vectorPairs(rows: rows)
    let filler = try vectors.separations(of: pairs, keepsOpposites: keepsOpposites, threads: threads)
    let target = PackedTarget(nngp: triangle, ntk: nil, diagonal: Self.diagonal(of: pairs))
    try filler.run(progress: progress) { tile, separations, _ in target.write(tile, nngp: separations, ntk: nil) }
  }

  private static func diagonal(of pairs: VectorPairs) -> [SelfCovariance] {
    pairs.isSymmetric ? pairs.rowVariances.map { _ in SelfCovariance(inputVariance: 0) } : []
  }
}

extension VectorKernel {
  fileprivate func separations(
    of pairs: VectorPairs, keepsOpposites: Bool, threads: Int
  ) throws -> KernelFiller<VectorPairs> {
    try requireExact(for: "separations")
    let recursion = try PairRecursion(
      layers, rowVariances: pairs.rowVariances, columnVariances: pairs.columnVariances,
      isSymmetric: pairs.isSymmetric, outcome: keepsOpposites ? .separationsAsCarried : .separations)
    return KernelFiller(pairs: pairs, map: .recursion(recursion), wantsTangent: false, threads: threads)
  }
}
