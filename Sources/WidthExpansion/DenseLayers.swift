import Architectures
import Nonlinearities

/// An architecture as dense layers with an activation between each two.
struct DenseLayers {
  struct Weights {
    let weightVariance, biasVariance: Double
    /// a and b of `LayerLearning`.
    let weightRate, biasRate: Double
  }

  struct Hidden {
    let derivatives: HigherDerivatives
    /// Of the dense layer behind the activation.
    let weights: Weights
  }

  let first: Weights
  let hidden: [Hidden]

  /// - Throws: `WidthExpansionFailure.notDense`, `.notSmooth`.
  init(_ architecture: Architecture) throws {
    var (first, hidden): (Weights?, [Hidden]) = (nil, [])
    var open: HigherDerivatives?
    for (index, layer) in architecture.expanded.enumerated() {
      func refused(_ reason: String) -> WidthExpansionFailure {
        .notDense(layer: "layers[\(index)].\(layer.name) with repetitions written out", reason: reason)
      }
      switch layer {
      case .activation(let nonlinearity):
        guard let derivatives = HigherDerivatives(nonlinearity) else {
          throw WidthExpansionFailure.notSmooth(nonlinearity: nonlinearity.name)
        }
        if open != nil { throw refused("a dense layer stands between two activations") }
        open = derivatives
      case .dense(let dense):
        let rates = dense.rates
        let weights = Weights(
          weightVariance: dense.weightVariance, biasVariance: dense.biasVariance, weightRate: rates.weights,
          biasRate: rates.biases)
        if let derivatives = open {
          hidden.append(Hidden(derivatives: derivatives, weights: weights))
        } else if first == nil {
          first = weights
        } else {
          throw refused("an activation stands between two dense layers")
        }
        open = nil
      default: throw refused("it is neither")
      }
    }
    guard let first else {
      throw WidthExpansionFailure.notDense(layer: "architecture", reason: "it has no dense layer")
    }
    if open != nil {
      throw WidthExpansionFailure.notDense(layer: "architecture", reason: "no dense layer follows its last activation")
    }
    (self.first, self.hidden) = (first, hidden)
  }
}
