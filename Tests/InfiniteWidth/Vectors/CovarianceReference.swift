import Architectures
import Glibc
import Nonlinearities
import Testing

/// K and Θ of one pair of different inputs by the formulas of the covariance k itself, which dropout leaves alone:
/// where an odd part of T is a product with k, a small k keeps its relative precision.
struct CovarianceReference {
  private(set) var covariance: Double
  private(set) var tangent = 0.0
  private var first: Double
  private var second: Double

  init(_ layers: [Layer], covariance: Double, _ first: Double, _ second: Double) throws {
    (self.covariance, self.first, self.second) = (covariance, first, second)
    try apply(layers)
  }

  private mutating func apply(_ layers: [Layer]) throws {
    for layer in layers {
      switch layer {
      case .dense(let layer):
        let (weight, bias) = (layer.weightVariance, layer.biasVariance)
        (covariance, first, second) = (weight * covariance + bias, weight * first + bias, weight * second + bias)
        tangent = covariance + weight * tangent
      case .dropout(let keep): (first, second) = (first / keep, second / keep)
      case .repeated(let count, let inner): for _ in 0..<count { try apply(inner) }
      case .activation(let nonlinearity): try apply(nonlinearity)
      default: throw NoFormula()
      }
    }
  }

  private struct NoFormula: Error {}

  private mutating func apply(_ nonlinearity: Nonlinearity) throws {
    let slope: Double
    switch nonlinearity {
    case .relu, .leakyRelu, .abs, .identity:
      let left = nonlinearity.derivative(-1)
      let (linear, kink, scale) = (
        0.25 * (1 + left) * (1 + left), 0.25 * (1 - left) * (1 - left), (first * second).squareRoot()
      )
      let c = covariance / scale
      slope = linear + kink * 2 / .pi * asin(c)
      covariance = linear * covariance + kink * scale * 2 / .pi * ((1 - c * c).squareRoot() + c * asin(c))
    case .erf, .defined:
      let scale = ((1 + 2 * first) * (1 + 2 * second)).squareRoot()
      slope = 4 / .pi / (scale * scale - 4 * covariance * covariance).squareRoot()
      covariance = 2 / .pi * asin(2 * covariance / scale)
    case .sin, .cos:
      let (scale, k) = (exp(-0.5 * (first + second)), covariance)
      covariance = scale * (nonlinearity == .sin ? sinh(k) : cosh(k))
      slope = scale * (nonlinearity == .sin ? cosh(k) : sinh(k))
    case .gelu, .tanh: throw NoFormula()
    }
    tangent *= slope
    (first, second) = (nonlinearity.secondMoment(first), nonlinearity.secondMoment(second))
  }
}
