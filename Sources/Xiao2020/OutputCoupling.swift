import Foundation

/// How the outputs of a finite erf network are coupled at initialisation: the tangent kernel Θ_ij of outputs i ≠ j,
/// which is 0 at infinite width, beside Θ_ii; both averaged over pairs of images.
///
/// A layer's weights contribute K^l(x, x′) b_i(x)·b_j(x′), b_i being what output i sends back to it, and those of the
/// last layer nothing. With N units a layer, G_ij = b_i(x)·b_j(x′) is a martingale from the last layer down. Images
/// that are all correlated by c give it a common part, to whose variance over G_ii² each layer adds
///
///     E[φ′(z₁) φ′(z₂) φ′(z₃) φ′(z₄)]/(N E[φ′(z₁) φ′(z₂)]²)
///
/// with pre-activations of variance q correlated by c. So the variance of Θ_ij over Θ_ii² is Σ w_l w_l′ Σ_{k ≥ max(l,
/// l′)} of these, with w_l ∝ q c Π_{k ≥ l} σ_w² E[φ′(z₁) φ′(z₂)] the part of layer l. Θ over outputs is then, to first
/// order, the unit matrix plus this deviation times a symmetric matrix of independent normal numbers, and so is its
/// λ_max: of ten outputs it is 5.3 ± 0.9 deviations above their mean.
///
/// φ′ = (2/√π) e^{−z²}: E[Π φ′] = (2/√π)ⁿ/√det(1 + 2Σ).
package struct OutputCoupling {
  /// Of the average of Θ_ij over that of Θ_ii.
  package let standardDeviation: Double

  /// - Parameters:
  ///   - correlation: of two images, on average, |x|² = d.
  ///   - depth: hidden layers.
  package init(weightVariance: Double, biasVariance: Double, correlation: Double, depth: Int, width: Int) {
    func kernel(_ q: Double, _ c: Double) -> Double {
      weightVariance * 2 / .pi * asin(2 * q * c / (1 + 2 * q)) + biasVariance
    }
    var variance = weightVariance + biasVariance
    var covariance = weightVariance * correlation + biasVariance
    var (covariances, gains, growths) = ([Double](), [Double](), [Double]())
    for _ in 0..<depth {
      let (apart, c) = (1 + 2 * (variance - covariance), covariance)
      let two = 4 / Double.pi / (apart * (apart + 4 * c)).squareRoot()
      let four = 16 / (Double.pi * Double.pi) / (apart * apart * apart * (apart + 8 * c)).squareRoot()
      covariances.append(covariance)
      gains.append(weightVariance * two)
      growths.append(four / (two * two) / Double(width))
      (variance, covariance) = (kernel(variance, 1), kernel(variance, covariance / variance))
    }
    let parts = covariances.indices.map { covariances[$0] * gains[$0...].reduce(1, *) }
    let total = parts.reduce(covariance, +)
    let variances = growths.indices.map { growths[$0...].reduce(0, +) }
    let square = parts.indices.reduce(0) { sum, l in
      parts.indices.reduce(sum) { $0 + parts[l] * parts[$1] / (total * total) * variances[max(l, $1)] }
    }
    standardDeviation = square.squareRoot()
  }
}
