import Suite

/// Where the networks of the phases lie: erf at the notebook's σ_w², all smooth nonlinearities at one σ_b², with which
/// their critical σ_w² goes. ReLU is critical at (2, 0) alone.
package struct PhaseVariances: Codable, Sendable {
  /// Of erf and tanh.
  var biasVariance = 0.05
  var orderedErf = 1.25
  var chaoticErf = 1.5
  var orderedTanh = 1.5
  var chaoticTanh = 2.0
  var orderedReLU = VariancePoint(weightVariance: 1.75, biasVariance: 0.1)

  package init() {}
}
