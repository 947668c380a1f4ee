import LinearAlgebra
import Platform
import Randomness

/// A network trained with dropout whose predictions are samples with units left out at random.
///
/// *Definition* (Gal and Ghahramani 2016, arXiv:1506.02142). Every hidden unit is kept with the probability p. Fitting
/// the distribution of weights diag(z) M, z_k ~ Bernoulli(p), to the posterior leads to the loss
///
///     E_z ½ Σ (f_{z,M}(x) − y)²/σ² + ½ p ‖M‖² + ½ ‖other weights and biases‖²
///
/// in whitened weights, M those behind a unit that may be left out: their Eq. 7 with N λ τ = ½ p l², the length scale
/// l² = 1 being the prior's precision. A prediction is a mixture over z.
public struct DropoutPosterior: Sendable {
  /// p
  public let keepProbability: Double
  /// M and the other weights.
  public let parameters: [Double]
  private let posterior: WeightPosterior

  fileprivate init(_ posterior: WeightPosterior, parameters: [Double], keepProbability: Double) {
    (self.posterior, self.parameters, self.keepProbability) = (posterior, parameters, keepProbability)
  }

  /// Outputs of networks with units left out, each the same for all inputs: [samples, m].
  ///
  /// - Parameters:
  ///   - count: 1 or more.
  ///   - testInputs: [m, inputs], m ≥ 1.
  /// - Throws: `FiniteWidthFailure`.
  public func samples(_ count: Int, at testInputs: Matrix<Double>, seed: Seed) throws -> Matrix<Double> {
    try posterior.check(testInputs)
    try PosteriorFailure.check(count, "number of samples")
    let evaluation = WhitenedEvaluation<Float>(posterior, inputs: testInputs)
    let masks = DropoutMasks(
      posterior, rows: testInputs.rows, keepProbability: keepProbability, seed: seed, isShared: true)
    evaluation.masks = masks.pointers(layers: posterior.layers.count)
    let weights = parameters.map { Float($0) }
    return Matrix(rows: count, columns: testInputs.rows) { target in
      for sample in 0..<count {
        masks.draw(sample)
        let outputs = evaluation.forward(weights)
        for x in 0..<testInputs.rows { target[sample * testInputs.rows + x] = Double(outputs[x]) }
      }
    }
  }
}

extension WeightPosterior {
  /// Trains a network with dropout from θ₀.
  ///
  /// - Parameter keepProbability: p, 0 < p ≤ 1.
  /// - Throws: `PosteriorFailure.keepProbability`, `.wrongParameters`, `FiniteWidthFailure.badSetting`.
  public func dropout(
    keepProbability: Double, from start: [Double], _ settings: DescentSettings, seed: Seed
  ) throws -> DropoutPosterior {
    guard keepProbability > 0, keepProbability <= 1 else { throw PosteriorFailure.keepProbability(keepProbability) }
    var decay = [Double](repeating: 1, count: parameterCount)
    for layer in layers.dropFirst() {
      for p in layer.first..<layer.first + layer.weightCount { decay[p] = keepProbability }
    }
    let masks = DropoutMasks(
      self, rows: inputs.rows, keepProbability: keepProbability, seed: seed, isShared: false)
    let parameters = try descended(from: start, centre: nil, targets: nil, decay: decay, masks: masks, settings)
    return DropoutPosterior(self, parameters: parameters, keepProbability: keepProbability)
  }
}
