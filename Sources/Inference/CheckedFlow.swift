import LinearAlgebra

/// Gradient flow of kernels that nobody has looked at: mean and variance as `GradientFlow` and `GradientFlowVariance`
/// have them, and what they are worth.
///
/// The kernel that learns, Θ, and the prior K are each computed in units in which the mean of its diagonal is between 1
/// and 4 (`KernelUnit`), and times in those of 1/Θ, so that nothing over- or underflows.
///
/// *Errors.* LAPACK's decomposition and the rounding of its entries move Θ by δ, |δ|₂ of some ε (√n max Θᵢᵢ + λ_max),
/// and with it g_t(Θ), whose divided differences are at most g_t(λ) g_t(λ′) in size. `PredictionAccuracy` has what
/// follows for the mean; the variance has beside its own rounding 2 δ |A| |g_t (K Aᵀ − K(X, x))|, which is 0 for a
/// readout at the end of time.
public struct CheckedFlow: Sendable {
  /// Of the kernel that learns, noise included.
  public let conditionNumber: Double
  /// Whether no mode is null (`GradientFlow.isTrusted`) and λ_min is ten times above what rounding moves it by.
  public let isConditionTrusted: Bool
  /// The mean of Θ's diagonal, without noise.
  public let meanDiagonal: Double
  /// The largest |Y′ − Θ w| over the largest |y|, with the weights w at the end of time and Y′ the targets without null
  /// modes.
  public let residual: Double

  /// Whether `AnchoredFlow` would have more digits: the weights have an error of some κ ε, and variances one of ε
  /// beside what all outputs have in common.
  public var wantsAnchor: Bool { conditionNumber > 1e5 || isSmallBesideCommonPart }

  private let isSmallBesideCommonPart: Bool
  private let unit: KernelUnit
  private let priorUnit: KernelUnit
  private let flow: GradientFlow
  private let spread: GradientFlowVariance
  private let diagonal: [Double]
  private let targetScales: [Double]
  private let relativeError: Double
  private let delta: Double
  private let noiseVariance: Double

  /// - Parameters:
  ///   - kernel: Θ(X, X), [n, n], symmetric; K(X, X) where the readout alone learns.
  ///   - prior: K(X, X).
  ///   - targets: Y, [n, k].
  ///   - separationError: of 1 − c of the inputs, relative to itself. What a kernel makes of it is concave, so that
  ///     its entries have at most this part of its spread as an error, beside their own rounding.
  /// - Throws: as `GradientFlow`.
  /// - Complexity: about 6 n³ multiply-adds; 5 n² numbers at the peak.
  public init(
    kernel: consuming Matrix<Double>, prior: consuming Matrix<Double>, targets: Matrix<Double>, noiseVariance: Double,
    separationError: Double = 0
  ) throws {
    let n = kernel.rows
    guard n > 0 else { throw DynamicsError.tooFewInputs(count: 0, least: 1) }
    guard kernel.columns == n else { throw DynamicsError.notSquare(rows: n, columns: kernel.columns) }
    meanDiagonal = kernel.meanDiagonal
    (unit, priorUnit) = (KernelUnit(kernel.meanDiagonal + max(0, noiseVariance)), KernelUnit(prior.meanDiagonal))
    var (learning, covariance) = (consume kernel, consume prior)
    learning.scale(by: unit.factor)
    covariance.scale(by: priorUnit.factor)
    flow = try GradientFlow(kernel: learning, targets: targets, noiseVariance: noiseVariance * unit.factor)
    let learningError = PredictionAccuracy.entryError + separationError * Self.spreadPart(learning)
    for i in 0..<n { learning[i, i] += noiseVariance * unit.factor }
    spread = try GradientFlowVariance(flow, trainingCovariance: covariance)
    let spreadPart = Self.spreadPart(covariance)
    (diagonal, self.noiseVariance) = (covariance.diagonal, noiseVariance)
    relativeError = PredictionAccuracy.entryError + separationError * spreadPart
    isSmallBesideCommonPart = spreadPart < 1e-5
    delta =
      PredictionAccuracy.perturbation(order: n, largest: learning.diagonal.max() ?? 0, relative: learningError)
      + PredictionAccuracy.entryError * flow.largestEigenvalue
    conditionNumber = max(1, flow.conditionNumber)
    isConditionTrusted = flow.isTrusted && flow.eigenvalues[0] >= 10 * delta
    targetScales = targets.largestOfColumns
    let targetScale = targetScales.max() ?? 0
    let rests = try learning.residuals(
      of: flow.weights(at: [.infinity]), for: flow.targetsWithoutNullModes().transposed)
    residual = targetScale > 0 ? rests.largestMagnitude / targetScale : 0
  }

