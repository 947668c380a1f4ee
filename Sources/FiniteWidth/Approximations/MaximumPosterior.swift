import Foundation
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
  /// The most parameters that `maximum` takes Newton's steps for: P² numbers of 8 bytes, and as many again for the
  /// factor, 0.27 GB.
  public static let newtonParameters = 4_096

  /// The maximum that Gauss–Newton steps lead to from θ₀, and Newton steps at its end.
  ///
  /// Gauss and Newton's step Δ solves (JᵀJ/σ² + (1 + μ) I) Δ = ∇ log p with the Jacobian J [n, P] of the outputs,
  /// through the n × n matrix J Jᵀ + (1 + μ) σ² I. It is taken if log p rises, and μ falls; else μ rises (Levenberg and
  /// Marquardt). A linear model needs one step. At a maximum the pull of the data on a unit that is not needed is
  /// nearly as strong as that of the prior, and the residuals' curvature, which this matrix leaves out, makes such
  /// steps slow: the last ones solve with the whole matrix of second derivatives, from differences of gradients, which
  /// the identity is added to where it is not positive definite. Of a network of more than `newtonParameters`
  /// parameters that matrix is too large, and Gauss and Newton's steps are all.
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
  ///   numbers.
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
    }
    return MaximumPosterior(
      parameters: search.parameters, logDensity: search.value, gradientNorm: search.norm, steps: search.steps)
  }
}

/// A way up to a maximum.
private struct MaximumSearch {
  private let evaluation: WhitenedEvaluation<Double>
  private let centre, targets: [Double]
  private let noiseVariance: Double
  private(set) var parameters: [Double]
  private(set) var value: Double
  private(set) var gradient: [Double]
  private(set) var steps = 0

  init(_ posterior: WeightPosterior, from start: [Double], centre: [Double], targets: [Double]) {
    evaluation = WhitenedEvaluation(posterior, inputs: posterior.inputs)
    (self.centre, self.targets, noiseVariance) = (centre, targets, posterior.noiseVariance)
    parameters = start
    (value, gradient) = (0, [])
    (value, gradient) = state(start)
  }

  var norm: Double { gradient.squaredNorm.squareRoot() }

  private func state(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
    var gradient = zip(centre, parameters).map { $0 - $1 }
    let away = gradient.squaredNorm
    let square = gradient.withUnsafeMutableBufferPointer { gradient in
      parameters.withUnsafeBufferPointer { parameters -> Double in
        guard let target = gradient.baseAddress, let source = parameters.baseAddress else { return 0 }
        return evaluation.addLikelihoodGradient(source, targets: targets, factor: 1 / noiseVariance, to: target)
      }
    }
    return (-0.5 * (square / noiseVariance + away), gradient)
  }

  /// Takes the step if it leads up, or, where rounding hides that, to a smaller gradient.
  private mutating func take(_ step: [Double]) -> Bool {
    let next = zip(parameters, step).map { $0 + $1 }
    let reached = state(next)
    let rounding = 1e-13 * (1 + abs(value))
    guard
      reached.value > value + rounding
        || reached.value > value - rounding && reached.gradient.squaredNorm < gradient.squaredNorm
    else { return false }
    (parameters, value, gradient) = (next, reached.value, reached.gradient)
    steps += 1
    return true
  }

  mutating func gaussNewton(steps limit: Int, until least: Double) throws {
    var damping = 1.0
    for _ in 0..<limit where norm > least {
      let jacobian = evaluation.jacobian(parameters)
      let gram = jacobian.multiplied(byTransposeOf: jacobian)
      while true {
        // (JᵀJ/σ² + p I)⁻¹ g = (g − Jᵀ (J Jᵀ + p σ² I)⁻¹ J g)/p
        let precision = 1 + damping
        let row = Matrix(rows: 1, columns: gradient.count, elements: gradient)
        var seen = row.multiplied(byTransposeOf: jacobian)
        try CholeskyFactor.factor(gram, shifts: [precision * noiseVariance]).factor.solve(&seen)
        if take(zip(gradient, seen.multiplied(by: jacobian).elements).map({ ($0 - $1) / precision })) {
          damping = damping < 1e-9 ? 0 : damping / 5
          break
        }
        damping = max(1e-8, damping * 4)
        if damping > 1e12 { return }
      }
    }
  }

  mutating func newton(steps limit: Int, until least: Double) throws {
    var damping = 0.0
    for _ in 0..<limit where norm > least {
      let curvature = curvature()
      while true {
        let shifts = [damping] + (-6...8).map { pow(10, Double($0)) }.filter { $0 > damping }
        let (factor, shift, _) = try CholeskyFactor.factor(curvature, shifts: shifts)
        var step = Matrix(rows: 1, columns: gradient.count, elements: gradient)
        factor.solve(&step)
        if take(step.elements) {
          damping = shift < 1e-9 ? 0 : shift / 10
          break
        }
        damping = max(1e-6, shift * 4)
        if damping > 1e8 { return }
      }
    }
  }

  /// −∂²log p/∂θ², symmetric, by forward differences: an error of 1e-6 of it slows the last steps by no more.
  private func curvature() -> Matrix<Double> {
    let (count, step) = (parameters.count, 1e-6)
    var curvature = Matrix<Double>(rows: count, columns: count)
    for p in 0..<count {
      var moved = parameters
      moved[p] += step
      let other = state(moved).gradient
      for q in 0..<count {
        let slope = 0.5 * (gradient[q] - other[q]) / step
        curvature[p, q] += slope
        curvature[q, p] += slope
      }
    }
    return curvature
  }
}

extension [Double] {
  /// ‖x‖²
  var squaredNorm: Double { reduce(0) { $0 + $1 * $1 } }
}
