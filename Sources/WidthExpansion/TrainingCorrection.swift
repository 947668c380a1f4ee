import LinearAlgebra

/// Order 1/n at a time of training (`TrainingExpansion`): each number over n is added to that of infinite width.
public struct TrainingCorrection: Sendable {
  /// Of the mean output, by input: as if every network had the mean of the initial tangent kernels, E[Θ̂₀].
  public let fromMeanKernel: [Double]
  /// That initial kernels vary about their mean.
  public let fromFluctuations: [Double]
  /// That kernels move in training.
  public let fromMovement: [Double]
  /// lim n (E[Θ̂_t] − Θ), [M, M].
  public let tangentKernel: Matrix<Double>
  /// lim n E[O₃(x, x′; a)] of the inputs a that are trained on: [M, M, m], the last fastest. It is 0 at the beginning,
  /// and with it dΘ̂/dt = −Σ_a O₃(·, ·; a)(f(a) − y(a)).
  public let kernelDerivative: [Double]
  /// lim n (E[λ̂] − λ) and lim n E[(λ̂ − λ)²] of the largest eigenvalue of the training inputs' Θ̂_t; nil where the
  /// two largest of Θ are one, or λ is 0. Both hold while fluctuations of 1/√n are below the gap to the next
  /// eigenvalue.
  public let largestEigenvalue: EigenvalueCorrection?

  public struct EigenvalueCorrection: Sendable, Equatable {
    public let mean, variance: Double
    /// Of the mean, what comes of the mean kernel along the eigenvector of λ; the rest is that kernels vary, and the
    /// largest eigenvalue is repelled by the others.
    public let ofMeanKernel: Double
    /// λ of infinite width.
    public let limit: Double

    /// lim n (E[2/λ̂] − 2/λ): of the largest stable rate.
    public var largestRate: Double { 2 / limit * (variance / limit - mean) / limit }

    /// What the mean kernel alone makes 2/λ less by.
    public var firstOrderOfRate: Double { 2 * ofMeanKernel / (limit * limit) }
  }

  /// lim n (E[f_t] − f_t of infinite width), by input.
  public var mean: [Double] {
    fromMeanKernel.indices.map { fromMeanKernel[$0] + fromFluctuations[$0] + fromMovement[$0] }
  }
}
