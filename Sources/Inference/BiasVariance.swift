import Glibc
import LinearAlgebra

/// Bias and variance of the infinite ensemble over training time, on and off the data: a closure test.
///
/// *Definition* (gradient flow on ½ Σ ‖f(x) − y‖² with the tangent kernel Θ of initialisation: Lee, Xiao et al. 2019,
/// Eqs. 8 and 14 to 15). The data are Y = f*(X) + ε of a known function f*, with noise ε ~ N(0, C), and the initial
/// functions have the covariance K. With
///
///     A_t(x) = Θ(x, X) Θ⁻¹ (1 − e^{−Θt})
///
/// a trained network is f_t(x) = f₀(x) + A (Y − f₀(X)), and over networks and data, both drawn anew,
///
///     bias(x)               = A f*(X) − f*(x)
///     initial variance(x)   = K(x, x) + A K Aᵀ − 2 A K(X, x)
///     noise variance(x)     = A C Aᵀ.
///
/// On the data A = 1 − e^{−Θt}, and the averages over inputs are sums over the modes of Θ (`modes`).
///
/// *Gradient descent* at a rate η with ηλ < 1 is the same with (1 − ηΘ)^{t/η} for e^{−Θt}, exactly: every mode decays
/// at −log(1 − ηλ)/η, not at λ, while Θ⁻¹ stays. Modes that cannot be told from null (`NullModes`) are never learnt:
/// their rate is 0.
public struct BiasVariance: Sendable {
  /// On the training inputs.
  public let modes: BiasVarianceModes
  private let flow: GradientFlow
  /// The rates of decay, in the flow's order.
  private let rates: [Double]
  private let truth, initialCovariance, noiseCovariance: Matrix<Double>

  /// - Parameters:
  ///   - kernel: Θ(X, X), [n, n], symmetric.
  ///   - truth: f*(X), [n, k].
  ///   - initialCovariance: K(X, X), [n, n].
  ///   - noiseCovariance: C, [n, n].
  ///   - rate: η of gradient descent; nil: gradient flow.
  /// - Throws: `DynamicsError`, `.rateTurnsModes` where ηλ_max ≥ 1; `SymmetricEigendecomposition.Obstacle`.
  /// - Complexity: about 6 n³ multiply-adds.
  public init(
    kernel: consuming Matrix<Double>, truth: Matrix<Double>, initialCovariance: Matrix<Double>,
    noiseCovariance: Matrix<Double>, rate: Double? = nil
  ) throws {
    let flow = try GradientFlow(kernel: kernel, targets: truth)
    let n = flow.inputCount
    for covariance in [initialCovariance, noiseCovariance] where covariance.rows != n || covariance.columns != n {
      throw DynamicsError.ordersDiffer(tangentKernel: n, covariance: covariance.rows)
    }
    if let rate {
      let fraction = rate * flow.largestEigenvalue / 2
      guard fraction.isFinite, fraction > 0 else { throw DynamicsError.learningRate(fraction) }
      guard fraction < 0.5 else { throw DynamicsError.rateTurnsModes(fraction) }
    }
    let nullModes = flow.nullModes
    let rates = flow.eigenvalues.map { eigenvalue in
      nullModes.contains(eigenvalue) ? 0 : rate.map { -log1p(-$0 * eigenvalue) / $0 } ?? eigenvalue
    }
    let q = flow.decomposition.eigenvectors
    let (initial, noise) = (q.multiplied(by: initialCovariance), q.multiplied(by: noiseCovariance))
    modes = BiasVarianceModes(
      (0..<n).reversed().map { i in
        BiasVarianceModes.Mode(
          eigenvalue: flow.eigenvalues[i], rate: rates[i],
          signal: flow.components.row(i).reduce(0) { $0 + $1 * $1 } / Double(truth.columns),
          initialVariance: Self.product(initial.row(i), q.row(i)),
          noiseVariance: Self.product(noise.row(i), q.row(i)))
      })
    (self.flow, self.rates, self.truth) = (flow, rates, truth)
    (self.initialCovariance, self.noiseCovariance) = (initialCovariance, noiseCovariance)
  }

