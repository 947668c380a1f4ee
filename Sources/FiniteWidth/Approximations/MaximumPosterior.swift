import LinearAlgebra

/// A maximum of the posterior of all weights, or of one whose prior is centred elsewhere, as far as a search came:
/// `gradientNorm` says whether it ended at one.
public struct MaximumPosterior: Sendable {
  /// θ
  public let parameters: [Double]
  /// −½ Σ (f − y)²/σ² − ½ ‖θ − c‖²
  public let logDensity: Double
  /// Of the log density there: above the norm that was asked for where the steps ran out, or where none rises by more
  /// than rounding.
  public let gradientNorm: Double
  /// Gauss–Newton's and Newton's.
  public let steps: Int
}

extension WeightPosterior {
  /// The most parameters of which `maximum` makes the matrix of second derivatives: P² numbers of 8 bytes, and as many
  /// again for the factor, 0.27 GB.
  public static let newtonParameters = 4_096

  /// The maximum that Gauss–Newton steps lead to from θ₀, and Newton steps at its end.
  ///
  /// Gauss and Newton's step Δ solves (JᵀJ/σ² + (1 + μ) I) Δ = ∇ log p with the Jacobian J [n, P] of the outputs,
  /// through the n × n matrix J Jᵀ + (1 + μ) σ² I. It is taken if log p rises, and μ falls; else μ rises (Levenberg and
  /// Marquardt). A linear model needs one step. At a maximum the pull of the data on a unit that is not needed is
  /// nearly as strong as that of the prior, and the residuals' curvature, which this matrix leaves out, makes such
  /// steps slow: the last ones solve with the whole matrix of second derivatives, from differences of gradients, which
  /// the identity is added to where it is not positive definite. Of a network of more than `newtonParameters`
  /// parameters that matrix is too large: there they come from conjugate gradients, preconditioned by Gauss and
  /// Newton's matrix, which is right in all but a few directions.
  ///
  /// Every step rises, so that a search begun at random does not end at a saddle but by chance; whether it ended at a
  /// stationary point at all is for the caller to see by `gradientNorm`, for no error says so.
  ///
  /// - Parameters:
  ///   - start: θ₀.
  ///   - centre: c of the prior N(c, I); nil is 0.
  ///   - targets: in place of the posterior's.
  ///   - gradientNorm: where to end.
  ///   - steps: of Gauss and Newton, and of Newton, at most.
  /// - Throws: `PosteriorFailure.wrongParameters`, `FiniteWidthFailure`; `CholeskyFactor.Obstacle` where outputs are
  ///   not finite, and `.tooLarge` for more data than it factors.
  /// - Complexity: n² P multiply-adds a step and n P numbers; a step of Newton P gradients, P³/6 multiply-adds and 2 P²
  ///   numbers, or at most 200 gradients.
  public func maximum(
    from start: [Double], centre: [Double]? = nil, targets: [Double]? = nil, gradientNorm: Double = 1e-8,
    steps: (gaussNewton: Int, newton: Int) = (200, 50)
  ) throws -> MaximumPosterior {
    try check(parameters: start)
    if let centre { try check(parameters: centre) }
    if let targets { try check(targets: targets) }
    try PosteriorFailure.check(steps.gaussNewton, "number of Gauss–Newton steps", atLeast: 0)
    try PosteriorFailure.check(steps.newton, "number of Newton steps", atLeast: 0)
    try PosteriorFailure.check(gradientNorm, "gradient to end at", mayVanish: true)
    var search = MaximumSearch(
      self, from: start, centre: centre ?? [Double](repeating: 0, count: parameterCount),
      targets: targets ?? self.targets)
    try search.gaussNewton(steps: steps.gaussNewton, until: gradientNorm)
    if parameterCount <= Self.newtonParameters {
      try search.newton(steps: steps.newton, until: gradientNorm)
    } else {
      try search.truncatedNewton(steps: steps.newton, until: gradientNorm)
    }
    return MaximumPosterior(
      parameters: search.parameters, logDensity: search.value, gradientNorm: search.norm, steps: search.steps)
  }
}
