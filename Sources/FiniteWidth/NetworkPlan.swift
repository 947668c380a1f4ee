import Architectures
import Nonlinearities

/// What a finite network does with its input, dense layers by their number.
indirect enum Step: Sendable, Hashable {
  case dense(Int)
  case activation(Nonlinearity)
  case dropout(keep: Double, number: Int)
  case residual([Step])
}

/// The steps of an architecture and the shapes of its dense layers at given widths.
///
/// A residual adds its input to its branch, so the layers that end in one sum share one width: the number of outputs if
/// the sum is the output, the hidden width otherwise. Therefore fan-outs are settled from the last layer backwards.
struct NetworkPlan {
  private(set) var steps: [Step] = []
  private(set) var shapes: [DenseShape] = []
  /// The number of features after the last layer.
  private(set) var outputs: Int
  private var dropouts = 0
  private let width: Int

  /// - Throws: `FiniteWidthFailure.notComputable` naming the first layer without a finite network.
  init(_ architecture: Architecture, width: Int, outputs: Int, inputs: Int) throws {
    let layers = architecture.expanded
    for (index, layer) in layers.enumerated() { try Self.requireComputable(layer, index) }
    (self.width, self.outputs) = (width, inputs)
    var signal = inputs
    steps = add(layers, endingIn: outputs, &signal)
    self.outputs = signal
  }

  private static func requireComputable(_ layer: Layer, _ index: Int) throws {
    switch layer {
    case .dense, .activation, .flatten, .dropout: break
    case .residual(let inner), .repeated(_, let inner):
      for layer in inner { try requireComputable(layer, index) }
    case .convolution, .globalAveragePooling, .averagePooling, .layerNorm:
      throw FiniteWidthFailure.notComputable(layer: layer.name, index: index)
    }
  }

  /// `signal` is the number of features before the layers, and after them on return.
  private mutating func add(_ layers: [Layer], endingIn outputs: Int, _ signal: inout Int) -> [Step] {
    // What follows the last dense layer keeps its width; what stands before it ends in hidden width.
    let last = layers.lastIndex { if case .dense = $0 { true } else { false } } ?? layers.startIndex
    return layers.enumerated().compactMap { index, layer -> Step? in
      let fanOut = index < last ? width : outputs
      switch layer {
      case .dense(let weightVariance, let biasVariance, let trainable):
        shapes.append(
          DenseShape(
            fanIn: signal, fanOut: fanOut, weightVariance: weightVariance, biasVariance: biasVariance,
            trainable: trainable))
        signal = fanOut
        return .dense(shapes.count - 1)
      case .activation(let nonlinearity): return .activation(nonlinearity)
      case .dropout(let keep):
        dropouts += 1
        return .dropout(keep: keep, number: dropouts - 1)
      case .residual(let branch):
        var inner = signal
        return .residual(add(branch, endingIn: signal, &inner))
      case .flatten, .repeated, .convolution, .globalAveragePooling, .averagePooling, .layerNorm: return nil
      }
    }
  }
}
