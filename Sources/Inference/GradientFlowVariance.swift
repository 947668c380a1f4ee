import LinearAlgebra

/// The variance over the infinite ensemble trained by gradient flow: what is left of the spread of the initial
/// functions.
///
/// *Definition* (Lee, Xiao et al. 2019, Eq. 15). With A = Θ(x, X) Θ⁻¹ (I − e^{−Θt}) and the prior's covariance K,
///
///     variance(x) = K(x, x) + A K(X, X) Aᵀ − 2 A K(X, x).
///
/// For networks whose last layer alone is trained put K for Θ: then it is K(x, x) − K(x, X) K⁻¹ (I − e^{−2Kt}) K(X, x).
/// Their Eq. S23 is printed without the 2, which S20 has.
public struct GradientFlowVariance: Sendable {
  private let flow: GradientFlow
  /// Q K(X, X) Qᵀ
  private let covariance: Matrix<Double>

  /// - Parameter trainingCovariance: K(X, X), [n, n].
  /// - Throws: `DynamicsError.ordersDiffer`.
  /// - Complexity: 2 n³ multiply-adds.
  public init(_ flow: GradientFlow, trainingCovariance: Matrix<Double>) throws {
    guard trainingCovariance.rows == flow.inputCount, trainingCovariance.columns == flow.inputCount else {
      throw DynamicsError.ordersDiffer(tangentKernel: flow.inputCount, covariance: trainingCovariance.rows)
    }
    self.flow = flow
    let q = flow.decomposition.eigenvectors
    covariance = q.multiplied(by: trainingCovariance).multiplied(byTransposeOf: q)
  }

  /// The variances of m test inputs, one list a time. Rounding leaves them an error of a few ε K(x, x) κ(Θ).
  ///
  /// - Parameters:
  ///   - crossKernel: Θ(x, X), [m, n].
  ///   - crossCovariance: K(x, X), [m, n].
  ///   - testVariances: K(x, x).
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: 2 m n² multiply-adds, and m n² more a time.
  public func variances(
    crossKernel: Matrix<Double>, crossCovariance: Matrix<Double>, testVariances: [Double], at times: [Double]
  ) throws -> [[Double]] {
    var variances = [[Double]](repeating: testVariances, count: times.count)
    try forEach(crossKernel, crossCovariance, times) { p, i, mode in variances[p][i] += mode.change }
    return variances
  }

  /// The covariances between m test inputs, one matrix [m, m] a time:
  ///
  ///     K(x, x′) + A(x) K(X, X) A(x′)ᵀ − A(x) K(X, x′) − K(x, X) A(x′)ᵀ
  ///
  /// - Parameters:
  ///   - crossKernel: Θ(x, X), [m, n].
  ///   - crossCovariance: K(x, X), [m, n].
  ///   - testCovariance: K(x, x′), [m, m].
  ///   - body: gets them, symmetric, time by time.
  /// - Throws: `DynamicsError.time` for a negative time or a NaN; what `body` throws.
  /// - Complexity: 2 m n² multiply-adds, and m n² + m² n more a time.
  public func covariances(
    crossKernel: Matrix<Double>, crossCovariance: Matrix<Double>, testCovariance: Matrix<Double>, at times: [Double],
    _ body: (_ time: Int, _ covariance: Matrix<Double>) throws -> Void
  ) throws {
    let q = flow.decomposition.eigenvectors
    let kernel = crossKernel.multiplied(byTransposeOf: q)
    let prior = crossCovariance.multiplied(byTransposeOf: q)
    for (p, time) in times.enumerated() {
      let gains = try flow.gains(at: time)
      var learned = kernel
      for i in 0..<learned.rows { for j in gains.indices { learned[i, j] *= gains[j] } }
      // A K(X, X) − 2 K(x, X), of which times A the symmetric part is wanted.
      var spread = learned.multiplied(by: covariance)
      for k in spread.elements.indices { spread.elements[k] -= 2 * prior.elements[k] }
      let change = learned.multiplied(byTransposeOf: spread)
      var result = testCovariance
      for i in 0..<result.rows {
        for j in 0...i {
          let value = result[i, j] + 0.5 * (change[i, j] + change[j, i])
          (result[i, j], result[j, i]) = (value, value)
        }
      }
      try body(p, result)
    }
  }

  /// One test input at one time, in the eigenvectors' coordinates.
  struct Modes {
    /// A K(X, X) Aᵀ − 2 A K(X, x)
    let change: Double
    /// |A|²
    let weightSquare: Double
    /// |g_t(λ) (K(X, X) Aᵀ − K(X, x))|, by which an error of Θ reaches the variance through A.
    let slope: Double
  }

  func forEach(
    _ crossKernel: Matrix<Double>, _ crossCovariance: Matrix<Double>, _ times: [Double],
    _ body: (_ time: Int, _ row: Int, Modes) -> Void
  ) throws {
    let q = flow.decomposition.eigenvectors
    let kernel = crossKernel.multiplied(byTransposeOf: q)
    let prior = crossCovariance.multiplied(byTransposeOf: q)
    for (p, time) in times.enumerated() {
      let gains = try flow.gains(at: time)
      var learned = kernel
      for i in 0..<learned.rows { for j in gains.indices { learned[i, j] *= gains[j] } }
      let spread = learned.multiplied(by: covariance)
      for i in 0..<learned.rows {
        var (change, weightSquare, slope) = (0.0, 0.0, 0.0)
        for j in gains.indices {
          let (weight, known, own) = (learned[i, j], spread[i, j], prior[i, j])
          change += weight * (known - 2 * own)
          weightSquare += weight * weight
          let gradient = gains[j] * (known - own)
          slope += gradient * gradient
        }
        body(p, i, Modes(change: change, weightSquare: weightSquare, slope: slope.squareRoot()))
      }
    }
  }
}
