/// How T depends on the variances of its two inputs while their covariance k stays:
///
///     ∂T/∂q₁ = ½ E[φ″(u) φ(v)],    ∂T/∂q₂ = ½ E[φ(u) φ″(v)]    (Price's theorem; ∂T/∂k = Ṫ),
///
/// with φ″ in the sense of distributions where φ has a kink. Together with Ṫ these carry a kernel's derivative with
/// respect to anything before φ through it.
public protocol VarianceSlopes: Sendable {
  /// Writes both slopes of the pairs (`row`, `columns.lowerBound + k`). Allocates nothing.
  ///
  /// - Parameters: what is known of each pair: ε = 1 − k/√(q₁q₂) before φ, and T and Ṫ.
  func slopes(
    row: Int, columns: Range<Int>, separations: UnsafePointer<Double>, values: UnsafePointer<Double>,
    derivatives: UnsafePointer<Double>, first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>)
}

extension Nonlinearity {
  /// The slopes of all pairs (row, column) of inputs to φ with the given variances; nil of a user's own φ, whose second
  /// derivative nobody has given.
  public func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    definition.varianceSlopes(rowVariances: rowVariances, columnVariances: columnVariances)
  }
}

/// Slopes in closed form, one pair at a time.
struct ClosedVarianceSlopes: VarianceSlopes {
  /// One pair as its first input meets it.
  struct Pair {
    /// q₁ and q₂
    let first, second: Double
    let separation, value, derivative: Double

    /// k
    var covariance: Double { first.squareRoot() * second.squareRoot() * (1 - separation) }
    /// q₁q₂ − k²
    var determinant: Double { first * second * max(0, separation * (2 - separation)) }
  }

  /// ∂T/∂q₁ at q₁.
  typealias Slope = @Sendable (_ q: Double, Pair) -> Double

  let rowVariances: [Double]
  let columnVariances: [Double]
  let slope: Slope

  func slopes(
    row: Int, columns: Range<Int>, separations: UnsafePointer<Double>, values: UnsafePointer<Double>,
    derivatives: UnsafePointer<Double>, first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>
  ) {
    let q1 = rowVariances[row]
    for (k, column) in columns.enumerated() {
      let q2 = columnVariances[column]
      func pair(_ own: Double, _ other: Double) -> Pair {
        Pair(first: own, second: other, separation: separations[k], value: values[k], derivative: derivatives[k])
      }
      (first[k], second[k]) = (slope(q1, pair(q1, q2)), slope(q2, pair(q2, q1)))
    }
  }
}
