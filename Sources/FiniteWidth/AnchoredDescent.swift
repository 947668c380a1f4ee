import LinearAlgebra

/// Full-batch gradient descent with momentum on ½ Σ ‖f(x) − y‖² + ½ λ ‖θ − θ₀‖², θ₀ the parameters at the beginning.
///
/// The decay pulls back to where the parameters began: the prior N(θ₀, I) of a Bayesian's network in NTK parameterisation (He,
/// Lakshminarayanan and Teh 2020). In effective parameters a weight moves by
///
///     v ← β v − η (μ ∂L/∂W + λ (W − W₀)),   W ← W + v,
///
/// μ the metric of the parameterisation. With λ = 0 and β = 0 it is the plain method that training loops are checked against.
public struct AnchoredDescent: Sendable {
  /// η
  public let rate: Double
  /// β
  public let momentum: Double
  /// λ
  public let decay: Double

  public init(rate: Double, momentum: Double = 0, decay: Double = 0) {
    (self.rate, self.momentum, self.decay) = (rate, momentum, decay)
  }

  /// The network after `steps` steps.
  ///
  /// - Throws: `FiniteWidthFailure` for inputs or targets of another shape.
  /// - Complexity: per step three BLAS products a dense layer; each step makes its matrices anew.
  public func trained<S: Scalar>(
    _ network: FiniteNetwork<S>, inputs: Matrix<S>, targets: Matrix<S>, steps: Int
  ) throws -> FiniteNetwork<S> {
    var trained = network
    var velocities = network.parameters.map { layer in
      DenseChange(
        weights: Matrix<S>(rows: layer.weights.rows, columns: layer.weights.columns),
        biases: [S](repeating: 0, count: layer.biases.count))
    }
    for _ in 0..<steps {
      let trace = try trained.trace(inputs)
      guard targets.rows == trace.outputs.rows, targets.columns == trace.outputs.columns else {
        throw FiniteWidthFailure.wrongTargets(
          expected: [trace.outputs.rows, trace.outputs.columns], found: [targets.rows, targets.columns])
      }
      var residuals = trace.outputs
      Elementwise.add(targets.elements, times: -1, to: &residuals.elements)
      for (layer, gradient) in try trained.gradients(trace, outputGradient: residuals).enumerated() {
        let anchor = network.parameters[layer]
        func move(
          _ parameters: inout [S], _ velocity: inout [S], _ gradient: [S], from anchor: [S], metric: Double
        ) {
          guard metric != 0 else { return }
          Elementwise.descend(
            &parameters, &velocity, gradient, anchor: anchor, momentum: S(momentum), step: S(rate * metric),
            pull: S(rate * decay))
        }
        move(
          &trained.parameters[layer].weights.elements, &velocities[layer].weights.elements, gradient.weights.elements,
          from: anchor.weights.elements, metric: anchor.weightMetric)
        move(
          &trained.parameters[layer].biases, &velocities[layer].biases, gradient.biases, from: anchor.biases,
          metric: anchor.biasMetric)
      }
    }
    return trained
  }
}
