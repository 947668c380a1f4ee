import Foundation
import TestSupport
import UserData

/// Predictions of one dense layer, K(x, x′) = σ_w² x·x′/d + σ_b², from the float64 inputs as they are stored, without
/// any rounding before the last quotient.
///
/// With A = K + σ² I, its adjugate and determinant, everything is a quotient of sums of products of float64, as long
/// as d is a power of 2.
struct ExactPrediction {
  /// K(x, x′)
  private let training, cross: [[Dyadic]]
  private let own: [Dyadic]
  private let targets: [Dyadic]
  private let noise: Double
  private let adjugate: [[Dyadic]]
  private let determinant: Dyadic

  /// - Returns: nil where A is singular.
  init?(_ problem: PredictionProblem, noise: Double) {
    let weight = Dyadic(problem.weightVariance) * Dyadic(1 / Double(problem.x1[0].count))
    func kernel(_ x: [Double], _ y: [Double]) -> Dyadic {
      weight * zip(x, y).reduce(Dyadic(0)) { $0 + Dyadic($1.0) * Dyadic($1.1) } + Dyadic(problem.biasVariance)
    }
    training = problem.x1.map { x in problem.x1.map { kernel(x, $0) } }
    cross = problem.x2.map { x in problem.x1.map { kernel(x, $0) } }
    own = problem.x2.map { kernel($0, $0) }
    targets = problem.y1.map { Dyadic($0) }
    self.noise = noise
    var shifted = training
    for i in shifted.indices { shifted[i][i] = shifted[i][i] + Dyadic(noise) }
    adjugate = shifted.indices.map { i in
      shifted.indices.map { j in
        let minor = Self.determinant(Self.without(shifted, row: j, column: i))
        return (i + j).isMultiple(of: 2) ? minor : -minor
      }
    }
    determinant = Self.determinant(shifted)
    if determinant.isZero { return nil }
  }

  private static func without(_ a: [[Dyadic]], row: Int, column: Int) -> [[Dyadic]] {
    a.indices.filter { $0 != row }.map { i in a.indices.filter { $0 != column }.map { a[i][$0] } }
  }

  private static func determinant(_ a: [[Dyadic]]) -> Dyadic {
    if a.isEmpty { return Dyadic(1) }
    return a.indices.reduce(Dyadic(0)) { sum, j in
      let term = a[0][j] * determinant(without(a, row: 0, column: j))
      return j.isMultiple(of: 2) ? sum + term : sum - term
    }
  }

  private static func product(_ a: [Dyadic], _ b: [Dyadic]) -> Dyadic {
    zip(a, b).reduce(Dyadic(0)) { $0 + $1.0 * $1.1 }
  }

  /// k adj
  private func weights(_ i: Int) -> [Dyadic] { adjugate.map { Self.product(cross[i], $0) } }

  func mean(_ i: Int) -> Double { Self.product(weights(i), targets) / determinant }

  /// Of the Gaussian process, K** − k A⁻¹ kᵀ.
  func variance(_ i: Int) -> Double {
    (own[i] * determinant - Self.product(weights(i), cross[i])) / determinant
  }

  /// At the end of gradient flow, K** + k A⁻¹ K A⁻¹ kᵀ − 2 k A⁻¹ kᵀ.
  func flowVariance(_ i: Int) -> Double {
    let weights = weights(i)
    let square = Self.product(weights, training.map { Self.product($0, weights) })
    let twice = Dyadic(2) * determinant * Self.product(weights, cross[i])
    return (own[i] * determinant * determinant + square - twice) / (determinant * determinant)
  }

  /// The largest variance that knowing one training output leaves, or the noise.
  func spread(_ i: Int) -> Double {
    training.indices.reduce(noise) { largest, j in
      if training[j][j].isZero { return max(largest, own[i] / Dyadic(1)) }
      let left = (own[i] * training[j][j] - cross[i][j] * cross[i][j]) / training[j][j]
      return max(largest, left)
    }
  }
}
