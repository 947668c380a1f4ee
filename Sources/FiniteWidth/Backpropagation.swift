import LinearAlgebra

/// The derivative of a function of the outputs with respect to the effective parameters of a dense layer or a
/// convolution.
public struct DenseGradient<S: Scalar>: Sendable, Equatable {
  /// [fan-in, fan-out]
  public let weights: Matrix<S>
  /// [fan-out]
  public let biases: [S]
}

extension FiniteNetwork {
  /// The gradient of Σ G ∘ f(X) with respect to every layer's W and b, G = `outputGradient` [n, outputs] held fixed.
  ///
  /// With G the derivative of a loss by the outputs this is the gradient of the loss. It is taken in the effective
  /// parameters: gradient descent in another parameterisation multiplies it by `weightMetric` and `biasMetric`.
  ///
  /// - Throws: `FiniteWidthFailure.wrongOutputGradient`; `NonlinearityFailure.discontinuous` of a φ that jumps.
  /// - Complexity: two BLAS products a layer with weights.
  public func gradients(_ trace: ForwardTrace<S>, outputGradient: Matrix<S>) throws -> [DenseGradient<S>] {
    try steps.checkContinuity()
    guard outputGradient.rows == trace.outputs.rows, outputGradient.columns == trace.outputs.columns else {
      throw FiniteWidthFailure.wrongOutputGradient(
        expected: [trace.outputs.rows, trace.outputs.columns], found: [outputGradient.rows, outputGradient.columns])
    }
    var gradients = [DenseGradient<S>?](repeating: nil, count: parameters.count)
    backpropagate(trace.steps, outputGradient, isFirst: true) { layer, input, delta in
      gradients[layer] = DenseGradient(
        weights: input.transposedTimes(delta), biases: Elementwise.columnSums(delta))
    }
    return gradients.compactMap(\.self)
  }

  /// Carries δ = ∂/∂(output) back through the steps, shows `visit` each dense layer's number, its input h and its δ,
  /// and returns δ of the steps' input: δ ← δ Wᵀ at a dense layer, δ ← δ ∘ φ′(z) at an activation.
  ///
  /// Of a convolution `visit` is shown patches and δ of all positions, [n · positions, …]; of attention h and δ of the
  /// keys likewise.
  ///
  /// If `isFirst`, the steps begin at the network's input, whose δ nobody needs, and the first product is left out.
  @discardableResult
  func backpropagate(
    _ steps: [Trace<S>], _ delta: Matrix<S>, isFirst: Bool,
    visit: (_ layer: Int, _ input: Matrix<S>, _ delta: Matrix<S>) -> Void
  ) -> Matrix<S> {
    var delta = delta
    for (index, step) in steps.enumerated().reversed() {
      switch step {
      case .dense(let layer, let input):
        visit(layer, input, delta)
        if isFirst && index == 0 { return delta }
        delta = delta.timesTransposed(parameters[layer].weights)
      case .convolution(let layer, let geometry, let input):
        let deltas = delta.reshaped(columns: parameters[layer].biases.count)
        visit(layer, geometry.patches(of: input), deltas)
        if isFirst && index == 0 { return delta }
        delta = geometry.images(scattering: deltas.timesTransposed(parameters[layer].weights))
      case .attention(let layer, let geometry, let input):
        let carried = geometry.carriedBack(delta, at: input, parameters[layer])
        visit(layer, input.reshaped(columns: geometry.channels), carried.keys)
        delta = carried.inputs
      case .pooling(let geometry): delta = geometry.spread(delta)
      case .layerNorm(let features, let input):
        delta = input.normalisationDerivative(of: delta, features: features)
      case .activation(let nonlinearity, let preactivation):
        Elementwise.multiplyByDerivative(nonlinearity, at: preactivation, &delta)
      case .dropout(let mask):
        Elementwise.multiply(&delta, by: mask)
      case .branches(let branches, let join):
        let parts = join.parted(delta, branches: branches.count)
        let deltas = zip(branches, parts).reversed().map { backpropagate($0, $1, isFirst: false, visit: visit) }
        delta = ChannelJoin.sum.joined(deltas.reversed())
      }
    }
    return delta
  }
}
