import COpenBLAS
import Failures
import Foundation

/// The Cholesky factor of a symmetric positive definite matrix, A = L Lᵀ, in the storage of A.
///
/// The matrix is row-major and symmetric; LAPACK, which is column-major, writes L into what are the rows' upper parts,
/// and the strict lower parts keep A. That is what makes a failed attempt repairable without a second matrix.
public struct CholeskyFactor: Solver {
  /// n, the order of the matrix.
  public var order: Int { storage.rows }
  var storage: Matrix<Double>
  /// Of A + shift · I, which the factor's storage has lost.
  private let diagonal: [Double]

  /// Why there is no factor.
  public enum Obstacle: Failure, Equatable {
    case notSquare(rows: Int, columns: Int)
    case tooLarge(order: Int)
    case notPositiveDefinite(leadingMinor: Int)
    /// The first row in which a NaN or an infinite value reached a pivot of the factor.
    case notFinite(row: Int)

    public var message: String {
      switch self {
      case .notSquare(let rows, let columns): "a Cholesky factor needs a square matrix, not \(rows) × \(columns)"
      case .tooLarge(let order):
        "a square matrix of order \(order) exceeds LAPACK's 32-bit index (at most \(CholeskyFactor.largestOrder)); use fewer inputs"
      case .notPositiveDefinite(let minor):
        "the matrix is not positive definite (leading minor \(minor)); add a larger noise variance to its diagonal"
      case .notFinite(let row):
        "row \(row) of the matrix holds a NaN or an infinite value, which no noise variance mends; check the inputs and the variances"
      }
    }

    public var exitStatus: ExitStatus { .badData }

    /// The first pivot that is not finite, after LAPACK has come to leading minor `minor` or, at 0, to the end.
    ///
    /// Its test for a positive pivot lets a NaN pass, as a whole or in blocks, and takes −∞ for a negative one, which
    /// is what an infinite value left of the diagonal makes; either stands in the place of the pivot then. A NaN or an
    /// infinite value in row i of the matrix reaches pivot i.
    static func brokenPivot(minor: Int, order: Int, _ isFinite: (Int) -> Bool) -> Int? {
      (0..<(minor == 0 ? order : minor)).first { !isFinite($0) }
    }
  }

  /// Beyond this order an entry's offset does not fit LAPACK's 32-bit integers.
  public static let largestOrder = 46_340

  /// Factors A + shift · I for the first shift at which it is positive definite.
  ///
  /// - Parameters:
  ///   - matrix: A, symmetric, row-major; both triangles must be set. Its storage becomes the factor's.
  ///   - shifts: tried in order.
  /// - Returns: the factor, the shift used and how many were tried.
  /// - Throws: `Obstacle.notPositiveDefinite` of the last attempt; `.notFinite`.
  /// - Complexity: n³/6 multiply-adds an attempt on the device's BLAS threads; no second matrix.
  public static func factor(
    _ matrix: consuming Matrix<Double>, shifts: [Double]
  ) throws -> (factor: CholeskyFactor, shift: Double, attempts: Int) {
    let n = matrix.rows
    guard matrix.columns == n else { throw Obstacle.notSquare(rows: n, columns: matrix.columns) }
    guard n <= largestOrder else { throw Obstacle.tooLarge(order: n) }
    var storage = consume matrix
    let diagonal = (0..<n).map { storage[$0, $0] }
    var minor = 0
    for (attempt, shift) in shifts.enumerated() {
      if attempt > 0 { restoreUpperPart(of: &storage) }
      for i in 0..<n { storage[i, i] = diagonal[i] + shift }
      minor = storage.elements.withUnsafeMutableBufferPointer { a in
        guard let base = a.baseAddress else { return 0 }
        var (order, info) = (Int32(n), Int32(0))
        var leading = max(1, order)
        BLASLibrary.call {
          dpotrf_("L", &order, base, &leading, &info, 1)
        }
        return Int(info)
      }
      // No shift mends what is not finite.
      if let broken = Obstacle.brokenPivot(minor: minor, order: n, { storage[$0, $0].isFinite }) {
        throw Obstacle.notFinite(row: broken)
      }
      if minor == 0 {
        return (CholeskyFactor(storage: storage, diagonal: diagonal.map { $0 + shift }), shift, attempt + 1)
      }
    }
    throw Obstacle.notPositiveDefinite(leadingMinor: minor)
  }

  init(storage: consuming Matrix<Double>, diagonal: [Double]) {
    (self.storage, self.diagonal) = (storage, diagonal)
  }

