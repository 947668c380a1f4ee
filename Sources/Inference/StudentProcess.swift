import Foundation
import LinearAlgebra

/// A Gaussian process whose scale is unknown, which makes it a Student-t process: the limit of networks whose last
/// layer's weights share a variance that is drawn too (a scale mixture of normals).
///
/// *Definition* (Shah, Wilson and Ghahramani 2014, section 3; for networks arXiv:2502.04247). With
/// s ~ InvGamma(a, b), k outputs f | s ~ GP(0, s K), independent, and targets t = f + ε, ε ~ N(0, s σ_ε² I); with
/// A = K(D, D) + σ_ε² I and q = tr tᵀ A⁻¹ t,
///
///     s | t          ~ InvGamma(a + n k/2, b + q/2)
///     f(x*) | t      Student's t of ν = 2a + n k degrees of freedom, around the Gaussian process's mean, of the
///                    squared scale (2b + q)/(2a + n k) times its variance
///     log p(t | D) = log Γ(a + n k/2) − log Γ(a) + a log b − (a + n k/2) log(b + q/2)
///                    − ½ k log det A − (n k/2) log 2π
///
/// The noise has the scale as well, without which there is no closed form. Means are the Gaussian process's own; what
/// the data say of s widens or narrows all variances by one factor. float64 throughout.
public struct StudentProcess: Sendable {
  /// The Gaussian process with s = 1.
  public let process: GaussianProcess
  /// What the data leave of s.
  public let scale: InverseGamma
  /// log p(t | D) of all outputs together, in nats.
  public let logMarginalLikelihood: Double

  /// ν = 2a + n k
  public var degreesOfFreedom: Double { 2 * scale.shape }

  /// - Parameters:
  ///   - trainingKernel: K(D, D), [n, n], symmetric. Its storage is taken over by the factor.
  ///   - targets: t, [n, k], of mean 0 under the prior; the k outputs share s.
  ///   - noise: the values of σ_ε² that are tried, with s = 1.
  ///   - scale: the prior of s.
  /// - Throws: as `GaussianProcess`.
  /// - Complexity: as `GaussianProcess`, and n k.
  public init(
    trainingKernel: consuming Matrix<Double>, targets: Matrix<Double>, noise: NoiseLadder, scale prior: InverseGamma
  ) throws {
    process = try GaussianProcess(trainingKernel: trainingKernel, targets: targets, noise: noise)
    let normal = LogMarginalLikelihood(targets: targets, weights: process.weights, solver: process.solver)
    let count = Double(targets.rows * targets.columns)
    // Of the normal likelihood −½ q is what depends on the targets.
    var square = 0.0
    for c in 0..<targets.columns {
      square += process.weights.row(c).enumerated().reduce(0) { $0 + targets[$1.offset, c] * $1.element }
    }
    let posterior = try InverseGamma(shape: prior.shape + 0.5 * count, rate: prior.rate + 0.5 * square)
    scale = posterior
    logMarginalLikelihood =
      normal.total + 0.5 * square + lgamma(posterior.shape) - lgamma(prior.shape) + prior.shape * log(prior.rate)
      - posterior.shape * log(posterior.rate)
  }

  /// The posterior means of m test inputs, [m, k].
  /// - Parameter crossKernel: K(x*, D), [m, n].
  public func mean(crossKernel: Matrix<Double>) -> Matrix<Double> { process.mean(crossKernel: crossKernel) }

  /// The squared scales of the t distributions at m test inputs; their variances are ν/(ν − 2) times these, for ν > 2.
  /// - Parameters:
  ///   - crossKernel: K(x*, D), [m, n]; its storage is reused.
  ///   - testVariances: K(x*, x*).
  /// - Complexity: m n²/2 multiply-adds.
  public func squaredScales(crossKernel: consuming Matrix<Double>, testVariances: [Double]) -> [Double] {
    let factor = scale.rate / scale.shape
    return process.variance(crossKernel: crossKernel, testVariances: testVariances).map { factor * $0 }
  }
}
