import COpenBLAS
import Failures

/// An orthonormal basis of the span of some vectors, by Householder reflections (LAPACK's `dgeqrf` and `dorgqr`).
///
/// What the vectors say beyond their rounding is kept, however nearly dependent they are: the span is that of vectors
/// within a few n ε of their own lengths. A product VᵀV would lose all directions below √ε of the longest.
public struct OrthonormalBasis: Sendable {
  /// [k, n]: a vector a row, as many as were given.
  public let vectors: Matrix<Double>

  public enum Obstacle: Failure, Equatable {
    case tooMany(vectors: Int, length: Int)
    case notFinite(vector: Int)
    case refused(argument: Int)

    public var message: String {
      switch self {
      case .tooMany(let vectors, let length):
        "\(vectors) vectors of \(length) numbers have no basis of as many; give at most \(length)"
      case .notFinite(let vector): "vector \(vector) holds a NaN or an infinite value; check what it was computed from"
      case .refused(let argument): "LAPACK refused argument \(argument) of a QR decomposition; use smaller matrices"
      }
    }

    public var exitStatus: ExitStatus { .badData }
  }

  /// - Parameter rows: the vectors, [k, n] with k ≤ n; their storage becomes the basis.
  /// - Throws: `Obstacle`.
  /// - Complexity: 2 n k² multiply-adds, and 64 k numbers of working memory.
  public init(spanning rows: consuming Matrix<Double>) throws {
    var storage = consume rows
    let (count, length) = (storage.rows, storage.columns)
    guard count <= length else { throw Obstacle.tooMany(vectors: count, length: length) }
    for i in 0..<count {
      guard storage.row(i).allSatisfy(\.isFinite) else { throw Obstacle.notFinite(vector: i) }
      // The span is that of the vectors times powers of two, which are exact; of lengths near 1 no square overflows.
      let largest = storage.row(i).reduce(0) { max($0, abs($1)) }
      guard largest.isNormal else { continue }
      let scale = Double(sign: .plus, exponent: -largest.exponent, significand: 1)
      for j in 0..<length { storage[i, j] *= scale }
    }
    let info = storage.elements.withUnsafeMutableBufferPointer { elements in
      elements.baseAddress.map { count == 0 ? 0 : Self.orthonormalise($0, count: count, length: length) } ?? 0
    }
    guard info == 0 else { throw Obstacle.refused(argument: -info) }
    vectors = storage
  }

  /// A row of a row-major matrix is a column of LAPACK's.
  private static func orthonormalise(_ a: UnsafeMutablePointer<Double>, count: Int, length: Int) -> Int {
    var info = Int32(0)
    var scales = [Double](repeating: 0, count: count)
    // LAPACK asks for a block of columns; 64 is more than its own block.
    var work = [Double](repeating: 0, count: 64 * count)
    let (n, k, size) = ([Int32(length)], [Int32(count)], [Int32(work.count)])
    BLASLibrary.call { dgeqrf_(n, k, a, n, &scales, &work, size, &info) }
    guard info == 0 else { return Int(info) }
    BLASLibrary.call { dorgqr_(n, k, k, a, n, scales, &work, size, &info) }
    return Int(info)
  }

  /// The lengths of the projections of other vectors, rows of [m, n], onto the span.
  ///
  /// - Complexity: m n k multiply-adds.
  public func lengthsOfProjections(of rows: Matrix<Double>) -> [Double] {
    let parts = rows.multiplied(byTransposeOf: vectors)
    return (0..<parts.rows).map { parts.row($0).reduce(0) { $0 + $1 * $1 }.squareRoot() }
  }
}
