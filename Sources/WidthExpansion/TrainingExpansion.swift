import LinearAlgebra
import Platform

/// Order 1/n of training: what the mean over initialisations of networks of n units in each hidden layer, and of their
/// tangent kernel, has that the infinite ensemble does not have, at any time of training on ½ Σ (f − y)².
///
/// At infinite width f moves linearly under a kernel Θ that stays. At order 1/n the kernel is that of a drawn network,
/// Θ + ΔΘ with fluctuations of 1/√n, and it moves,
///
///     df/dt = −Θ̂ (f − y),   dΘ̂/dt = −O₃ (f − y),   dO₃/dt = −O₄ (f − y),   dO₄/dt = O(1/n²)
///
/// (Dyer and Gur-Ari, arXiv 1909.11304; Huang and Yau, arXiv 1909.08156). Where (f − y) and Θ̂ on the right are those
/// of infinite width, everything is exponentials of Θ, in its eigenvectors. The mean over initialisations takes of the
/// fluctuations E[ΔΘ ΔΘ], of O₃ its correlation with the initial outputs, of order 1/n as O₃ itself (P and Q of
/// `Cumulant`), and of O₄ its mean (R to U). Gradient descent differs from the flow by sums in place of integrals and
/// by the second and third derivatives of f along a step, and has them here: both are exact at order 1/n.
///
/// One output. Everything is float64.
public struct TrainingExpansion: Sendable {
  /// So that their cubes are finite.
  public static let largestTarget = 1e60

  private let modes: TrainingModes
  private let terms: TrainingTerms
  private let targets: [Double]

  /// - Parameters:
  ///   - expansion: of the training inputs, and then of others where f is asked for.
  ///   - targets: y, one a training input.
  /// - Throws: `WidthExpansionFailure.targetsDiffer`, `.badTarget`.
  /// - Complexity: 10 M⁴ (M + m) multiply-adds for m of M inputs in training; 10 M⁴ numbers of memory.
  public init(_ expansion: WidthExpansion, targets: [Double]) throws {
    guard 1...expansion.inputs ~= targets.count else {
      throw WidthExpansionFailure.targetsDiffer(inputs: expansion.inputs, targets: targets.count)
    }
    for (row, target) in targets.enumerated() where !(abs(target) <= Self.largestTarget) {
      throw WidthExpansionFailure.badTarget(row: row)
    }
    modes = try TrainingModes(tangentKernel: expansion.tangentKernel, training: targets.count)
    terms = TrainingTerms(expansion, modes, targets: targets)
    self.targets = modes.errorCoordinates(targets)
  }

  /// λ_max of Θ(X, X): discrete steps above 2/λ_max diverge at infinite width.
  public var largestEigenvalue: Double { modes.eigenvalues[modes.training - 1] }

  /// The mean of the infinite ensemble, by input.
  ///
  /// - Throws: `WidthExpansionFailure` for a time that is none.
  public func limit(at time: FullBatchTraining) throws -> [Double] {
    try time.validate(largestEigenvalue: largestEigenvalue)
    let decay = ModeDecay(time)
    var learned = Array(repeating: 0.0, count: modes.inputs)
    for (k, eigenvalue) in modes.eigenvalues.enumerated() {
      let (still, falling) = (decay.node(0), decay.node(eigenvalue))
      learned[k] = eigenvalue * decay.sums([still, falling, falling, falling])[1] * targets[k]
    }
    return modes.function(learned)
  }

  /// Order 1/n.
  ///
  /// - Throws: `WidthExpansionFailure` for a time that is none, or a rate of 2/λ_max or more.
  /// - Complexity: M m³ powers of small matrices, some 50 ns a doubling of the steps each.
  public func correction(
    at time: FullBatchTraining, threads: Int = Device.current.threads
  ) throws -> TrainingCorrection {
    try time.validate(largestEigenvalue: largestEigenvalue)
    let decay = ModeDecay(time)
    let parts = try Parallel.map(count: modes.inputs, threads: threads) {
      terms.mean(coordinate: $0, modes, decay, rate: time.rate)
    }
    let kernel = terms.kernel(modes, decay, rate: time.rate)
    return TrainingCorrection(
      fromMeanKernel: modes.function(parts.map(\.meanKernel)),
      fromFluctuations: modes.function(parts.map(\.fluctuations)),
      fromMovement: modes.function(parts.map(\.movement)), tangentKernel: modes.function(kernel),
      kernelDerivative: modes.derivative(terms.kernelDerivative(modes, decay)),
      largestEigenvalue: terms.largestEigenvalue(modes, kernel: kernel))
  }
}
