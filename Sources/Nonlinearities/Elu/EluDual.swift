import CElementary
import Glibc
import LinearAlgebra

/// The duals of `Elu`, of y = βx with variances Qᵢ = a², b², s = ab, L = sε.
///
/// Both derivatives of T in the covariance t follow from G = E[e^{u+v}; u, v < 0], which obeys G′ = G + S with
///
///     S dt = [1 − η(a sin ϑ) − η(b sin ϑ)] dϑ/2π,    t = s cos ϑ,    η(x) = x M(x)    (`MillsRatio`),
///
/// by Price's theorem: two one-sided densities at u = 0 and v = 0. From coinciding inputs on, where Ṫ = D = ½ + m² g
/// and G = g = M(a + b)/√(2π), and with x = s(cos ϑ − cos θ), E(x) = 1 − e^{−x} and n = 1 − m,
///
///     Ṫ = D − m² g E(L) − ∫₀^θ {n [n + m(η + η′)] − m² E(x) (1 − η − η′)} dϑ/2π
///     T(ε = 0) − T = L D − m² g (L − E(L)) − ∫₀^θ {n [n + m(η + η′)] x − m² (x − E(x)) (1 − η − η′)} dϑ/2π,
///
/// which decays and vanishes with ε as the first term does, so that ρ keeps relative precision. The integrands are
/// smooth in v = sin(ϑ/2) up to a right angle and in cos(ϑ/2) beyond; 16 Gauss nodes serve variances up to 4, and
/// panels that double from both ends larger ones. Unequal variances separate ½ E[(φ/√T − φ′/√T′)²] at ε = 0
/// (`EluPanels.tails`).
///
/// Promised: 64 ulp for ρ at equal variances, an absolute error of 4e-15 at unequal ones, 16 ulp of Ṫ's largest for Ṫ.
///
/// - Complexity: of variances up to 4 one panel a pair, two beyond a right angle, each 150 operations of eight lanes;
///   two panels more an octave of variance. At unequal variances 200 multiply-adds, of eight lanes each.
struct EluDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let definition: Elu
  private let rows: [Input]
  private let columns: [Input]

  private struct Input {
    /// √Q
    let deviation: Double
    let variance: Double
    /// 1/√(T/s²)
    let inverse: Double
    /// √w (e^{−az} − 1)/√T at the nodes of the tail, and √½ a/√T.
    let tail: [Double]
    let line: Double

    init(_ q: Double, moment: Double, _ definition: Elu, isAlone: Bool) {
      (variance, deviation) = (q, definition.rate * q.squareRoot())
      let root = moment.squareRoot() / definition.scale.magnitude
      let (inverse, deviation) = (root > 0 ? 1 / root : 0, deviation)
      self.inverse = inverse
      line = 0.5.squareRoot() * deviation * inverse
      let factor = definition.bend * inverse
      // Where all variances are one, nothing is separated by them.
      tail =
        isAlone
        ? []
        : zip(EluPanels.tails.nodes, EluPanels.tails.weights).map {
          factor * $1.squareRoot() * expm1(-deviation * $0)
        }
    }
  }

  init(_ definition: Elu, rowVariances: [Double], columnVariances: [Double]) {
    self.definition = definition
    var (known, moments): ([Double: Input], [Double: Double]) = ([:], [:])
    let distinct = Set(rowVariances + columnVariances)
    for q in distinct {
      let moment = definition.secondMoment(q)
      moments[q] = moment
      known[q] = Input(q, moment: moment, definition, isAlone: distinct.count == 1)
    }
    rowSecondMoments = rowVariances.map { moments[$0, default: 0] }
    columnSecondMoments = columnVariances.map { moments[$0, default: 0] }
    rows = rowVariances.compactMap { known[$0] }
    columns = columnVariances.compactMap { known[$0] }
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let one = rows[row]
    let slopes = definition.scale * definition.scale * definition.rate * definition.rate
    for (k, column) in columns.enumerated() {
      let two = self.columns[column]
      var pair = EluPair(one.deviation, two.deviation, separation: separations[k], bend: definition.bend)
      pair.integrate()
      if let derivatives { derivatives[k] = slopes * pair.derivative }
      let isConstant = rowSecondMoments[row] == 0 || columnSecondMoments[column] == 0
      separations[k] = isConstant ? 0 : radial(one, two) + pair.gap * one.inverse * two.inverse
    }
  }

  /// ½ Σ (â₁ − â₂)²
  private func radial(_ one: Input, _ two: Input) -> Double {
    if one.variance == two.variance { return 0 }
    let line = one.line - two.line
    var sum = 0.0
    one.tail.withUnsafeBufferPointer { first in
      two.tail.withUnsafeBufferPointer { second in
        for k in first.indices {
          let gap = first[k] - second[k]
          sum += gap * gap
        }
      }
    }
    return 0.5 * (sum + line * line)
  }
}
