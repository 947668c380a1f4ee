import LinearAlgebra

/// What one output's gradients consist of, an output at a time, from one forward pass.
///
/// φ′ of all units is taken once and serves every output.
struct OutputSensitivities<S: Scalar> {
  private let network: FiniteNetwork<S>
  private let steps: [Trace<S>]
  private let inputCount: Int

  init(_ network: FiniteNetwork<S>, _ trace: ForwardTrace<S>) {
    (self.network, inputCount) = (network, trace.outputs.rows)
    steps = Self.linearised(trace.steps)
  }

  /// Every activation as what it does to a small change: a factor φ′(z) for each unit.
  private static func linearised(_ steps: [Trace<S>]) -> [Trace<S>] {
    steps.map { step in
      switch step {
      case .activation(let nonlinearity, let preactivation):
        var slopes = Matrix<S>(rows: preactivation.rows, columns: preactivation.columns, repeating: 1)
        Elementwise.multiplyByDerivative(nonlinearity, at: preactivation, &slopes)
        return .dropout(mask: slopes)
      case .branches(let branches, let join): return .branches(branches.map(linearised), join)
      case .dense, .convolution, .attention, .pooling, .layerNorm, .dropout: return step
      }
    }
  }

  /// The trained layers' parts in the gradient of output k, the last layer first.
  func parts(of output: Int) -> [GradientPart<S>] {
    var delta = Matrix<S>(rows: inputCount, columns: network.outputs)
    for i in 0..<inputCount { delta[i, output] = 1 }
    var parts: [GradientPart<S>] = []
    network.backpropagate(steps, delta, isFirst: true) { layer, input, delta in
      let parameters = network.parameters[layer]
      guard parameters.weightMetric != 0 || parameters.biasMetric != 0 else { return }
      let content: GradientPart<S>.Content
      if input.rows == inputCount {
        content = .factors(input: input, delta: delta)
      } else {
        let own = InputGradients(patches: input, deltas: delta, inputs: inputCount)
        content = .multipliedOut(weights: own.weights, biases: own.biases)
      }
      parts.append(
        GradientPart(
          content: content, weightMetric: S(parameters.weightMetric), biasMetric: S(parameters.biasMetric)))
    }
    return parts
  }
}
