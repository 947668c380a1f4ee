/// One application of φ to the covariances of many pairs of Gaussian variables, each with variances of its own: the
/// positions of two images.
///
///     k ← T(q₁, q₂, k) = E[φ(u) φ(v)],    Θ ← Ṫ(q₁, q₂, k) Θ = E[φ′(u) φ′(v)] Θ.
///
/// Convolutions average covariances, so between layers the covariance itself is carried, not the separation of
/// `DualMap`: its absolute error is a few ε √(q₁q₂) a layer. A pair whose k cannot be told from √(q₁q₂) by that error
/// counts as coinciding, so that equal patches have the kink's derivative kernel exactly.
public protocol CovarianceDual: Sendable {
  /// Numbers kept of every position.
  static var quantityCount: Int { get }

  /// Writes the numbers of `count` variances, a multiple of 8, the quantities `stride` apart.
  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int)

  /// Maps every pair of the plane.
  func map(_ plane: CovariancePlane)
}

/// What `CovarianceDual.tabulate` wrote for the positions of one image.
public struct PositionTable {
  /// The first quantity of the first position.
  public let base: UnsafePointer<Double>
  /// From one row of positions to the next.
  public let rowStride: Int
  /// From one quantity to the next.
  public let quantityStride: Int

  public init(base: UnsafePointer<Double>, rowStride: Int, quantityStride: Int) {
    (self.base, self.rowStride, self.quantityStride) = (base, rowStride, quantityStride)
  }
}

/// The covariances of the positions of one image with those of another at one offset, in rows.
public struct CovariancePlane {
  let covariances: UnsafeMutablePointer<Double>
  /// Θ; nil if nobody wants it.
  let tangents: UnsafeMutablePointer<Double>?
  /// Rows of either image.
  public let rowCount: Int
  /// The rows of the first image that are meant.
  private(set) var rows: Range<Int>
  /// Numbers in a row: a multiple of 8, of which the last may be padding.
  let rowLength: Int
  public let first: PositionTable
  public let second: PositionTable
  /// Row y of the first image meets row y + shift of the second, modulo `rowCount`.
  public let shift: Int

  public init(
    covariances: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?, rowCount: Int, rowLength: Int,
    first: PositionTable, second: PositionTable, shift: Int
  ) {
    (self.covariances, self.tangents, self.rowCount, self.rowLength) = (covariances, tangents, rowCount, rowLength)
    (self.first, self.second, self.shift, rows) = (first, second, shift, 0..<rowCount)
  }

  /// Some of the rows.
  public func rows(_ rows: Range<Int>) -> CovariancePlane {
    var part = self
    part.rows = rows
    return part
  }

  /// The row of the second image that row y of the first meets.
  @inlinable @inline(__always)
  public func otherRow(_ y: Int) -> Int {
    let moved = y &+ shift
    return moved < rowCount ? moved : moved &- rowCount
  }

  /// Where a quantity of the two images' positions begins whose pairs are this row.
  @inlinable @inline(__always)
  public func quantity(_ number: Int, row: Int) -> (first: UnsafePointer<Double>, second: UnsafePointer<Double>) {
    (
      first.base + (number &* first.quantityStride &+ row &* first.rowStride),
      second.base + (number &* second.quantityStride &+ otherRow(row) &* second.rowStride)
    )
  }

  /// Calls `body(k, Θ, first, second)` with the beginning of every row.
  @inline(__always)
  func forEachRow(
    _ body: (
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?, UnsafePointer<Double>, UnsafePointer<Double>
    ) -> Void
  ) {
    for row in rows {
      let other = otherRow(row)
      body(
        covariances + row * rowLength, tangents.map { $0 + row * rowLength }, first.base + row * first.rowStride,
        second.base + other * second.rowStride)
    }
  }
}

extension Nonlinearity {
  /// The map of pairs of positions.
  ///
  /// - Parameter variances: all that will be met; only nonlinearities without a closed form prepare themselves for
  ///   them.
  /// - Throws: `NonlinearityFailure` as `dualMap` does.
  public func covarianceDual(variances: [Double]) throws -> any CovarianceDual {
    let largest = largestVariance
    for variance in variances where !(variance >= 0 && variance <= largest) {
      throw NonlinearityFailure.invalidVariance(variance, nonlinearity: name)
    }
    let definition = definition
    guard let closed = definition.covarianceDual else { return try PairwiseCovariance(self, variances: variances) }
    try definition.check(largestVariance: variances.max() ?? 0)
    return closed
  }

  /// Numbers that `covarianceDual` keeps of every position.
  public var covarianceQuantityCount: Int {
    definition.covarianceDual.map { type(of: $0).quantityCount } ?? PairwiseCovariance.quantityCount
  }

  /// Whether `covarianceDual` is a closed form that takes a nanosecond a pair, and not some hundred.
  public var hasFastCovarianceDual: Bool { definition.covarianceDual != nil }
}
