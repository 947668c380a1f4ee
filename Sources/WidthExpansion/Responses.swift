/// How the next layer's covariance F = b + a ⟨φ φ⟩ of a pair of inputs (1, 2) answers to a change of this layer's
/// covariances: ∂F/∂K₁₂ = σ_w² ⟨φ′φ′⟩ and, by Price's theorem, ∂F/∂K₁₁ = ½ σ_w² ⟨φ″φ⟩.
///
/// A probe that joins the two changes F itself, by its rate, and K₁₂, by Θ₁₂: the coefficients of that are those of
/// ∂Θ′/∂K.
struct Responses: Sendable {
  /// Which covariance changes.
  enum Target: Int, CaseIterable {
    case pair, first, second

    /// The slots 0 and 1 of a pair that it has.
    var slots: [Int] {
      switch self {
      case .pair: [0, 1]
      case .first: [0, 0]
      case .second: [1, 1]
      }
    }

    /// How often φ is derived in each slot for a change of the covariance, and the factor.
    var orders: [Int] {
      switch self {
      case .pair: [1, 1]
      case .first: [2, 0]
      case .second: [0, 2]
      }
    }
    var factor: Double { self == .pair ? 1 : 0.5 }
  }

  /// Without and with the probe that joins the pair used up, each by target: six.
  let coefficients: [Double]

  init(_ moments: PairMoments, _ weights: DenseLayers.Weights, tangent: Double) {
    let (variance, rate) = (weights.weightVariance, weights.weightRate)
    let plain = Target.allCases.map { $0.factor * variance * moments[$0.orders[0], $0.orders[1]] }
    let probed = Target.allCases.map { target in
      let (j, k) = (target.orders[0], target.orders[1])
      return target.factor * (rate * moments[j, k] + variance * tangent * moments[j + 1, k + 1])
    }
    coefficients = plain + probed
  }

  static func place(_ target: Target, usesProbe: Bool) -> Int { target.rawValue + (usesProbe ? 3 : 0) }
}
