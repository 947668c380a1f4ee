import Architectures
import Foundation
import LinearAlgebra
import Randomness

/// The exact posterior of a network of finite width with normal priors, on data with normal noise of variance σ²; its
/// last layer integrated out.
///
/// Given all weights before the last layer, W, with hidden units h the outputs are a Gaussian process with the
/// covariance K_W = σ_b² + σ_w² h h'/fan-in. So the posterior is
///
///     p(W | y) ∝ p(W) p(y | W),   y | W ~ N(0, K_W + σ² I),
///
/// and given W that of the outputs is normal, in closed form. What has to be sampled is W, of which p(y | W) tends to a
/// constant as the width grows, and the posterior to the prior: samplers that leave the prior as it is accept then
/// (Hron et al. 2022, arXiv:2206.07673; Pezzetti, Favaro and Peluchetti, arXiv:2408.14325).
///
/// Several outputs share W. Everything is float64.
public struct NetworkPosterior: Sendable {
  /// All before the last layer.
  private let hidden: Architecture
  private let input: InputShape
  private let width: Int
  /// Of the last layer.
  private let weightVariance, biasVariance: Double
  private let inputs: Matrix<Double>
  /// [k, n]: yᵀ
  private let targets: Matrix<Double>
  public let noiseVariance: Double
  /// Prior variances of the weights and biases of each layer before the last.
  let variances: [(weights: Double, biases: Double)]

  /// - Parameters:
  ///   - architecture: ends in a dense layer.
  ///   - inputs: [n, inputs].
  ///   - targets: [n, k].
  ///   - noiseVariance: σ² > 0.
  /// - Throws: `PosteriorFailure`, and what `Architecture.finiteWidth` throws.
  public init(
    _ architecture: Architecture, width: Int, inputs: Matrix<Double>, targets: Matrix<Double>, noiseVariance: Double
  ) throws {
    let layers = architecture.expanded
    guard case .dense(let readout)? = layers.last, layers.count > 1 else {
      throw PosteriorFailure.noReadout
    }
    if layers.contains(where: { $0.holds { $0.keptShare != nil } }) { throw PosteriorFailure.dropout }
    guard width >= 1 else { throw FiniteWidthFailure.badCount(what: "width", value: width) }
    guard inputs.rows > 0, inputs.columns > 0 else { throw PosteriorFailure.noData }
    guard noiseVariance.isFinite, noiseVariance > 0 else { throw PosteriorFailure.noise(noiseVariance) }
    guard targets.rows == inputs.rows, targets.columns > 0 else {
      throw FiniteWidthFailure.wrongTargets(expected: [inputs.rows, 1], found: [targets.rows, targets.columns])
    }
    if let row = (0..<inputs.rows).first(where: { row in
      !(Array(inputs.row(row)) + Array(targets.row(row))).allSatisfy(\.isFinite)
    }) {
      throw PosteriorFailure.notFinite(row: row)
    }
    hidden = try Architecture(layers: Array(layers.dropLast()))
    input = .vector(features: inputs.columns)
    try hidden.validate(input: input)
    (self.width, weightVariance, biasVariance) = (width, readout.weightVariance, readout.biasVariance)
    (self.inputs, self.targets, self.noiseVariance) = (inputs, targets.transposed, noiseVariance)
    variances = try NetworkPlan(hidden, width: width, outputs: width, input: SpatialShape(input)).shapes.map {
      (weights: $0.weightVariance / Double($0.fanIn), biases: $0.biasVariance)
    }
  }

  var dataCount: Int { inputs.rows }
  var outputCount: Int { targets.rows }
  var readoutBiasVariance: Double { biasVariance }

  /// Weights drawn from the prior.
  func prior(_ seed: Seed) throws -> FiniteNetwork<Double> {
    try hidden.finiteWidth(width, outputs: width, input: input, seed: seed, as: Double.self)
  }

  /// The weights of a draw from the prior, with what the data say of them.
  public func sample(seed: Seed) throws -> PosteriorSample { try sample(prior(seed), withGradient: false) }

  /// - Throws: `CholeskyFactor.Obstacle` where K_W is not finite.
  func sample(_ network: FiniteNetwork<Double>, withGradient: Bool) throws -> PosteriorSample {
    let trace = try network.trace(inputs)
    let evidence = try evidence(trace.outputs)
    let (n, k) = (inputs.rows, targets.rows)
    let fit = zip(targets.elements, evidence.weights.elements).reduce(0) { $0 + $1.0 * $1.1 }
    let constant = Double(n * k) * log(2 * .pi)
    let value = -0.5 * (fit + Double(k) * evidence.factor.logDeterminant + constant)
    guard withGradient else { return PosteriorSample(network: network, logEvidence: value, gradient: nil) }
    // ∂/∂K = ½ (Σ α αᵀ − k K⁻¹), and K is σ_w² h hᵀ/fan-in.
    var inverse = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { inverse[i, i] = -Double(k) }
    evidence.factor.solve(&inverse)
    var sensitivity = evidence.weights.transposed.multiplied(by: evidence.weights)
    for place in sensitivity.elements.indices {
      sensitivity.elements[place] =
        (sensitivity.elements[place] + inverse.elements[place]) * weightVariance / Double(trace.outputs.columns)
    }
    let gradient = try network.gradients(trace, outputGradient: sensitivity.multiplied(by: trace.outputs))
    return PosteriorSample(network: network, logEvidence: value, gradient: gradient)
  }

  /// The factor of K_W + σ² I, and α = (K_W + σ² I)⁻¹ y, [k, n].
  private func evidence(_ units: Matrix<Double>) throws -> (factor: CholeskyFactor, weights: Matrix<Double>) {
    let factor = try CholeskyFactor.factor(covariance(units, units), shifts: [noiseVariance]).factor
    var weights = targets
    factor.solve(&weights)
    return (factor, weights)
  }

  private func covariance(_ rows: Matrix<Double>, _ columns: Matrix<Double>) -> Matrix<Double> {
    var covariance = rows.secondMoments(with: columns)
    for place in covariance.elements.indices {
      covariance.elements[place] = biasVariance + weightVariance * covariance.elements[place]
    }
    return covariance
  }

  /// Mean and variance of the outputs without noise, given the weights of a sample: mean [m, k], and a variance an
  /// input, which all outputs have.
  ///
  /// - Parameter testInputs: [m, inputs].
  public func prediction(
    _ sample: PosteriorSample, at testInputs: Matrix<Double>
  ) throws -> (mean: Matrix<Double>, variance: [Double]) {
    if let row = (0..<testInputs.rows).first(where: { !testInputs.row($0).allSatisfy(\.isFinite) }) {
      throw PosteriorFailure.notFinite(row: row)
    }
    let (units, others) = (try sample.network(inputs), try sample.network(testInputs))
    let evidence = try evidence(units)
    var cross = covariance(others, units)
    let mean = cross.multiplied(byTransposeOf: evidence.weights)
    evidence.factor.solveLower(&cross)
    let variance = (0..<testInputs.rows).map { x in
      let own = others.row(x).reduce(0) { $0 + $1 * $1 } / Double(others.columns)
      let known = cross.row(x).reduce(0) { $0 + $1 * $1 }
      return max(0, biasVariance + weightVariance * own - known)
    }
    return (mean, variance)
  }
}
