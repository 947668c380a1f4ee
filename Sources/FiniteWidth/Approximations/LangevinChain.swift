import LinearAlgebra
import Platform
import Randomness

/// Stochastic gradient Langevin dynamics on all weights (Welling and Teh 2011).
///
/// *Definition.* With b of the n examples a step, drawn by passes through all of them in random order,
///
///     θ ← θ + ½ ε (∇log p(θ) + n/b Σ_batch ∇log p(y_i | θ)) + √ε ξ,   ξ ~ N(0, I).
///
/// No step is refused, so that at a constant ε the stationary distribution is the posterior but for an error of the
/// first order in ε (Vollmer, Zygalakis and Teh 2016, arXiv:1501.00438). On a normal distribution of precision λ and
/// with all examples its variance is 1/(λ (1 − ελ/4)), and it diverges for ε ≥ 4/λ. Single precision.
///
/// The same seed gives the same chain.
public final class LangevinChain {
  private let posterior: WeightPosterior
  private let all, batch: WhitenedEvaluation<Float>
  private let batches: MiniBatches?
  private let parameters, gradient, normals, wanted: UnsafeMutablePointer<Float>
  private let targets: [Float]
  private let memory: FlatMemory<Float>
  private let generator: CounterBasedGenerator
  public private(set) var steps = 0

  /// - Parameters:
  ///   - start: θ; nil draws it from the prior.
  ///   - batchSize: b; all where it is as many or more.
  /// - Throws: `FiniteWidthFailure.badCount`, `PosteriorFailure.wrongParameters`.
  public init(_ posterior: WeightPosterior, from start: [Double]? = nil, batchSize: Int, seed: Seed) throws {
    guard batchSize >= 1 else { throw FiniteWidthFailure.badCount(what: "batch size", value: batchSize) }
    if let start { try posterior.check(parameters: start) }
    let (count, examples) = (posterior.parameterCount, posterior.inputs.rows)
    let rows = min(batchSize, examples)
    self.posterior = posterior
    all = WhitenedEvaluation(posterior, inputs: posterior.inputs)
    batch = rows == examples ? all : WhitenedEvaluation(posterior, rows: rows)
    batches = rows == examples ? nil : MiniBatches(of: examples, size: rows, seed: seed.derived("batches"))
    memory = FlatMemory(pieces: [count, count, count, rows])
    (parameters, gradient, normals) = (memory.take(count), memory.take(count), memory.take(count))
    wanted = memory.take(rows)
    targets = posterior.targets.map { Float($0) }
    for i in 0..<rows { wanted[i] = targets[i] }
    generator = CounterBasedGenerator(seed: seed.derived("noise"))
    for (k, value) in (start ?? posterior.prior(seed.derived("start"))).enumerated() { parameters[k] = Float(value) }
  }

  /// - Parameters:
  ///   - count: 0 or more.
  ///   - stepSize: ε > 0.
  /// - Throws: `FiniteWidthFailure.badSetting`.
  /// - Complexity: a gradient of b examples and P normals a step.
  public func advance(steps count: Int, stepSize: Double) throws {
    try PosteriorFailure.check(count, "number of Langevin steps", atLeast: 0)
    try PosteriorFailure.check(stepSize, "Langevin step size")
    let size = posterior.parameterCount
    let (half, root) = (Float(0.5 * stepSize), Float(stepSize.squareRoot()))
    let factor = Float(Double(targets.count) / Double(batch.rows) / posterior.noiseVariance)
    for _ in 0..<count {
      if let batches {
        batches.advance()
        for row in 0..<batch.rows {
          batch.setInput(row, from: all, batches.batch[row])
          wanted[row] = targets[batches.batch[row]]
        }
      }
      gradient.update(repeating: 0, count: size)
      batch.addLikelihoodGradient(parameters, targets: wanted, factor: factor, to: gradient)
      generator.fillNormals(UnsafeMutableBufferPointer(start: normals, count: size), from: UInt64(steps * size))
      for p in 0..<size { parameters[p] += half * (gradient[p] - parameters[p]) + root * normals[p] }
      steps += 1
    }
  }

  /// θ
  public var sample: [Double] { (0..<posterior.parameterCount).map { Double(parameters[$0]) } }
}
