import Foundation

/// The Cholesky factor of a symmetric positive definite matrix in packed storage, A = L Lᵀ, in the place of A.
///
/// Nothing of A is left, not even after a failed attempt. What A is made from is therefore asked for again: a kernel
/// costs some percent of its factor.
public struct PackedCholeskyFactor: Solver {
  let storage: PackedSymmetricMatrix

  /// Factors A + shift · I for the first shift at which it is positive definite.
  ///
  /// - Parameters:
  ///   - order: n.
  ///   - shifts: tried in order.
  ///   - progress: the part of an attempt's multiply-adds that is done.
  ///   - fill: sets every entry of A; called once an attempt.
  /// - Returns: the factor, the shift used and how many were tried.
  /// - Throws: `PackedSymmetricMatrix.TooLarge`; `CholeskyFactor.Obstacle.notPositiveDefinite` of the last attempt,
  ///   `.notFinite` of the first that met a NaN, which no shift mends; `EndRequest.Requested`; whatever `fill` throws.
  /// - Complexity: n³/6 multiply-adds an attempt on the device's BLAS threads; n(n + 1)/2 numbers.
  public static func factor(
    order: Int, shifts: [Double], progress: ((Double) -> Void)? = nil, fill: (PackedTriangle) throws -> Void
  ) throws -> (factor: PackedCholeskyFactor, shift: Double, attempts: Int) {
    try factor(order: order, shifts: { _ in shifts }, progress: progress, fill: fill)
  }

  /// The same with shifts that depend on A.
  ///
  /// - Parameters:
  ///   - shifts: of A as it was filled and prepared first.
  ///   - prepare: what is done to A after each `fill`.
  public static func factor(
    order: Int, shifts: (PackedSymmetricMatrix) throws -> [Double], progress: ((Double) -> Void)? = nil,
    prepare: (inout PackedSymmetricMatrix) throws -> Void = { _ in }, fill: (PackedTriangle) throws -> Void
  ) throws -> (factor: PackedCholeskyFactor, shift: Double, attempts: Int) {
    try factor(
      order: order, panel: PackedElimination.usualPanel, shifts: shifts, progress: progress, prepare: prepare,
      fill: fill)
  }

  /// The same in panels of another width, with other last bits.
  package static func factor(
    order: Int, panel: Int, shifts: (PackedSymmetricMatrix) throws -> [Double], progress: ((Double) -> Void)? = nil,
    prepare: (inout PackedSymmetricMatrix) throws -> Void = { _ in }, fill: (PackedTriangle) throws -> Void
  ) throws -> (factor: PackedCholeskyFactor, shift: Double, attempts: Int) {
    var matrix = try PackedSymmetricMatrix(order: order, filledBy: fill)
    try prepare(&matrix)
    var minor = 0
    for (attempt, shift) in try shifts(matrix).enumerated() {
      if attempt > 0 {
        try matrix.refill(fill)
        try prepare(&matrix)
      }
      for i in 0..<order { matrix[i, i] += shift }
      let layout = matrix.layout
      minor =
        try matrix.withUnsafeMutablePointer {
          try PackedElimination(layout: layout, base: $0, panel: panel).run(progress: progress)
        } ?? 0
      if minor == 0 { return (PackedCholeskyFactor(storage: matrix), shift, attempt + 1) }
      guard matrix[minor - 1, minor - 1].isFinite else { throw CholeskyFactor.Obstacle.notFinite(row: minor - 1) }
    }
    throw CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: minor)
  }

  init(storage: consuming PackedSymmetricMatrix) { self.storage = storage }

  public var order: Int { storage.order }

  public var logDeterminant: Double { (0..<order).reduce(0) { $0 + 2 * log(storage[$1, $1]) } }

  public func solveLower(_ block: inout Matrix<Double>) { substitute(&block) { $0.forward($1) } }

  public func solveUpper(_ block: inout Matrix<Double>) { substitute(&block) { $0.backward($1) } }

  public func solve(_ block: inout Matrix<Double>) {
    substitute(&block) {
      $0.forward($1)
      $0.backward($1)
    }
  }

  public func multiplyLower(_ block: inout Matrix<Double>) { substitute(&block) { $0.multiply($1) } }

  /// - Complexity: m (n − f)²/2 multiply-adds.
  public func solveLower(_ block: inout Matrix<Double>, from first: Int) {
    substitute(&block, from: first) { $0.forward($1) }
  }

  /// - Complexity: m (n − f)²/2 multiply-adds.
  public func solveUpper(_ block: inout Matrix<Double>, from first: Int) {
    substitute(&block, from: first) { $0.backward($1) }
  }

  private func substitute(
    _ block: inout Matrix<Double>, from first: Int = 0,
    _ body: (PackedSubstitution, UnsafeMutablePointer<Double>) -> Void
  ) {
    precondition((0...order).contains(first), "a trailing triangle begins inside the matrix")
    precondition(block.columns == order - first, "right-hand sides have the factor's order")
    let rows = block.rows
    block.elements.withUnsafeMutableBufferPointer { b in
      guard let b = b.baseAddress else { return }
      storage.withUnsafePointer {
        body(PackedSubstitution(layout: storage.layout, base: $0, count: rows, first: first), b)
      }
    }
  }
}
