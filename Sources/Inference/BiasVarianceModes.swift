import Glibc

/// Bias and variance of an ensemble on its own training inputs, mode by mode of the tangent kernel, while it learns
/// noisy data of a known function.
///
/// *Definition.* The data are Y = f*(X) + ε, ε ~ N(0, C), the initial functions have the covariance K, and both are
/// drawn anew for every network. With r = e^{−λt} of a mode, f_t = r f₀ + (1 − r) Y along its eigenvector q, so that of
/// its mean square distance from f*, per input, there are
///
///     bias²               r² c² / n          c = q·f*
///     initial variance    r² κ / n           κ = qᵀ K q
///     noise variance      (1 − r)² ν / n     ν = qᵀ C q
///
/// One mode alone is best where the derivative r (c² + κ) = (1 − r) ν vanishes, at
///
///     t_k = log(1 + (c² + κ)/ν) / λ,
///
/// falling before and rising after: a mode is worth learning while the signal c² + κ left in it is above the noise.
/// The sum over all modes therefore falls until the first t_k and rises from the last, and the best time lies between.
/// Off the diagonal neither K nor C counts. Several outputs are averaged over; each has K and C.
public struct BiasVarianceModes: Sendable, Equatable {
  public struct Mode: Sendable, Equatable {
    /// λ
    public let eigenvalue: Double
    /// λ in r = e^{−λt}. Of gradient descent at a rate η it is −log(1 − ηλ)/η, at t = η · steps; 0 if it is never
    /// learnt.
    public let rate: Double
    /// c², mean over outputs.
    public let signal: Double
    /// κ
    public let initialVariance: Double
    /// ν
    public let noiseVariance: Double

    public init(eigenvalue: Double, rate: Double, signal: Double, initialVariance: Double, noiseVariance: Double) {
      (self.eigenvalue, self.rate, self.signal) = (eigenvalue, rate, signal)
      (self.initialVariance, self.noiseVariance) = (initialVariance, noiseVariance)
    }

    /// t_k; ∞ without noise, 0 where there is nothing to learn, or never is.
    public var bestTime: Double {
      let all = signal + initialVariance
      return all > 0 && rate > 0 ? log1p(all / noiseVariance) / rate : 0
    }
  }

  /// λ descending.
  public let modes: [Mode]

  /// - Precondition: there is a mode.
  public init(_ modes: [Mode]) {
    precondition(!modes.isEmpty, "what is averaged over is not empty")
    self.modes = modes
  }

  /// The mean over inputs at a time ≥ 0, ∞ included.
  /// - Complexity: O(n).
  public func parts(at time: Double) -> BiasVarianceParts {
    var parts = BiasVarianceParts()
    for mode in modes {
      let exponent = mode.rate > 0 ? mode.rate * time : 0
      let (left, learnt) = (exp(-exponent), -expm1(-exponent))
      parts.biasSquare += left * left * mode.signal
      parts.initialVariance += left * left * mode.initialVariance
      parts.noiseVariance += learnt * learnt * mode.noiseVariance
    }
    return parts / Double(modes.count)
  }

  /// The time at which the sum of all parts is least; ∞ where it never rises again.
  /// - Complexity: some hundred passes over the modes.
  public var bestTime: Double {
    let rates = modes.map(\.rate).filter { $0 > 0 }
    guard let slowest = rates.min(), let fastest = rates.max() else { return 0 }
    let times = modes.filter { $0.rate > 0 }.map(\.bestTime)
    // Before a billionth of the fastest mode nothing is learnt, after e^{−40} of the slowest nothing is left.
    let lower = max(times.min() ?? 0, 1e-9 / fastest)
    let upper = max(lower, min(times.max() ?? 0, 40 / slowest))
    let time = LeastTime.between(lower, upper) { parts(at: $0).sum }
    let sum = parts(at: time).sum
    if parts(at: .infinity).sum <= sum { return .infinity }
    return parts(at: 0).sum <= sum ? 0 : time
  }
}