  /// Copies the strict lower parts of the rows, which still hold A, over what the failed attempt wrote.
  private static func restoreUpperPart(of storage: inout Matrix<Double>) {
    let n = storage.rows
    storage.elements.withUnsafeMutableBufferPointer { a in
      guard let base = a.baseAddress else { return }
      let block = 64
      for i0 in stride(from: 0, to: n, by: block) {
        for j0 in stride(from: 0, through: i0, by: block) {
          for i in i0..<min(i0 + block, n) {
            for j in j0..<min(j0 + block, i) { base[j * n + i] = base[i * n + j] }
          }
        }
      }
    }
  }

  /// Replaces every row b of `block` (shape [m, n]) by L⁻¹ b.
  /// - Complexity: m n²/2 multiply-adds.
  public func solveLower(_ block: inout Matrix<Double>) { solve(&block, transposed: false) }

  /// Replaces every row b of `block` (shape [m, n]) by L⁻ᵀ b.
  /// - Complexity: m n²/2 multiply-adds.
  public func solveUpper(_ block: inout Matrix<Double>) { solve(&block, transposed: true) }

  /// Replaces every row b of `block` (shape [m, n]) by (L Lᵀ)⁻¹ b.
  /// - Complexity: m n² multiply-adds.
  public func solve(_ block: inout Matrix<Double>) {
    solve(&block, transposed: false)
    solve(&block, transposed: true)
  }

  /// - Complexity: m (n − f)²/2 multiply-adds.
  public func solveLower(_ block: inout Matrix<Double>, from first: Int) {
    solve(&block, transposed: false, from: first)
  }

  /// - Complexity: m (n − f)²/2 multiply-adds.
  public func solveUpper(_ block: inout Matrix<Double>, from first: Int) {
    solve(&block, transposed: true, from: first)
  }

  /// Replaces every row b of `block` (shape [m, n]) by L b.
  /// - Complexity: m n²/2 multiply-adds.
  public func multiplyLower(_ block: inout Matrix<Double>) {
    precondition(block.columns == order, "right-hand sides have the factor's order")
    var (n, m, one) = (Int32(order), Int32(block.rows), 1.0)
    var leading = max(1, n)
    storage.elements.withUnsafeBufferPointer { a in
      block.elements.withUnsafeMutableBufferPointer { b in
        guard let base = a.baseAddress, let target = b.baseAddress, m > 0 else { return }
        BLASLibrary.call {
          dtrmm_("L", "L", "N", "N", &n, &m, &one, base, &leading, target, &leading, 1, 1, 1, 1)
        }
      }
    }
  }

  /// With the trailing triangle of L that begins at index `first`.
  private func solve(_ block: inout Matrix<Double>, transposed: Bool, from first: Int = 0) {
    precondition((0...order).contains(first), "a trailing triangle begins inside the matrix")
    precondition(block.columns == order - first, "right-hand sides have the factor's order")
    var (n, m, one) = (Int32(block.columns), Int32(block.rows), 1.0)
    var (leading, length) = (Int32(max(1, order)), Int32(max(1, block.columns)))
    storage.elements.withUnsafeBufferPointer { a in
      block.elements.withUnsafeMutableBufferPointer { b in
        guard let origin = a.baseAddress, let target = b.baseAddress, m > 0, n > 0 else { return }
        let base = origin + first * (order + 1)
        // Row-major [m, n] is column-major n × m: each row is a right-hand side.
        BLASLibrary.call {
          // Of one right-hand side dtrsm copies the triangle into blocks that it uses once.
          if m == 1 {
            var step = Int32(1)
            return dtrsv_("L", transposed ? "T" : "N", "N", &n, base, &leading, target, &step, 1, 1, 1)
          }
          dtrsm_("L", "L", transposed ? "T" : "N", "N", &n, &m, &one, base, &leading, target, &length, 1, 1, 1, 1)
        }
      }
    }
  }

  /// b − (A + shift · I) x of every row of two blocks of shape [m, n], each sum in twice the working precision: what is
  /// left of cancelling terms is exact to the last digit of `Double`.
  ///
  /// - Complexity: m n² exact products, about ten operations each, on the device's threads over m; 2 m n numbers.
  public func residuals(of solutions: Matrix<Double>, for rightSides: Matrix<Double>) throws -> Matrix<Double> {
    precondition(solutions.columns == order && rightSides.columns == order, "right-hand sides have the factor's order")
    return try storage.elements.withUnsafeBufferPointer { a in
      try ExactSums.residuals(lower: a, diagonal: diagonal, solutions: solutions, rightSides: rightSides)
    }
  }

  /// log det A = 2 Σ log Lᵢᵢ.
  public var logDeterminant: Double {
    (0..<order).reduce(0) { $0 + 2 * log(storage[$1, $1]) }
  }
}
