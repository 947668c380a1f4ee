import LinearAlgebra
import Nonlinearities

/// erf and tanh in double precision as loops that vectorise, several times faster than a call for every number.
enum SmoothLoops {
  /// y ← φ(y), where there is such a loop; whether there was one.
  static func apply<S: Scalar>(_ nonlinearity: Nonlinearity, _ y: UnsafeMutableBufferPointer<S>) -> Bool {
    guard let y = y as? UnsafeMutableBufferPointer<Double> else { return false }
    switch nonlinearity {
    case .erf: for i in y.indices { y[i] = Double.errorFunction(y[i]) }
    case .tanh: for i in y.indices { y[i] = Double.hyperbolicTangent(y[i]) }
    default: return false
    }
    return true
  }

  /// y ← y ∘ φ′(z), where there is such a loop; whether there was one. Where φ′ is below 1e-307 it stays there.
  static func multiplyByDerivative<S: Scalar>(
    _ nonlinearity: Nonlinearity, at z: UnsafeBufferPointer<S>, _ y: UnsafeMutableBufferPointer<S>
  ) -> Bool {
    guard let z = z as? UnsafeBufferPointer<Double>, let y = y as? UnsafeMutableBufferPointer<Double> else {
      return false
    }
    switch nonlinearity {
    case .erf:
      let factor = 2 / Double.pi.squareRoot()
      for i in y.indices { y[i] *= factor * Double.exponential(-z[i] * z[i]) }
    case .tanh:
      // 1/cosh² without the digits that 1 − tanh² loses near saturation.
      for i in y.indices {
        let e = Double.exponential(-2 * z[i].magnitude)
        y[i] *= 4 * e / ((1 + e) * (1 + e))
      }
    default: return false
    }
    return true
  }
}
