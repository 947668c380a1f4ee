import COpenBLAS
import Failures

/// All eigenvalues of a symmetric matrix A, and if wanted its eigenvectors: A = Qᵀ diag(λ) Q with the eigenvectors as
/// Q's rows.
///
/// By LAPACK's divide and conquer (`dsyevd`). Errors: each eigenvalue is within a few n ε ‖A‖ of a true one, so small
/// eigenvalues of an ill-conditioned matrix have no relative precision; Q is orthogonal within a few n ε.
public struct SymmetricEigendecomposition: Sendable {
  /// λ, ascending.
  public let eigenvalues: [Double]
  /// Q, [n, n]: row k belongs to `eigenvalues[k]`.
  public let eigenvectors: Matrix<Double>

  /// Why there are no eigenvalues.
  public enum Obstacle: Failure, Equatable {
    case notSquare(rows: Int, columns: Int)
    case tooLarge(order: Int, largest: Int)
    case notFinite(row: Int)
    case notConverged(order: Int)

    public var message: String {
      switch self {
      case .notSquare(let rows, let columns): "eigenvalues need a square matrix, not \(rows) × \(columns)"
      case .tooLarge(let order, let largest):
        "a matrix of order \(order) exceeds LAPACK's 32-bit workspace (at most \(largest)); use fewer inputs"
      case .notFinite(let row): "row \(row) of the matrix holds a NaN or an infinite value; check inputs and variances"
      case .notConverged(let order): "LAPACK found no eigenvalues of a matrix of order \(order); check its entries"
      }
    }

    public var exitStatus: ExitStatus { .badData }
  }

  /// The workspace with eigenvectors, 1 + 6n + 2n² numbers, must be counted by 32 bits.
  public static let largestOrder = 32_766
  /// Without eigenvectors an entry's offset, below n², is the largest number.
  public static let largestOrderOfEigenvalues = 46_340

  /// - Parameter matrix: A, symmetric; its upper triangle is read and its storage becomes Q.
  /// - Throws: `Obstacle`.
  /// - Complexity: about 4 n³ multiply-adds, fewer for clustered eigenvalues; 2 n² numbers of working memory.
  public init(_ matrix: consuming Matrix<Double>) throws {
    (eigenvalues, eigenvectors) = try Self.decompose(matrix, largestOrder: Self.largestOrder, withVectors: true)
  }

  /// The eigenvalues alone, ascending.
  ///
  /// - Parameter matrix: A, symmetric; its upper triangle is read and its storage overwritten.
  /// - Throws: `Obstacle`.
  /// - Complexity: 2 n³/3 multiply-adds; no second matrix.
  public static func eigenvalues(of matrix: consuming Matrix<Double>) throws -> [Double] {
    try decompose(matrix, largestOrder: largestOrderOfEigenvalues, withVectors: false).eigenvalues
  }

  private static func decompose(
    _ matrix: consuming Matrix<Double>, largestOrder: Int, withVectors: Bool
  ) throws -> (eigenvalues: [Double], storage: Matrix<Double>) {
    let n = matrix.rows
    guard matrix.columns == n else { throw Obstacle.notSquare(rows: n, columns: matrix.columns) }
    guard n <= largestOrder else { throw Obstacle.tooLarge(order: n, largest: largestOrder) }
    // LAPACK may wait for ever on a NaN.
    for i in 0..<n {
      guard matrix.row(i).reduce(0, { $0 + abs($1) }).isFinite else { throw Obstacle.notFinite(row: i) }
    }
    var storage = consume matrix
    var eigenvalues = [Double](repeating: 0, count: n)
    guard n > 0 else { return (eigenvalues, storage) }
    let info = storage.elements.withUnsafeMutableBufferPointer { a in
      eigenvalues.withUnsafeMutableBufferPointer { w in
        guard let a = a.baseAddress, let w = w.baseAddress else { return 0 }
        return run(a, w, order: n, withVectors: withVectors)
      }
    }
    guard info == 0 else { throw Obstacle.notConverged(order: n) }
    return (eigenvalues, storage)
  }

  private static func run(
    _ a: UnsafeMutablePointer<Double>, _ w: UnsafeMutablePointer<Double>, order: Int, withVectors: Bool
  ) -> Int {
    // Row-major upper is column-major lower; an eigenvector is a column there and a row here.
    let job = withVectors ? "V" : "N"
    var (n, info) = (Int32(order), Int32(0))
    var (askedNumbers, askedIntegers, query) = (0.0, Int32(0), Int32(-1))
    BLASLibrary.call {
      dsyevd_(job, "L", &n, a, &n, w, &askedNumbers, &query, &askedIntegers, &query, &info, 1, 1)
    }
    guard info == 0 else { return Int(info) }
    var (numbers, integers) = (Int32(askedNumbers), askedIntegers)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: Int(numbers)) { work in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: Int(integers)) { iwork in
        BLASLibrary.call {
          dsyevd_(job, "L", &n, a, &n, w, work.baseAddress, &numbers, iwork.baseAddress, &integers, &info, 1, 1)
        }
        return Int(info)
      }
    }
  }
}
