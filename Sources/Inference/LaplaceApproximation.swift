import LinearAlgebra

/// The normal approximation of a posterior of parameters at its maximum, and the predictions of the model linearised
/// there.
///
/// With the Jacobian J [n, P] of the outputs by the parameters at the training inputs, the prior precision δ and the
/// noise variance σ², the generalised Gauss–Newton precision of the parameters is
///
///     Λ = JᵀJ/σ² + δ I,
///
/// and an output whose gradient is j has the variance jᵀ Λ⁻¹ j around the output at the maximum (MacKay 1992; Immer,
/// Korzepa and Bauer 2021, arXiv:2008.08400, section 3.2; Daxberger et al. 2021, arXiv:2106.14806). With the whole Λ
/// this is the posterior variance of a Gaussian process whose kernel is J Jᵀ/δ, the tangent kernel (Khan et al. 2019,
/// arXiv:1906.01930), found here through the n × n matrix J Jᵀ + δσ² I. With the diagonal of Λ alone it is Σ
/// j_p²/Λ_pp. Exact for models that are linear in their parameters, and the diagonal one is then the best factorised
/// normal by the Kullback–Leibler divergence from it to the posterior.
///
/// Entries of a diagonal majorise less than the eigenvalues do (Schur), and x ↦ 1 − δ/x is concave: so the variances
/// of the diagonal approximation at the training inputs add up to no less than those of the full one.
public struct LaplaceApproximation: Sendable {
  public enum Structure: Sendable, Hashable, CaseIterable {
    case full
    case diagonal
  }

  private let jacobian: Matrix<Double>
  private let factor: CholeskyFactor
  public let noiseVariance: Double
  /// δ
  public let priorPrecision: Double
  /// Λ_pp
  public let diagonalPrecision: [Double]

  /// - Parameters:
  ///   - jacobian: J, [n, P].
  ///   - noiseVariance: σ² > 0.
  ///   - priorPrecision: δ > 0.
  /// - Throws: `CholeskyFactor.Obstacle` for a Jacobian that is not finite.
  /// - Complexity: n² P/2 + n³/6 multiply-adds.
  public init(jacobian: Matrix<Double>, noiseVariance: Double, priorPrecision: Double = 1) throws {
    (self.jacobian, self.noiseVariance, self.priorPrecision) = (jacobian, noiseVariance, priorPrecision)
    let gram = jacobian.multiplied(byTransposeOf: jacobian)
    factor = try CholeskyFactor.factor(gram, shifts: [priorPrecision * noiseVariance]).factor
    var diagonal = [Double](repeating: priorPrecision, count: jacobian.columns)
    for i in 0..<jacobian.rows {
      for (p, value) in jacobian.row(i).enumerated() { diagonal[p] += value * value / noiseVariance }
    }
    diagonalPrecision = diagonal
  }

  /// The variances of outputs without noise.
  ///
  /// - Parameter gradients: of the outputs by the parameters at the maximum, [m, P].
  /// - Complexity: m n P multiply-adds.
  public func variances(_ structure: Structure, gradients: Matrix<Double>) -> [Double] {
    switch structure {
    case .full:
      var cross = gradients.multiplied(byTransposeOf: jacobian)
      factor.solveLower(&cross)
      return (0..<gradients.rows).map { x in
        let own = gradients.row(x).reduce(0) { $0 + $1 * $1 }
        let known = cross.row(x).reduce(0) { $0 + $1 * $1 }
        return max(0, own - known) / priorPrecision
      }
    case .diagonal:
      return (0..<gradients.rows).map { x in
        zip(gradients.row(x), diagonalPrecision).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
      }
    }
  }

  /// γ = Σ λ/(λ + δ) over the eigenvalues λ of JᵀJ/σ²: how many parameters the data determine (MacKay 1992).
  public var effectiveParameters: Double {
    // Tr (A + s)⁻¹ A = n − s Tr (A + s)⁻¹
    let n = factor.order
    var inverse = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { inverse[i, i] = 1 }
    factor.solve(&inverse)
    return Double(n) - priorPrecision * noiseVariance * (0..<n).reduce(0) { $0 + inverse[$1, $1] }
  }
}
