import LinearAlgebra

/// A change of one dense layer's effective parameters.
public struct DenseChange<S: Scalar>: Sendable {
  /// [fan-in, fan-out]
  public var weights: Matrix<S>
  /// [fan-out]
  public var biases: [S]

  public init(weights: Matrix<S>, biases: [S]) { (self.weights, self.biases) = (weights, biases) }
}

extension FiniteNetwork {
  /// The derivative of the outputs along a change of the parameters, J · v (forward mode), [n, outputs].
  ///
  /// A dense layer maps the change ḣ of its input to ḣ W + h Ẇ + ḃ, an activation to φ′(z) ∘ ḣ; a convolution does what
  /// a dense layer does to patches.
  ///
  /// - Parameters:
  ///   - trace: the forward pass at which the derivative is taken.
  ///   - direction: v, one change a dense layer.
  /// - Throws: `FiniteWidthFailure.wrongDirection`.
  /// - Complexity: two BLAS products a dense layer.
  public func directionalDerivative(_ trace: ForwardTrace<S>, along direction: [DenseChange<S>]) throws -> Matrix<S> {
    let shapes = parameters.map { [$0.weights.rows, $0.weights.columns, $0.biases.count] }
    let found = direction.map { [$0.weights.rows, $0.weights.columns, $0.biases.count] }
    guard shapes == found else { throw FiniteWidthFailure.wrongDirection(expected: shapes, found: found) }
    let still = Matrix<S>(rows: trace.outputs.rows, columns: inputs)
    return derivative(trace.steps, still, isStill: true, along: direction)
  }

  /// The outputs of the network linearised here, f(x) + J(x) · (θ' − θ), at the parameters θ' of another network of the
  /// same shape (Lee et al. 2019, Eq. 3).
  ///
  /// - Throws: `FiniteWidthFailure`.
  /// - Complexity: three BLAS products a dense layer.
  public func linearised(at other: FiniteNetwork<S>, _ inputs: Matrix<S>) throws -> Matrix<S> {
    let direction = zip(other.parameters, parameters).map { new, old in
      var change = DenseChange(weights: new.weights, biases: new.biases)
      guard change.weights.elements.count == old.weights.elements.count else { return change }
      Elementwise.add(old.weights.elements, times: -1, to: &change.weights.elements)
      Elementwise.add(old.biases, times: -1, to: &change.biases)
      return change
    }
    let trace = try trace(inputs)
    var outputs = trace.outputs
    Elementwise.add(try directionalDerivative(trace, along: direction), to: &outputs)
    return outputs
  }

  /// `isStill`: the steps' input does not change, and a product with its change is left out.
  private func derivative(
    _ steps: [Trace<S>], _ change: Matrix<S>, isStill: Bool, along direction: [DenseChange<S>]
  ) -> Matrix<S> {
    var (change, isStill) = (change, isStill)
    for step in steps {
      switch step {
      case .dense(let layer, let input):
        let own = input.times(
          direction[layer].weights, addedTo: Elementwise.rows(input.rows, of: direction[layer].biases))
        change = isStill ? own : change.times(parameters[layer].weights, addedTo: own)
        isStill = false
      case .convolution(let layer, let geometry, let input):
        let own = geometry.patches(of: input).times(
          direction[layer].weights,
          addedTo: Elementwise.rows(input.rows * geometry.positions, of: direction[layer].biases))
        let moved = isStill ? own : geometry.patches(of: change).times(parameters[layer].weights, addedTo: own)
        change = moved.reshaped(columns: geometry.positions * parameters[layer].biases.count)
        isStill = false
      case .attention(let layer, let geometry, let input):
        let (h, moved) = (input.reshaped(columns: geometry.channels), change.reshaped(columns: geometry.channels))
        let own = h.times(
          direction[layer].weights, addedTo: Elementwise.rows(h.rows, of: direction[layer].biases))
        change = geometry.moved(
          change, keys: moved.times(parameters[layer].weights, addedTo: own), at: input, parameters[layer])
        isStill = false
      case .pooling(let geometry): change = geometry.pooled(change)
      case .layerNorm(let features, let input):
        change = input.normalisationDerivative(of: change, features: features)
      case .activation(let nonlinearity, let preactivation):
        Elementwise.multiplyByDerivative(nonlinearity, at: preactivation, &change)
      case .dropout(let mask):
        Elementwise.multiply(&change, by: mask)
      case .branches(let branches, let join):
        change = join.joined(branches.map { derivative($0, change, isStill: isStill, along: direction) })
        isStill = false
      }
    }
    return change
  }
}
