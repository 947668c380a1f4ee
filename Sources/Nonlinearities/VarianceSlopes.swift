import Glibc

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
    func closed(_ slope: @escaping ClosedVarianceSlopes.Slope) -> ClosedVarianceSlopes {
      ClosedVarianceSlopes(rowVariances: rowVariances, columnVariances: columnVariances, slope: slope)
    }
    return switch self {
    case .identity: closed { _, _ in 0 }
    case .relu, .leakyRelu, .abs: closed(ClosedVarianceSlopes.homogeneous)
    case .erf: closed(ClosedVarianceSlopes.erf)
    case .gelu: closed(ClosedVarianceSlopes.gelu)
    // φ″ = −φ.
    case .sin, .cos: closed { _, pair in -0.5 * pair.value }
    case .tanh: TanhVarianceSlopes(rowVariances: rowVariances, columnVariances: columnVariances)
    case .custom: nil
    }
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

  /// φ(λx) = λφ(x): T is homogeneous of degree 1 in √q₁ and k together, so 2 q₁ ∂T/∂q₁ + k Ṫ = T. At q₁ = 0, where T
  /// has the slope of a square root, 0.
  static let homogeneous: Slope = { q, pair in
    q > 0 ? (pair.value - pair.covariance * pair.derivative) / (2 * q) : 0
  }

  /// T = (2/π) arcsin(2k/√(a₁a₂)) with a = 1 + 2q: ∂T/∂q₁ = −(4/π) k/(a₁ √(a₁a₂ − 4k²)).
  static let erf: Slope = { q, pair in
    let remainder = 1 + 2 * (pair.first + pair.second) + 4 * pair.determinant
    return -4 / Double.pi * pair.covariance / ((1 + 2 * q) * remainder.squareRoot())
  }

  /// φ″ = (2 − x²) ϕ. The density ϕ(u) narrows the pair to variances s = q₁/(1 + q₁) and p = q₂ − k²/(1 + q₁) with the
  /// covariance k/(1 + q₁), under which Stein's lemma gives E[(2 − u²) vΦ(v)].
  static let gelu: Slope = { q, pair in
    let k = pair.covariance / (1 + q)
    let p = (pair.second + pair.determinant) / (1 + q)
    let narrowed = (2 - q / (1 + q)) * p - k * k * (2 - p / (1 + p))
    return 0.5 * narrowed / (2 * Double.pi * ((1 + q) * (1 + p)).squareRoot())
  }
}
