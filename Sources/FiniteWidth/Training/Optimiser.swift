/// How a gradient g becomes a step of the parameters θ at learning rate η.
///
/// g includes weight decay, see `TrainingSettings`. All refer to the parameters of the network's parameterisation: for
/// `.neuralTangent` to ω with W = √μ ω, so that g = √μ ∂L/∂W and a step of ω moves W by √μ times as much.
public enum Optimiser: Sendable, Hashable {
  /// θ ← θ − η g
  case gradientDescent

  /// v ← μ v + g,  θ ← θ − η v
  case momentum(Double)

  /// v ← ρ v + (1 − ρ) g²,  θ ← θ − η g / (√v + ε)
  case rmsProp(decay: Double = 0.9, epsilon: Double = 1e-8)

  /// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  θ ← θ − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 −
  /// β₂ᵗ) at step t = 1, 2, … (Kingma and Ba 2015, Algorithm 1).
  case adam(firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Double = 1e-8)

  /// How many numbers beside each parameter it keeps from step to step.
  package var moments: Int {
    switch self {
    case .gradientDescent: 0
    case .momentum, .rmsProp: 1
    case .adam: 2
    }
  }
}
