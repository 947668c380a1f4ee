import LinearAlgebra
import Randomness

/// How networks of an ensemble, or one with dropout, are trained: full-batch Adam, the rate falling to 0 along half a
/// cosine.
public struct DescentSettings: Sendable, Codable, Hashable {
  /// 1 or more.
  public var steps: Int
  /// Above 0.
  public var rate: Double

  public init(steps: Int, rate: Double = 0.02) { (self.steps, self.rate) = (steps, rate) }

  func check() throws {
    try PosteriorFailure.check(steps, "number of steps")
    try PosteriorFailure.check(rate, "learning rate")
  }
}

extension WeightPosterior {
  /// The weights at the end of a descent from θ₀ on ½ Σ (f − y)²/σ² + ½ δ ‖θ − c‖², in single precision.
  ///
  /// With c = 0 it is a member of a deep ensemble (Lakshminarayanan et al. 2017, arXiv:1612.01474), at δ = 1 a maximum
  /// of the posterior. With δ = 1 and c = θ₀ drawn from the prior and noise of variance σ² added to y
  /// (`perturbedTargets`) it is a sample by randomised maximum a posteriori, exact for a linear model (Lu and Van Roy
  /// 2017, arXiv:1705.07347; Osband, Aslanides and Cassirer 2018, arXiv:1806.03335). Pearce, Leibfried and Brintrup
  /// 2020, arXiv:1810.05546, anchor members so too, but to targets without that noise.
  ///
  /// - Parameters:
  ///   - centre: c; nil is 0.
  ///   - targets: in place of the posterior's.
  ///   - decay: δ ≥ 0.
  /// - Throws: `PosteriorFailure.wrongParameters`, `FiniteWidthFailure`.
  public func descended(
    from start: [Double], centre: [Double]? = nil, targets: [Double]? = nil, decay: Double = 1,
    _ settings: DescentSettings
  ) throws -> [Double] {
    try PosteriorFailure.check(decay, "weight decay", mayVanish: true)
    return try descended(
      from: start, centre: centre, targets: targets, decay: Array(repeating: decay, count: parameterCount), masks: nil,
      settings)
  }

  /// y + σ ε.
  public func perturbedTargets(_ seed: Seed) -> [Double] {
    var generator = CounterBasedGenerator(seed: seed)
    return targets.map { $0 + noiseVariance.squareRoot() * generator.normal() }
  }

  /// - Parameters:
  ///   - decay: the precision of each weight.
  ///   - masks: units that are left out, anew for every step and input.
  func descended(
    from start: [Double], centre: [Double]?, targets: [Double]?, decay: [Double], masks: DropoutMasks?,
    _ settings: DescentSettings
  ) throws -> [Double] {
    try check(parameters: start)
    if let centre { try check(parameters: centre) }
    if let targets { try check(targets: targets) }
    try settings.check()
    let numbers = AdamNumbers(start, .cosine(initial: settings.rate, steps: settings.steps))
    let evaluation = WhitenedEvaluation<Float>(self, inputs: inputs)
    let targets = (targets ?? self.targets).map { Float($0) }
    let centre = (centre ?? Array(repeating: 0, count: parameterCount)).map { Float($0) }
    let decay = decay.map { Float($0) }
    if let masks { evaluation.masks = masks.pointers(layers: layers.count) }
    for step in 0..<settings.steps {
      masks?.draw(step)
      targets.withUnsafeBufferPointer { targets in
        guard let targets = targets.baseAddress else { return }
        evaluation.addLikelihoodGradient(
          numbers.values, targets: targets, factor: Float(1 / noiseVariance), to: numbers.gradient)
      }
      for p in 0..<numbers.count {
        numbers.gradient[p] = decay[p] * (numbers.values[p] - centre[p]) - numbers.gradient[p]
      }
      numbers.step()
    }
    return numbers.list
  }
}
