import LinearAlgebra
import Nonlinearities
import Randomness

/// What a forward pass remembers of each step: as much as the backward pass needs.
indirect enum Trace<S: Scalar>: Sendable {
  case dense(Int, input: Matrix<S>)
  case convolution(Int, ConvolutionGeometry, input: Matrix<S>)
  case attention(Int, AttentionGeometry, input: Matrix<S>)
  case activation(Nonlinearity, preactivation: Matrix<S>)
  case pooling(PoolingGeometry)
  case layerNorm(features: Int, input: Matrix<S>)
  case dropout(mask: Matrix<S>)
  case branches([[Trace<S>]], JoinDerivative<S>)
}

/// The outputs of a network for some inputs with what lies between them.
public struct ForwardTrace<S: Scalar>: Sendable {
  /// [n, outputs]
  public let outputs: Matrix<S>
  let steps: [Trace<S>]

  /// The preactivations of every nonlinearity in the order of the layers, each [n, width], or [n, positions ·
  /// channels].
  public var preactivations: [Matrix<S>] { Self.preactivations(steps) }

  /// The input of the last dense layer, [n, fan-in]; nil for a network without dense layers.
  public var lastHidden: Matrix<S>? {
    for step in steps.reversed() { if case .dense(_, let input) = step { return input } }
    return nil
  }

  /// h h'ᵀ / fan-in of the last dense layer's inputs h, [n, n]: the network's empirical NNGP but for σ_w² and σ_b²,
  /// since its mean over networks is (K − σ_b²) / σ_w².
  public var lastHiddenSecondMoments: Matrix<S>? { lastHidden.map { $0.secondMoments(with: $0) } }

  private static func preactivations(_ steps: [Trace<S>]) -> [Matrix<S>] {
    steps.flatMap { step -> [Matrix<S>] in
      switch step {
      case .activation(_, let preactivation): [preactivation]
      case .branches(let branches, _): branches.flatMap { preactivations($0) }
      case .dense, .convolution, .attention, .pooling, .layerNorm, .dropout: []
      }
    }
  }
}

extension FiniteNetwork {
  /// The outputs [n, outputs] for inputs [n, inputs], one a row; an image's numbers have the channels innermost.
  ///
  /// - Parameter dropout: draws the units that dropout removes, independently for every row; without it nothing is
  ///   removed, as in prediction.
  /// - Throws: `FiniteWidthFailure.wrongInputs`.
  /// - Complexity: one BLAS product a layer with weights; memory for two layers, and for the patches of a convolution.
  public func callAsFunction(_ inputs: Matrix<S>, dropout: Seed? = nil) throws -> Matrix<S> {
    try check(inputs)
    return run(steps, inputs, dropout: dropout, remembering: nil)
  }

  /// The same, with the preactivations on the way.
  ///
  /// - Complexity: one BLAS product a layer with weights; memory for all layers.
  public func trace(_ inputs: Matrix<S>, dropout: Seed? = nil) throws -> ForwardTrace<S> {
    try check(inputs)
    var traces: [Trace<S>] = []
    let outputs = run(steps, inputs, dropout: dropout) { traces.append($0) }
    return ForwardTrace(outputs: outputs, steps: traces)
  }

  private func check(_ inputs: Matrix<S>) throws {
    guard inputs.columns == self.inputs else {
      throw FiniteWidthFailure.wrongInputs(expected: self.inputs, found: inputs.columns)
    }
  }

  private func run(
    _ steps: [Step], _ inputs: Matrix<S>, dropout: Seed?, remembering remember: ((Trace<S>) -> Void)?
  ) -> Matrix<S> {
    var signal = inputs
    for step in steps {
      switch step {
      case .dense(let index):
        remember?(.dense(index, input: signal))
        let layer = parameters[index]
        signal = signal.times(layer.weights, addedTo: Elementwise.rows(signal.rows, of: layer.biases))
      case .convolution(let index, let geometry):
        remember?(.convolution(index, geometry, input: signal))
        let (layer, patches) = (parameters[index], geometry.patches(of: signal))
        signal = patches.times(layer.weights, addedTo: Elementwise.rows(patches.rows, of: layer.biases))
          .reshaped(columns: geometry.positions * layer.biases.count)
      case .attention(let index, let geometry):
        remember?(.attention(index, geometry, input: signal))
        signal = geometry.mixed(signal, parameters[index])
      case .pooling(let geometry):
        remember?(.pooling(geometry))
        signal = geometry.pooled(signal)
      case .layerNorm(let features):
        remember?(.layerNorm(features: features, input: signal))
        signal = signal.normalised(features: features)
      case .activation(let nonlinearity):
        remember?(.activation(nonlinearity, preactivation: signal))
        Elementwise.apply(nonlinearity, &signal)
      case .dropout(let keep, let number):
        guard let dropout else { continue }
        let mask = Elementwise.dropoutMask(
          rows: signal.rows, columns: signal.columns, keep: keep,
          CounterBasedGenerator(seed: dropout, stream: UInt64(number)), as: S.self)
        remember?(.dropout(mask: mask))
        Elementwise.multiply(&signal, by: mask)
      case .branches(let branches, let join):
        var (traces, ends) = ([[Trace<S>]](), [Matrix<S>]())
        for branch in branches {
          var inner: [Trace<S>] = []
          ends.append(
            run(branch, signal, dropout: dropout, remembering: remember == nil ? nil : { inner.append($0) }))
          traces.append(inner)
        }
        remember?(.branches(traces, JoinDerivative(join, at: ends)))
        signal = join.joined(ends)
      }
    }
    return signal
  }
}

extension Matrix {
  /// h h'ᵀ / width of the rows h of this matrix and h' of another, such as two lists of hidden units.
  public func secondMoments(with other: Matrix) -> Matrix {
    var moments = timesTransposed(other)
    for i in moments.elements.indices { moments.elements[i] /= S(columns) }
    return moments
  }
}
