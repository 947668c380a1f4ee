/// The sum of two independent parts, as every input meets it: weights and bias, or a residual's two branches.
///
/// Independent parts are orthogonal, so an input whose parts have variances p and r is a vector at the angle
/// α = arctan √(r/p) between them. For two inputs at α and α′ whose parts have separations ε_p and ε_r,
///
///     1 − c = cos α cos α′ ε_p + sin α sin α′ ε_r + 2 sin²((α − α′)/2).
///
/// Every term is positive: nothing cancels, so the separation keeps its relative precision for coinciding and for
/// parallel inputs. Every factor belongs to one input: a pair costs no division and no square root.
struct OrthogonalSum: Sendable {
  /// cos α
  private let first: PairFactors
  /// sin α
  private let second: PairFactors
  private let halfCosine: PairFactors
  private let halfSine: PairFactors

  /// - Parameters:
  ///   - rows, columns: the variances p and r of every input's parts. Where both are 0 there is no angle, and 0 will
  ///     do.
  ///   - isPairwise: the bits of a pair must not depend on the other rows and columns.
  init(
    rows: (first: [Double], second: [Double]), columns: (first: [Double], second: [Double]), isPairwise: Bool = false
  ) {
    let (rows, columns) = (Array(zip(rows.first, rows.second)), Array(zip(columns.first, columns.second)))
    func factors(_ angles: (rows: [Angle], columns: [Angle]), _ part: (Angle) -> Double) -> PairFactors {
      PairFactors(rows: angles.rows.map(part), columns: angles.columns.map(part))
    }
    let angles = (rows: rows.map(Angle.init), columns: columns.map(Angle.init))
    (first, second) = (factors(angles) { $0.cosine }, factors(angles) { $0.sine })
    // Beside a large bias all angles are near π/2, and only those from the other part keep their differences: α − α′ is
    // the same from either side.
    let isTurned = !isPairwise && (rows + columns).allSatisfy { $0.1 > 16 * $0.0 }
    let halves =
      isTurned ? (rows: rows.map { Angle($0.1, $0.0) }, columns: columns.map { Angle($0.1, $0.0) }) : angles
    (halfCosine, halfSine) = (factors(halves) { $0.halfCosine }, factors(halves) { $0.halfSine })
  }

  private struct Angle {
    let cosine: Double
    let sine: Double
    /// ⁴√2 cos(α/2) and ⁴√2 sin(α/2): the square of their cross product is the last term, its 2 included.
    let halfCosine: Double
    let halfSine: Double

    init(_ p: Double, _ r: Double) {
      let total = p + r
      let scale = 2.0.squareRoot().squareRoot()
      cosine = total > 0 ? (p / total).squareRoot() : 1
      sine = total > 0 ? (r / total).squareRoot() : 0
      let half = (0.5 * (1 + cosine)).squareRoot()
      halfCosine = scale * half
      halfSine = scale * sine / (2 * half)
    }
  }

  /// Replaces ε of every pair of the block by the last term, which is exactly 0 for equal angles, plus
  /// `parts(ε, row, column, cos α cos α′, sin α sin α′)`, with row and column the position in the block.
  ///
  /// Of nearly opposite inputs, 1 + c = cos α cos α′ (1 + c_p) + sin α sin α′ (1 + c_r) and the same last term.
  /// - Parameter others: ε of the first parts of a residual's pairs, `PairBlock.largestColumnCount` apart, while the
  ///   block's own are those of the second; nil where the second part is a bias, which two inputs share.
  @inline(__always)
  func combine(
    _ block: PairBlock, others: UnsafeMutablePointer<Double>?, _ parts: (Double, Int, Int, Double, Double) -> Double
  ) {
    first.of(block) { rowCosines, cosines in
      second.of(block) { rowSines, sines in
        halfCosine.of(block) { rowHalfCosines, halfCosines in
          halfSine.of(block) { rowHalfSines, halfSines in
            block.forEachRow { row, epsilon, _ in
              let (cosine, sine) = (rowCosines[row], rowSines[row])
              let (halfCosine, halfSine) = (rowHalfCosines[row], rowHalfSines[row])
              let opposites = OppositePairs.parts(
                epsilon, others.map { $0 + row * PairBlock.largestColumnCount }, count: block.columns.count)
              for k in 0..<block.columns.count {
                let chord = halfSine * halfCosines[k] - halfCosine * halfSines[k]
                epsilon[k] = parts(epsilon[k], row, k, cosine * cosines[k], sine * sines[k]) + chord * chord
              }
              for part in opposites {
                let k = part.place
                let chord = halfSine * halfCosines[k] - halfCosine * halfSines[k]
                let (first, second) = (cosine * cosines[k] * part.first, sine * sines[k] * part.second)
                OppositePairs.put(first + second + chord * chord, into: epsilon, at: k)
              }
            }
          }
        }
      }
    }
  }
}
