import LinearAlgebra

/// Gradient descent from one initial function under kernels that stay: a network's own, that of infinite width, and the
/// first order of their difference.
struct LinearDescent {
  /// Functions at all inputs under the network's kernel, and under that of infinite width.
  private(set) var own, infinite: [Double]
  /// Of f under Θ + s (Θ̂ − Θ), the derivative by s at 0.
  private(set) var response: [Double]
  /// What `own` has beyond the first order.
  var beyondResponse: [Double] { own.indices.map { own[$0] - infinite[$0] - response[$0] } }
  private let targets: [Double]
  private let kernel, limit: Matrix<Double>
  private let rate: Double

  /// - Parameters:
  ///   - start: f₀ at all inputs, those that are trained on first.
  ///   - kernel: Θ̂, and `limit` Θ, of all inputs.
  init(start: [Double], targets: [Double], kernel: Matrix<Double>, limit: Matrix<Double>, rate: Double) {
    (own, infinite, response) = (start, start, start.map { _ in 0 })
    (self.targets, self.kernel, self.limit, self.rate) = (targets, kernel, limit, rate)
  }

  /// f ← f − η Θ(·, X) (f(X) − y)
  mutating func descend(steps: Int) {
    for _ in 0..<max(0, steps) {
      let errors = targets.indices.map { own[$0] - targets[$0] }
      let limitErrors = targets.indices.map { infinite[$0] - targets[$0] }
      let responses = Array(response.prefix(targets.count))
      for x in own.indices {
        for a in targets.indices {
          own[x] -= rate * kernel[x, a] * errors[a]
          infinite[x] -= rate * limit[x, a] * limitErrors[a]
          response[x] -= rate * (limit[x, a] * responses[a] + (kernel[x, a] - limit[x, a]) * limitErrors[a])
        }
      }
    }
  }
}
