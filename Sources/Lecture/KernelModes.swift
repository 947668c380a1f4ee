import Foundation
import LinearAlgebra

/// The eigenvectors of Θ(X, X), along which the limit learns one by one, and functions of that matrix.
struct KernelModes: Sendable {
  /// λ, ascending.
  let eigenvalues: [Double]
  /// q as rows, [m, m].
  let vectors: Matrix<Double>

  /// - Parameter kernel: Θ(X, X), [m, m].
  /// - Throws: `SymmetricEigendecomposition.Obstacle`.
  init(_ kernel: Matrix<Double>) throws {
    let decomposition = try SymmetricEigendecomposition(kernel)
    (eigenvalues, vectors) = (decomposition.eigenvalues, decomposition.eigenvectors)
  }

  /// λ_max
  var largest: Double { eigenvalues[eigenvalues.count - 1] }

  /// Σ_k g(λ_k) q_k q_kᵀ
  func matrix(_ function: (Double) -> Double) -> Matrix<Double> {
    var scaled = vectors
    for (mode, eigenvalue) in eigenvalues.enumerated() {
      let factor = function(eigenvalue)
      for input in 0..<scaled.columns { scaled[mode, input] *= factor }
    }
    return vectors.transposed.multiplied(by: scaled)
  }
}

/// Full-batch training on ½ Σ (f − y)² of a network whose kernel stays, mode by mode.
enum LinearTraining: Sendable {
  /// Gradient flow for a time t.
  case flow(time: Double)
  /// So many steps of gradient descent at the rate η.
  case descent(rate: Double, steps: Int)

  /// What is left of the gap y − f along a mode: e^{−λt} of flow, (1 − ηλ)^steps of descent.
  func left(_ eigenvalue: Double) -> Double {
    switch self {
    case .flow(let time): exp(-eigenvalue * time)
    case .descent(let rate, let steps): pow(1 - rate * eigenvalue, Double(steps))
    }
  }

  /// (1 − left)/λ: f(x) moves by Θ(x, X) q times this times the gap along q.
  func gain(_ eigenvalue: Double) -> Double { (1 - left(eigenvalue)) / eigenvalue }
}
