import Datasets
import InfiniteWidth
import Inputs
import LinearAlgebra
import Suite

/// Kernels between images, and the same averaged over their mirror images.
///
/// Mirrored twice is not mirrored, and a network of these layers sees two mirror images as it sees the two images:
/// K(Fx, Fx′) = K(x, x′). So regression on all training images and their mirror images with the same targets is
/// regression on the images alone with
///
///     K̄(x, x′) = ½ (K(x, x′) + K(x, Fx′)).
package struct FlippedKernels {
  /// As they are, and averaged.
  package let plain, flipped: Pair
  /// K and Θ.
  package typealias Pair = (nngp: Matrix<Double>, ntk: Matrix<Double>)

  /// Numbers of a name that an earlier run has left, or those that are made.
  package typealias Keeping = (
    _ name: String, _ count: Int, _ make: () throws -> [Double]
  ) throws -> [Double]

  /// Images of a part.
  private static let part = 100

  /// - Parameters:
  ///   - rows: images [n₁, side · side · 3], channels side by side.
  ///   - columns: nil for those of `rows` with themselves.
  ///   - keep: parts of a hundred rows go through it, so that a run that is broken off loses one at most.
  /// - Complexity: n² pairs of images of symmetric kernels, 2 n₁ n₂ of others.
  package init(
    _ kernel: Kernel, rows: Matrix<Double>, columns: Matrix<Double>? = nil, side: Int, threads: Int,
    keep: Keeping = { _, _, make in try make() }, progress: ((Double) -> Void)? = nil
  ) throws {
    let width = (columns ?? rows).rows
    let square = Matrix<Double>(rows: rows.rows, columns: width)
    var (plain, other): (Pair, Pair) = ((square, square), (square, square))
    for start in stride(from: 0, to: rows.rows, by: Self.part) {
      let part = start..<min(start + Self.part, rows.rows)
      // Of a symmetric kernel what is left of the diagonal, and on it.
      let count = columns == nil ? part.upperBound : width
      progress?(columns == nil ? Self.share(start, of: rows.rows) : Double(start) / Double(rows.rows))
      let numbers = try keep("\(start)", 4 * part.count * count) {
        let (own, others) = (Self.rows(rows, part), columns ?? Self.rows(rows, 0..<count))
        func matrices(_ columns: Matrix<Double>?) throws -> [Matrix<Double>] {
          let found = try kernel.matrices(rows: own, columns: columns, get: .both, threads: threads)
          return [found.nngp, found.ntk].compactMap(\.self)
        }
        let mirrored = try matrices(Self.mirrored(others, side: side))
        guard columns == nil else { return (try matrices(others) + mirrored).flatMap(\.elements) }
        let below = part.isEmpty || start == 0 ? [] : try matrices(Self.rows(rows, 0..<start))
        let beside = try matrices(nil)
        let whole = beside.indices.map { k in
          (0..<part.count).flatMap { (below.isEmpty ? [] : Array(below[k].row($0))) + beside[k].row($0) }
        }
        return (whole + mirrored.map(\.elements)).flatMap(\.self)
      }
      for (row, i) in part.enumerated() {
        for j in 0..<count {
          let (place, size) = (row * count + j, part.count * count)
          (plain.nngp[i, j], plain.ntk[i, j]) = (numbers[place], numbers[size + place])
          (other.nngp[i, j], other.ntk[i, j]) = (numbers[2 * size + place], numbers[3 * size + place])
        }
      }
    }
    if columns == nil {
      plain = (Self.symmetric(plain.nngp), Self.symmetric(plain.ntk))
      other = (Self.symmetric(other.nngp), Self.symmetric(other.ntk))
    }
    self.plain = plain
    flipped = (Self.mean(plain.nngp, other.nngp), Self.mean(plain.ntk, other.ntk))
  }

  private static func share(_ count: Int, of whole: Int) -> Double {
    Double(count) * Double(count) / (Double(whole) * Double(whole))
  }

  private static func rows(_ images: Matrix<Double>, _ range: Range<Int>) -> Matrix<Double> {
    Matrix(
      rows: range.count, columns: images.columns,
      elements: Array(images.elements[range.lowerBound * images.columns..<range.upperBound * images.columns]))
  }

  /// Each row of pixels from right to left.
  package static func mirrored(_ images: Matrix<Double>, side: Int) -> Matrix<Double> {
    var result = images
    let width = 3 * side
    for start in stride(from: 0, to: images.elements.count, by: width) {
      for x in 0..<side {
        for c in 0..<3 { result.elements[start + 3 * x + c] = images.elements[start + 3 * (side - 1 - x) + c] }
      }
    }
    return result
  }

  /// What is left of the diagonal written right of it as well: rounding leaves K(x, Fx′) and K(x′, Fx) apart by its own
  /// size, and regression wants a symmetric matrix.
  private static func symmetric(_ matrix: Matrix<Double>) -> Matrix<Double> {
    var symmetric = matrix
    for i in 0..<matrix.rows { for j in 0..<i { symmetric[j, i] = matrix[i, j] } }
    return symmetric
  }

  private static func mean(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: a.rows, columns: a.columns, elements: zip(a.elements, b.elements).map { 0.5 * ($0 + $1) })
  }
}
