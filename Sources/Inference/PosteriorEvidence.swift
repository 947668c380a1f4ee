import Foundation
import LinearAlgebra

/// What a posterior says of its own inputs, the anchor among them as if it had not been taken out.
///
/// *Definition.* In the order of the anchor r and the others D (`Anchor`),
///
///     K + σ_ε² I = ⎡ u_r² + σ_ε²   u_r uᵀ        ⎤     A = S + σ_ε² I
///                  ⎣ u_r u         A + u uᵀ      ⎦
///
/// With τ = σ_ε²/(u_r² + σ_ε²), q = uᵀ A⁻¹ u and β, w as for `CheckedPosterior`,
///
///     log det (K + σ_ε² I) = log det A + log (u_r² + σ_ε²) + log (1 + τ q)
///     [(K + σ_ε² I)⁻¹]_DD  = A⁻¹ − τ (A⁻¹ u) (A⁻¹ u)ᵀ/(1 + τ q)
///     [(K + σ_ε² I)⁻¹]_rr  = (1 + (u_r²/(u_r² + σ_ε²)) q/(1 + τ q))/(u_r² + σ_ε²)
///     (K + σ_ε² I)⁻¹ t     = w at D, (β − uᵀ w)/u_r at r
///
/// (elimination of the anchor's row leaves A + τ u uᵀ, and Sherman and Morrison's formula its inverse). In results the
/// anchor comes last. Inputs that were turned towards it stay turned.
extension CheckedPosterior {
  /// α = (K + σ_ε² I)⁻¹ t, transposed: [k, n + 1]. Means are K(x*, X) α.
  /// - Complexity: O(n k).
  public var kernelWeights: Matrix<Double> {
    let (w, factor) = (parts.weights, parts.unit.factor)
    guard let anchor = parts.anchor else {
      var weights = w
      weights.scale(by: factor)
      return weights
    }
    let (k, n) = (w.rows, w.columns)
    var weights = Matrix<Double>(rows: k, columns: n + 1)
    for c in 0..<k {
      var product = 0.0
      for j in 0..<n {
        product += anchor.components[j] * w[c, j]
        weights[c, j] = w[c, j] * factor
      }
      weights[c, n] = (anchor.slopes[c] - product) / anchor.root * factor
    }
    return weights
  }

  /// log det (K + σ_ε² I); nil without the factor.
  /// - Complexity: n logarithms.
  public var logDeterminant: Double? {
    guard let solver else { return nil }
    let (n, factor) = (Double(solver.order), parts.unit.factor)
    guard let anchor = parts.anchor else { return solver.logDeterminant - n * log(factor) }
    let own = anchor.root * anchor.root + noiseInUnits
    return solver.logDeterminant + log(own) + log1p(noiseInUnits / own * product(anchor)) - (n + 1) * log(factor)
  }

  /// The diagonal of (K + σ_ε² I)⁻¹, [n + 1]; nil without the factor.
  /// - Complexity: n³/6 multiply-adds.
  public var inverseDiagonal: [Double]? {
    guard let solver else { return nil }
    let factor = parts.unit.factor
    let diagonal = solver.inverseDiagonal
    guard let anchor = parts.anchor else { return diagonal.map { $0 * factor } }
    let own = anchor.root * anchor.root + noiseInUnits
    let (q, share) = (product(anchor), noiseInUnits / own)
    let others = zip(diagonal, anchor.solution).map { ($0 - share * $1 * ($1 / (1 + share * q))) * factor }
    return others + [(1 + anchor.root * anchor.root / own * (q / (1 + share * q))) / own * factor]
  }

  /// σ_ε² in units.
  private var noiseInUnits: Double { parts.noiseVarianceUsed * parts.unit.factor }

  /// q = uᵀ A⁻¹ u, which units leave as it is.
  private func product(_ anchor: AnchorParts) -> Double {
    zip(anchor.components, anchor.solution).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
