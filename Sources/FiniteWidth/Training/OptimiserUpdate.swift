import LinearAlgebra

/// One step of an optimiser as one pass over parameters, moments and gradient, weight decay included.
struct OptimiserUpdate {
  let optimiser: Optimiser
  let learningRate: Double
  let weightDecay: Double
  /// The number of the step, from 1.
  let step: Int
  /// 1 − β₁ᵗ and √(1 − β₂ᵗ) of Adam; 1 otherwise.
  private let corrections: (first: Double, second: Double)

  init(optimiser: Optimiser, learningRate: Double, weightDecay: Double, step: Int) {
    (self.optimiser, self.learningRate, self.weightDecay, self.step) = (optimiser, learningRate, weightDecay, step)
    if case .adam(let first, let second, _) = optimiser {
      corrections = (1 - Self.power(first, step), (1 - Self.power(second, step)).squareRoot())
    } else {
      corrections = (1, 1)
    }
  }

  /// Moves the numbers `first ..< first + count` by their gradient ∂L/∂W.
  ///
  /// With s = √μ the optimiser sees g = s ∂L/∂W + λ (W − C)/s, the gradient by θ = W/s, and W moves by s times as much
  /// as θ. A centre C ≠ 0 is taken off the gradient beforehand, which is overwritten.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func apply<S: TrainableScalar>(
    to numbers: TrainedNumbers<S>, first: Int, count: Int, gradient: UnsafeMutablePointer<S>
  ) {
    guard numbers.scale != 0, count > 0 else { return }
    let w = numbers.values + first
    let (scale, decay) = (S(numbers.scale), S(weightDecay / numbers.scale))
    if let centre = numbers.centre {
      Self.add(centre + first, -decay / scale, to: gradient, count)
    }
    let rate = S(learningRate * numbers.scale)
    switch (optimiser, numbers.firstMoments, numbers.secondMoments) {
    case (.momentum(let mu), let v?, _):
      Self.momentum(w, v + first, gradient, count, scale, decay, rate, S(mu))
    case (.rmsProp(let rho, let epsilon), let v?, _):
      Self.rmsProp(w, v + first, gradient, count, scale, decay, rate, S(rho), S(1 - rho), S(epsilon))
    case (.adam(let first1, let second, let epsilon), let m?, let v?):
      // m̂ / (√v̂ + ε) = (m / (1 − β₁ᵗ)) / (√v / √(1 − β₂ᵗ) + ε)
      let (a, b) = corrections
      Self.adam(
        w, m + first, v + first, gradient, count, scale, decay, S(learningRate * numbers.scale / a), S(1 / b),
        S(first1), S(1 - first1), S(second), S(1 - second), S(epsilon))
    default: Self.descend(w, gradient, count, scale, decay, rate)
    }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  private static func add<S: TrainableScalar>(
    _ x: UnsafePointer<S>, _ factor: S, to y: UnsafeMutablePointer<S>, _ count: Int
  ) {
    for i in 0..<count { y[i] = S.multiplyAdd(factor, x[i], y[i]) }
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  private static func descend<S: TrainableScalar>(
    _ w: UnsafeMutablePointer<S>, _ gradient: UnsafePointer<S>, _ count: Int, _ scale: S, _ decay: S, _ rate: S
  ) {
    for i in 0..<count {
      let g = S.multiplyAdd(decay, w[i], scale * gradient[i])
      w[i] = S.multiplyAdd(-rate, g, w[i])
    }
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  private static func momentum<S: TrainableScalar>(
    _ w: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>, _ gradient: UnsafePointer<S>, _ count: Int,
    _ scale: S, _ decay: S, _ rate: S, _ mu: S
  ) {
    for i in 0..<count {
      let g = S.multiplyAdd(decay, w[i], scale * gradient[i])
      let velocity = S.multiplyAdd(mu, v[i], g)
      v[i] = velocity
      w[i] = S.multiplyAdd(-rate, velocity, w[i])
    }
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  private static func rmsProp<S: TrainableScalar>(
    _ w: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>, _ gradient: UnsafePointer<S>, _ count: Int,
    _ scale: S, _ decay: S, _ rate: S, _ rho: S, _ rest: S, _ epsilon: S
  ) {
    for i in 0..<count {
      let g = S.multiplyAdd(decay, w[i], scale * gradient[i])
      let square = S.multiplyAdd(rho, v[i], rest * g * g)
      v[i] = square
      w[i] = w[i] - rate * g / (S.root(square) + epsilon)
    }
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  private static func adam<S: TrainableScalar>(
    _ w: UnsafeMutablePointer<S>, _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>,
    _ gradient: UnsafePointer<S>, _ count: Int, _ scale: S, _ decay: S, _ rate: S, _ root: S, _ beta1: S,
    _ rest1: S, _ beta2: S, _ rest2: S, _ epsilon: S
  ) {
    for i in 0..<count {
      let g = S.multiplyAdd(decay, w[i], scale * gradient[i])
      let mean = S.multiplyAdd(beta1, m[i], rest1 * g)
      let square = S.multiplyAdd(beta2, v[i], rest2 * g * g)
      m[i] = mean
      v[i] = square
      w[i] = w[i] - rate * mean / S.multiplyAdd(S.root(square), root, epsilon)
    }
  }
}
