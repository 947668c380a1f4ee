import LinearAlgebra

/// The mean of the infinite ensemble of networks trained by gradient flow from random initial functions.
///
/// *Definition* (Lee, Xiao et al. 2019, Eq. 14, at η = 1). On the loss ½ Σ ‖f(x) − y‖², at time t,
///
///     mean(x) = Θ(x, X) Θ⁻¹ (I − e^{−Θt}) Y,
///
/// with Θ = Θ(X, X) + σ² I. One eigendecomposition Θ = Qᵀ diag(λ) Q serves every time, ∞ included: the mean is Θ(x, X)
/// Qᵀ g_t(λ) Q Y with g_t(λ) = (1 − e^{−λt})/λ, by `expm1` where λt is small. With the NNGP kernel K in the place of Θ
/// it is the mean of networks whose last layer alone is trained (Eq. S22). `GradientFlowVariance` has the variance.
///
/// Repeated inputs make Θ singular: `NullModes` says what is learnt of modes that cannot be told from null; at t = ∞
/// Θ⁻¹ is the pseudo-inverse without them. One training input is enough: nothing divides by n − 1.
public struct GradientFlow: Sendable {
  /// σ², added to the training kernel's diagonal.
  public let noiseVariance: Double
  let decomposition: SymmetricEigendecomposition
  /// Q Y, [n, k].
  let components: Matrix<Double>

  /// - Parameters:
  ///   - kernel: Θ(X, X), [n, n], symmetric. Its storage becomes that of its eigenvectors.
  ///   - targets: Y, [n, k].
  /// - Throws: `DynamicsError`; `SymmetricEigendecomposition.Obstacle` for kernels that are not finite or beyond
  ///   LAPACK's index.
  /// - Complexity: about 4 n³ multiply-adds; 3 n² numbers at the peak.
  public init(kernel: consuming Matrix<Double>, targets: Matrix<Double>, noiseVariance: Double = 0) throws {
    let n = kernel.rows
    guard n > 0 else { throw DynamicsError.tooFewInputs(count: 0, least: 1) }
    guard targets.rows == n else { throw DynamicsError.targetsDiffer(inputs: n, targets: targets.rows) }
    guard noiseVariance.isFinite, noiseVariance >= 0 else { throw DynamicsError.noiseVariance(noiseVariance) }
    guard kernel.columns == n else { throw DynamicsError.notSquare(rows: n, columns: kernel.columns) }
    self.noiseVariance = noiseVariance
    var shifted = consume kernel
    if noiseVariance > 0 { for i in 0..<n { shifted[i, i] += noiseVariance } }
    decomposition = try SymmetricEigendecomposition(shifted)
    components = decomposition.eigenvectors.multiplied(by: targets)
  }

  /// n
  public var inputCount: Int { components.rows }
  /// k
  public var outputCount: Int { components.columns }
  /// λ of Θ(X, X) + σ² I, ascending.
  public var eigenvalues: [Double] { decomposition.eigenvalues }
  /// λ_max: rates above 2/λ_max make discrete gradient descent diverge.
  public var largestEigenvalue: Double { eigenvalues[inputCount - 1] }
  /// λ_max/λ_min; infinite where rounding left no positive λ_min.
  public var conditionNumber: Double { eigenvalues[0] > 0 ? largestEigenvalue / eigenvalues[0] : .infinity }
  /// Whether no mode is null: λ_min > n ε λ_max, which is to say κ < 1/(n ε). Otherwise null modes are left out at long
  /// times (see `NullModes`).
  public var isTrusted: Bool { !nullModes.contains(eigenvalues[0]) }
  /// |g_t(λ) Q Y| of every output: how far an error of Θ can carry into a mean.
  func targetWeights(at time: Double) throws -> [Double] {
    let gains = try gains(at: time)
    return (0..<outputCount).map { j in gains.indices.lazy.map { gains[$0] * components[$0, j] }.norm }
  }

  /// Y without what null modes have of it, [n, k].
  func targetsWithoutNullModes() -> Matrix<Double> {
    var kept = Matrix<Double>(rows: outputCount, columns: inputCount)
    let nullModes = nullModes
    for i in 0..<inputCount where !nullModes.contains(eigenvalues[i]) {
      for j in 0..<outputCount { kept[j, i] = components[i, j] }
    }
    return kept.multiplied(by: decomposition.eigenvectors).transposed
  }
  var nullModes: NullModes { NullModes(order: inputCount, largestEigenvalue: largestEigenvalue) }

  /// Θ⁻¹ (I − e^{−Θt}) Y, transposed, for one time after another: row p k + j is output j at `times[p]`. One product
  /// with Θ(x, X) gives the means at all times.
  ///
  /// - Returns: [times · k, n].
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: n² k multiply-adds a time.
  public func weights(at times: [Double]) throws -> Matrix<Double> {
    let (n, k) = (inputCount, outputCount)
    var scaled = Matrix<Double>(rows: times.count * k, columns: n)
    for (p, time) in times.enumerated() {
      let gains = try gains(at: time)
      for i in 0..<n { for j in 0..<k { scaled[p * k + j, i] = gains[i] * components[i, j] } }
    }
    return scaled.multiplied(by: decomposition.eigenvectors)
  }

  /// The means of m test inputs, one matrix [m, k] a time.
  ///
  /// - Parameter crossKernel: Θ(x, X), [m, n].
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: m n k multiply-adds a time.
  public func means(crossKernel: Matrix<Double>, at times: [Double]) throws -> [Matrix<Double>] {
    let all = crossKernel.multiplied(byTransposeOf: try weights(at: times))
    let k = outputCount
    return times.indices.map { p in
      Matrix(
        rows: all.rows, columns: k,
        elements: (0..<all.rows).flatMap { i in all.row(i).dropFirst(p * k).prefix(k) })
    }
  }

  /// The means of the training inputs themselves, [n, k]: (1 − σ²/λ)(1 − e^{−λt}) of every mode.
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: n² k multiply-adds.
  public func trainingMeans(at time: Double) throws -> Matrix<Double> {
    let gains = try gains(at: time)
    var learned = Matrix<Double>(rows: outputCount, columns: inputCount)
    for i in 0..<inputCount {
      let fraction = max(0, eigenvalues[i] - noiseVariance) * gains[i]
      for j in 0..<outputCount { learned[j, i] = fraction * components[i, j] }
    }
    return learned.multiplied(by: decomposition.eigenvectors).transposed
  }

  /// g_t(λ) of every mode.
  func gains(at time: Double) throws -> [Double] {
    guard time >= 0 else { throw DynamicsError.time(time) }
    let nullModes = nullModes
    return eigenvalues.map { nullModes.gain($0, at: time) }
  }
}