  /// The eigenvectors q as rows, in the order of `modes`, continued off the data: Θ(x, X) q/λ, [n, m]; 0 for null
  /// modes.
  ///
  /// - Parameter crossKernel: Θ(x, X), [m, n].
  public func eigenfunctions(crossKernel: Matrix<Double>) -> Matrix<Double> {
    let values = crossKernel.multiplied(byTransposeOf: flow.decomposition.eigenvectors)
    let (n, m) = (flow.inputCount, values.rows)
    return Matrix(
      rows: n, columns: m,
      elements: (0..<n).reversed().flatMap { i in
        (0..<m).map { rates[i] > 0 ? values[$0, i] / flow.eigenvalues[i] : 0 }
      })
  }

  /// A_t(x), [m, n]: f_t(x) = f₀(x) + A (Y − f₀(X)) for every single network of infinite width.
  ///
  /// - Parameter crossKernel: Θ(x, X), [m, n].
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: 2 m n² multiply-adds.
  public func learning(crossKernel: Matrix<Double>, at time: Double) throws -> Matrix<Double> {
    guard time >= 0 else { throw DynamicsError.time(time) }
    let q = flow.decomposition.eigenvectors
    let gains = zip(flow.eigenvalues, rates).map { $1 > 0 ? -expm1(-$1 * time) / $0 : 0 }
    var modes = crossKernel.multiplied(byTransposeOf: q)
    for i in 0..<modes.rows { for j in gains.indices { modes[i, j] *= gains[j] } }
    return modes.multiplied(by: q)
  }

  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: 4 m n² multiply-adds.
  public func points(_ places: Places, at time: Double) throws -> Points {
    let learning = try learning(crossKernel: places.crossKernel, at: time)
    var bias = learning.multiplied(by: truth)
    for k in bias.elements.indices { bias.elements[k] -= places.truth.elements[k] }
    let initial = learning.multiplied(by: initialCovariance)
    let noise = learning.multiplied(by: noiseCovariance)
    return Points(
      bias: bias,
      initialVariance: (0..<learning.rows).map { i in
        places.variances[i] + Self.product(initial.row(i), learning.row(i))
          - 2 * Self.product(places.crossCovariance.row(i), learning.row(i))
      },
      noiseVariance: (0..<learning.rows).map { Self.product(noise.row($0), learning.row($0)) })
  }

  /// The time at which the sum of all parts, averaged over the places, is least; ∞ where it never rises again.
  /// - Complexity: some hundred times that of `points`.
  public func bestTime(_ places: Places) throws -> Double {
    func sum(_ time: Double) throws -> Double { try points(places, at: time).means.sum }
    let learnt = rates.filter { $0 > 0 }
    guard let slowest = learnt.min(), let fastest = learnt.max() else { return 0 }
    let time = try LeastTime.between(1e-4 / fastest, 40 / slowest, sum)
    let least = try sum(time)
    if try sum(.infinity) <= least { return .infinity }
    return try sum(0) <= least ? 0 : time
  }

  private static func product(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension BiasVariance {
  /// Inputs at which the ensemble is looked at, m of them.
  public struct Places: Sendable {
    /// f*(x), [m, k]
    public let truth: Matrix<Double>
    /// Θ(x, X) and K(x, X), [m, n]
    public let crossKernel, crossCovariance: Matrix<Double>
    /// K(x, x)
    public let variances: [Double]

    public init(
      truth: Matrix<Double>, crossKernel: Matrix<Double>, crossCovariance: Matrix<Double>, variances: [Double]
    ) {
      precondition(
        truth.rows == variances.count && crossKernel.rows == variances.count && crossCovariance.rows == variances.count,
        "every place has its kernels and its truth")
      (self.truth, self.crossKernel) = (truth, crossKernel)
      (self.crossCovariance, self.variances) = (crossCovariance, variances)
    }
  }

  /// The ensemble at the places.
  public struct Points: Sendable {
    /// [m, k]
    public let bias: Matrix<Double>
    /// Of every output.
    public let initialVariance, noiseVariance: [Double]

    /// Over places and outputs.
    public var means: BiasVarianceParts {
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      return BiasVarianceParts(
        biasSquare: mean(bias.elements.map { $0 * $0 }), initialVariance: mean(initialVariance),
        noiseVariance: mean(noiseVariance))
    }
  }
}
