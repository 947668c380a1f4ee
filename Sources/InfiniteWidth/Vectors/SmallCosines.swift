import Glibc
import LinearAlgebra
import Nonlinearities

/// c behind φ where it is small, with its relative precision: 1 − ε has the digits that 1 has.
///
/// With a = E[φ]/√T of either input, by Mehler's derivative in c,
///
///     T(c)/√(T T′) = a a′ + √(q q′)/√(T T′) ∫₀ᶜ Ṫ,
///
/// where Gauss's rule of five nodes is right to 2e-15: Ṫ is analytic within |c| < 1, and its terms of degree 10 and
/// more count c¹⁰ < 1e-9 times 1.4e-6. Where c was not small before, no digits are lost but by chaos. The terms of sin
/// and cos grow with qⁿ/n!, and their duals are elementary: e^{−(q + q′)/2} times sinh or cosh of √(q q′)c.
struct SmallCosines: Sendable {
  /// Beyond it 1 − ε loses three bits at most.
  static let largest = 0x1p-3

  private enum Rule: Sendable {
    /// a, and √(q/T).
    case integral(means: PairFactors, ratios: PairFactors)
    /// q, √q and 1/√T.
    case sinusoid(isOdd: Bool, variances: PairFactors, roots: PairFactors, inverses: PairFactors)
  }
  private let rule: Rule

  /// - Parameters: K(x, x) before φ, T behind it.
  init(_ nonlinearity: Nonlinearity, variances: PairFactors, moments: PairFactors) {
    func factors(_ value: (_ q: Double, _ moment: Double) -> Double) -> PairFactors {
      func side(_ variances: [Double], _ moments: [Double]) -> [Double] {
        zip(variances, moments).map { $1 > 0 ? value($0, $1) : 0 }
      }
      return PairFactors(
        rows: side(variances.rows, moments.rows), columns: side(variances.columns, moments.columns))
    }
    switch nonlinearity {
    case .sin, .cos:
      rule = .sinusoid(
        isOdd: nonlinearity == .sin, variances: variances, roots: factors { q, _ in q.squareRoot() },
        inverses: factors { _, moment in 1 / moment.squareRoot() })
    default:
      rule = .integral(
        means: factors { q, moment in nonlinearity.mean(q) / moment.squareRoot() },
        ratios: factors { q, moment in (q / moment).squareRoot() })
    }
  }

  /// c and Ṫ behind φ; nil where they are as precise as they were found.
  /// - Parameters:
  ///   - former: c before φ.
  ///   - found: c and Ṫ behind it.
  ///   - slope: Ṫ at a correlation.
  func refined(
    _ found: (cosine: Double, derivative: Double), _ former: Double, _ row: Int, _ column: Int,
    slope: (Double) -> Double
  ) -> (cosine: Double, derivative: Double)? {
    guard found.cosine.magnitude < Self.largest else { return nil }
    switch rule {
    case .integral(let means, let ratios):
      guard former.magnitude < Self.largest else { return nil }
      let integral = zip(Self.nodes, Self.weights).reduce(0) { $0 + $1.1 * slope($1.0 * former) }
      let gained = ratios.rows[row] * ratios.columns[column] * former * integral
      return (means.rows[row] * means.columns[column] + gained, found.derivative)
    case .sinusoid(let isOdd, let variances, let roots, let inverses):
      let argument = roots.rows[row] * roots.columns[column] * former.magnitude
      let scale = 0.5 * exp(argument - 0.5 * (variances.rows[row] + variances.columns[column]))
      let odd = (former.sign == .minus ? scale : -scale) * expm1(-2 * argument)
      let even = scale * (1 + exp(-2 * argument))
      let inverse = inverses.rows[row] * inverses.columns[column]
      return isOdd ? (odd * inverse, even) : (even * inverse, odd)
    }
  }

  /// Gauss's nodes and weights on [0, 1].
  private static let nodes: [Double] = {
    let root = 2 * (10.0 / 7).squareRoot()
    let (inner, outer) = ((5 - root).squareRoot(), (5 + root).squareRoot())
    return [-outer, -inner, 0, inner, outer].map { 0.5 + $0 / 6 }
  }()
  private static let weights: [Double] = {
    let root = 70.0.squareRoot()
    let (inner, outer) = ((322 + 13 * root) / 1800, (322 - 13 * root) / 1800)
    return [outer, inner, 64.0 / 225, inner, outer]
  }()
}

extension Nonlinearity {
  /// What of a c that is small before φ is left behind it, as a share: T(0)/T(1) of a homogeneous φ; of the others,
  /// where it depends on the variance, at least nothing.
  var leastCosine: Double {
    guard let left = leftOverRight else { return 0 }
    return (1 - left) * (1 - left) / (.pi * (1 + left * left))
  }
}