  /// What knowing one training output leaves of the variance of the others, beside the largest of them.
  private static func spreadPart(_ k: Matrix<Double>) -> Double {
    let diagonal = k.diagonal
    guard let largest = diagonal.max(), let r = diagonal.firstIndex(of: largest), largest > 0 else { return 1 }
    return diagonal.indices.reduce(0.0) { max($0, diagonal[$1] - k[r, $1] * (k[r, $1] / largest)) } / largest
  }

  /// Means, one matrix [m, k] a time, and variances, one list a time and none below 0, of m test inputs.
  ///
  /// - Parameters:
  ///   - crossKernel: Θ(x, X), [m, n].
  ///   - crossCovariance: K(x, X), [m, n].
  ///   - testVariances: K(x, x).
  ///   - accuracy: learns what the numbers are worth.
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: 2 m n² multiply-adds, and m n² + m n k more a time.
  public func predict(
    crossKernel: consuming Matrix<Double>, crossCovariance: consuming Matrix<Double>, testVariances: [Double],
    at times: [Double], accuracy: inout PredictionAccuracy
  ) throws -> (means: [Matrix<Double>], variances: [[Double]]) {
    var (cross, covariance) = (consume crossKernel, consume crossCovariance)
    cross.scale(by: unit.factor)
    covariance.scale(by: priorUnit.factor)
    // 1/factor is a power of 2 too.
    let times = times.map { $0 / unit.factor }
    let priors = testVariances.map { $0 * priorUnit.factor }
    let n = diagonal.count
    let largest = diagonal.max() ?? 0
    let priorDelta = PredictionAccuracy.perturbation(order: n, largest: 1, relative: relativeError)
    // Of Θ(x, X), where a test input is larger than all training inputs.
    let crossDeltas = priors.indices.map { i in
      max(
        delta,
        PredictionAccuracy.perturbation(
          order: n, largest: cross.row(i).reduce(0) { max($0, $1.magnitude) }, relative: relativeError))
    }
    let spreads = priors.indices.map {
      PredictionAccuracy.spread(priors[$0], crossKernel: covariance.row($0), diagonal: diagonal)
    }
    // What null modes would have learnt nobody knows; before b t = 1 they are known as any other.
    accuracy.leavesOutModes =
      accuracy.leavesOutModes || (!flow.isTrusted && times.contains { flow.nullModes.bound * $0 > 1 })
    accuracy.spread = max(accuracy.spread, (spreads.max() ?? 0) / priorUnit.factor)
    let targets = try times.map { time in
      zip(targetScales, try flow.targetWeights(at: time)).map { TargetSize(largest: $0, weight: $1) }
    }
    let means = try flow.means(crossKernel: cross, at: times)
    var found = accuracy
    var variances = [[Double]](repeating: priors, count: times.count)
    let noise = noiseVariance * priorUnit.factor
    try spread.forEach(cross, covariance, times) { p, i, modes in
      let reach = (crossDeltas[i] * crossDeltas[i] + delta * delta * modes.weightSquare).squareRoot()
      found.add(means: means[p].row(i), factor: reach, weight: 0, targets: targets[p])
      let bound =
        times[p] == 0
        ? 0
        : priorDelta * (priors[i] + largest * modes.weightSquare)
          + 2 * delta * modes.weightSquare.squareRoot() * modes.slope
      let scale = max(spreads[i], noise)
      variances[p][i] = found.clipped(
        (priors[i] + modes.change) / priorUnit.factor, bound: bound / priorUnit.factor,
        rounding: priorDelta * max(largest, priors[i]) / priorUnit.factor,
        scale: (scale > 0 ? scale : priors[i]) / priorUnit.factor)
    }
    accuracy = found
    return (means, variances)
  }
}
