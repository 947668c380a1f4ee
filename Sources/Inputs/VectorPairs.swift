import CElementary
import LinearAlgebra

/// Pairs of vectors of arbitrary norms, in float64.
///
/// Inner products come from one single-threaded dgemm a tile. Where they leave ε with too few digits (below `refined`),
/// the pair's separation is formed again from the difference of the two directions, ε = ½|x/|x| − x′/|x′||²; near ε =
/// 2, where the angle is as sensitive, 1 + c from their sum.
public struct VectorPairs: InputPairs {
  public let rowVariances: [Double]
  public let columnVariances: [Double]
  public let isSymmetric: Bool
  public let preferredTile = 256

  private let rows: Matrix<Double>
  private let columns: Matrix<Double>
  private let rowNorms: [Double]
  private let columnNorms: [Double]

  /// Below this ε is formed from differences. 1 − c from a rounded inner product has an error of some ulp of 1, which
  /// is 2⁻⁵³/ε of ε and more: at 1e-4 some 1e-12, four of its sixteen digits, and all of them at 1e-16.
  public static let refined = 1e-4

  /// - Parameters:
  ///   - rows: [n₁, d].
  ///   - columns: [n₂, d], or nil for the pairs of `rows` with itself.
  ///   - commonVariance: x·x/d of every input, where they were scaled to one norm: rounding must not make the variances
  ///     of such inputs differ, because one common variance has a faster way to its kernel.
  /// - Throws: `VectorPairsError` for dimensions that differ, values that are not finite, and rows other than 0 whose
  ///   squared norm leaves the range of float64.
  /// - Complexity: O((n₁ + n₂) d).
  public init(rows: Matrix<Double>, columns: Matrix<Double>? = nil, commonVariance: Double? = nil) throws {
    if let columns, columns.columns != rows.columns {
      throw VectorPairsError.dimensionsDiffer(rows: rows.columns, columns: columns.columns)
    }
    (self.rows, self.columns, isSymmetric) = (rows, columns ?? rows, columns == nil)
    let rowSquares = try Self.squares(rows, "x1")
    let columnSquares = try columns.map { try Self.squares($0, "x2") } ?? rowSquares
    rowNorms = rowSquares.map { $0.squareRoot() }
    columnNorms = columnSquares.map { $0.squareRoot() }
    let d = Double(max(1, rows.columns))
    rowVariances = rowSquares.map { commonVariance ?? $0 / d }
    columnVariances = columnSquares.map { commonVariance ?? $0 / d }
  }

  /// Below this square the digits of its terms begin to underflow.
  public static let smallestSquare = 1e-300

  /// |x|² of every row.
  private static func squares(_ x: Matrix<Double>, _ name: String) throws -> [Double] {
    try (0..<x.rows).map { i in
      let square = x.row(i).reduce(0) { $0 + $1 * $1 }
      guard square.isFinite else { throw VectorPairsError.notFinite(name: name, row: i) }
      guard square >= smallestSquare || x.row(i).allSatisfy(\.isZero) else {
        throw VectorPairsError.underflows(name: name, row: i)
      }
      return square
    }
  }

  public typealias Workspace = Void
  public func makeWorkspace() {}

  public func separations(of tile: Tile, into target: UnsafeMutablePointer<Double>, workspace: inout Void) {
    let (m, n, d) = (tile.rows.count, tile.columns.count, rows.columns)
    rows.elements.withUnsafeBufferPointer { a in
      columns.elements.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return }
        let (x, y) = (a + tile.rows.lowerBound * d, b + tile.columns.lowerBound * d)
        Double.multiply(
          MatrixProduct(
            transposeB: true, m: m, n: n, k: d, alpha: 1, a: x, strideA: d, b: y, strideB: d, beta: 0, c: target,
            strideC: n))
        for i in 0..<m {
          let (norm, line) = (rowNorms[tile.rows.lowerBound + i], target + i * n)
          columnNorms.withUnsafeBufferPointer { norms in
            guard let norms = norms.baseAddress.map({ $0 + tile.columns.lowerBound }) else { return }
            for j in 0..<n {
              let scale = norm * norms[j]
              line[j] = scale > 0 ? max(0, min(2, 1 - line[j] / scale)) : 0
            }
            // |c| near 1, with room for rounding: each pair is looked at again.
            let nearest = 1 - line.largest(count: n) { elementary_magnitude_lanes(1 - $0) }
            guard nearest < 2 * Self.refined else { return }
            for j in 0..<n where norm * norms[j] > 0 {
              if line[j] < Self.refined {
                line[j] = Self.halfSquare(x + i * d, norm, minus: y + j * d, norms[j], d)
              } else if 2 - line[j] < Self.refined {
                let opposite = Self.halfSquare(x + i * d, norm, minus: y + j * d, -norms[j], d)
                line[j] = -max(opposite, .leastNormalMagnitude)
              }
            }
          }
        }
      }
    }
  }

  /// ½|x/a − y/b|² of the norms a and b; a negative norm of y turns it round.
  ///
  /// With δ = x − y it is ½|δ − y δ·(x + y)/(b (a + b))|²/a²: differences of the inputs themselves, which are exact
  /// where it matters, and not of their directions, whose rounding is as large beside inputs far from the origin. The
  /// larger of the two is x: the rounding of δ is its own, and must not be held against a smaller one's norm.
  private static func halfSquare(
    _ x: UnsafePointer<Double>, _ xNorm: Double, minus y: UnsafePointer<Double>, _ yNorm: Double, _ d: Int
  ) -> Double {
    let (sign, b) = (yNorm < 0 ? -1.0 : 1, yNorm.magnitude)
    if b > xNorm { return halfSquare(y, b, minus: x, sign * xNorm, d) }
    var growth = 0.0
    for p in 0..<d { growth += ((x[p] - sign * y[p]) / b) * ((x[p] + sign * y[p]) / (xNorm + b)) }
    var square = 0.0
    for p in 0..<d {
      let difference = ((x[p] - sign * y[p]) - sign * y[p] * growth) / xNorm
      square += difference * difference
    }
    return 0.5 * square
  }
}
