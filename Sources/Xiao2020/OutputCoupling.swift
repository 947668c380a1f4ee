import Foundation

/// How the outputs of a finite erf network are coupled at initialisation: the tangent kernel Θ_ij of outputs i ≠ j,
/// which is 0 at infinite width, beside Θ_ii.
///
/// A layer's weights contribute K^l b_i·b_j, b_i being what output i sends back to it, and those of the last layer
/// nothing. With N units a layer, G_ij = b_i·b_j is a martingale from the last layer down: each layer adds
///
///     E[φ′⁴]/(N E[φ′²]²)
///
/// to its variance over G_ii², so that the variance of Θ_ij over Θ_ii² is Σ w_l w_l′ Σ_{k ≥ max(l, l′)} of these, with
/// w_l ∝ K^l Π_{k ≥ l} σ_w² E[φ′²] the part of layer l in Θ_ii. Over images that are alike Θ is then, to first order,
/// the unit matrix plus this deviation times a symmetric matrix of independent normal numbers, and so is λ_max over
/// outputs: of ten it is 5.3 ± 0.9 deviations above their mean.
///
/// φ = erf: E[φ′²] = (4/π)/√(1 + 4q), E[φ′⁴] = (16/π²)/√(1 + 8q).
struct OutputCoupling {
  /// Of Θ_ij over Θ_ii, of one input with |x|² = d.
  let standardDeviation: Double

  /// - Parameter depth: hidden layers.
  init(weightVariance: Double, biasVariance: Double, depth: Int, width: Int) {
    var variance = weightVariance + biasVariance
    var (kernels, gains, kurtoses) = ([Double](), [Double](), [Double]())
    for _ in 0..<depth {
      let second = 4 / Double.pi / (1 + 4 * variance).squareRoot()
      let fourth = 16 / (Double.pi * Double.pi) / (1 + 8 * variance).squareRoot()
      kernels.append(variance)
      gains.append(weightVariance * second)
      kurtoses.append(fourth / (second * second))
      variance = weightVariance * 2 / .pi * asin(2 * variance / (1 + 2 * variance)) + biasVariance
    }
    let parts = kernels.indices.map { kernels[$0] * gains[$0...].reduce(1, *) }
    let total = parts.reduce(variance, +)
    let growth = kurtoses.indices.map { kurtoses[$0...].reduce(0, +) / Double(width) }
    let square = parts.indices.reduce(0) { sum, l in
      parts.indices.reduce(sum) { $0 + parts[l] * parts[$1] / (total * total) * growth[max(l, $1)] }
    }
    standardDeviation = square.squareRoot()
  }
}
