import Architectures
import Nonlinearities

/// What one layer does to the covariances of positions.
enum SpatialStep: Sendable {
  case convolution(SpatialConvolution)
  /// φ; the slot says where each image keeps what φ needs to know of its variances.
  case activation(slot: Int)
  case layerNorm(slot: Int)
  case dropout(keepProbability: Double)
  /// What each branch makes of the covariances, added.
  case branches([[SpatialStep]])
  /// A branch's share in a concatenation.
  case scale(Double)
  /// The sums over a plane are taken here, for the head: of the readout with this number.
  case readout(Int)
}

extension SpatialStep {
  /// Whether it is a layer of the architecture.
  var isLayer: Bool {
    switch self {
    case .readout, .scale: false
    case .convolution, .activation, .layerNorm, .dropout, .branches: true
    }
  }

  /// Whether nothing comes of what is before it.
  var hasNoWeights: Bool {
    if case .convolution(let convolution) = self { convolution.weightVariance == 0 } else { false }
  }

  /// Whether K or Θ may rightly be nothing behind it: of a φ that is constant, and of branches without weights.
  func mayVanish(_ slots: [TableSlot]) -> Bool {
    switch self {
    case .activation(let slot):
      if case .nonlinearity(let nonlinearity) = slots[slot].content { nonlinearity.isLevel } else { false }
    case .branches(let branches): branches.contains { $0.contains { $0.hasNoWeights || $0.mayVanish(slots) } }
    case .convolution, .layerNorm, .dropout, .scale, .readout: false
    }
  }

  /// The layer's name in an architecture file.
  var name: String {
    switch self {
    case .convolution: "convolution"
    case .activation: "activation"
    case .layerNorm: "layerNorm"
    case .dropout: "dropout"
    case .branches(let branches): branches.count == 2 && branches[0].isEmpty ? "residual" : "parallel"
    case .scale: "parallel"
    case .readout: "head"
    }
  }
}

/// A place in an image's tables, filled when the image's own variances pass a layer.
struct TableSlot: Sendable {
  enum Content: Sendable {
    case nonlinearity(Nonlinearity)
    /// 1/√(q + 10⁻¹²)
    case inverseRoots
  }

  let content: Content
  let stage: Int
  let quantityCount: Int
}
