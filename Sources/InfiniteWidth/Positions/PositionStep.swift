import Nonlinearities

/// What one layer does to the tensor of a pair of images.
struct PositionStep: Sendable {
  indirect enum Kind: Sendable {
    case convolution(PositionConvolution)
    case pooling(PositionPooling)
    /// φ; the slot says where each image keeps what φ needs to know of its variances.
    case activation(slot: Int)
    case layerNorm(slot: Int)
    case attention(PositionAttention, slot: Int)
    case dropout(keepProbability: Double)
    /// What each branch makes of the tensor, added or multiplied.
    case branches([[PositionStep]], isProduct: Bool)
    /// A branch's share in a concatenation.
    case scale(Double)
    /// The mean over equal positions.
    case flatten
    /// Forgets all but equal positions, where another branch needs them all.
    case restriction
  }

  let kind: Kind
  /// The layer's name in an architecture file, and its place, repetitions written out; for errors.
  let name: String
  let position: Int
  /// The positions behind it.
  let grid: PositionGrid
  /// Which of them meet.
  let met: MetPositions

  /// Whether it is a layer of the architecture.
  var isLayer: Bool {
    switch kind {
    case .scale, .restriction: false
    case .convolution, .pooling, .activation, .layerNorm, .attention, .dropout, .branches, .flatten: true
    }
  }

  /// Whether nothing comes of what is before it.
  var hasNoWeights: Bool {
    switch kind {
    case .convolution(let convolution): convolution.weightVariance == 0
    case .attention(let attention, _): attention.valueVariance == 0
    case .pooling, .activation, .layerNorm, .dropout, .branches, .scale, .flatten, .restriction: false
    }
  }

  /// Whether K or Θ may rightly be nothing behind it: of a φ that is constant, and of branches without weights.
  func mayVanish(_ slots: [PositionSlot]) -> Bool {
    switch kind {
    case .activation(let slot):
      if case .nonlinearity(let nonlinearity) = slots[slot].content { nonlinearity.isLevel } else { false }
    case .branches(let branches, _):
      branches.contains { $0.contains { $0.hasNoWeights || $0.mayVanish(slots) } }
    case .convolution, .pooling, .layerNorm, .attention, .dropout, .scale, .flatten, .restriction: false
    }
  }

  /// Whether equal positions behind it come of equal ones before it.
  var keepsEqual: Bool {
    switch kind {
    case .pooling, .attention: false
    case .branches(let branches, _): branches.allSatisfy { $0.allSatisfy(\.keepsEqual) }
    case .convolution, .activation, .layerNorm, .dropout, .scale, .flatten, .restriction: true
    }
  }
}

/// A place in an image's tables, filled when the image's own tensor passes a layer.
struct PositionSlot: Sendable {
  enum Content: Sendable {
    /// What `CovarianceDual` tabulates.
    case nonlinearity(Nonlinearity)
    /// 1/√(q + 10⁻¹²)
    case inverseRoots
    /// ζ
    case attention(PositionAttention)
  }

  let content: Content
  let grid: PositionGrid
  let position: Int
  /// In how long pieces φ gets a list of equal positions, so that what it notes of a piece stays in the first-level
  /// cache: pairs of lanes, of which there are a whole number.
  let lineLength: Int

  init(content: Content, grid: PositionGrid, position: Int) {
    (self.content, self.grid, self.position) = (content, grid, position)
    let pairs = grid.listLength / 16
    lineLength = 16 * ((1...8).last { pairs.isMultiple(of: $0) } ?? 1)
  }

  /// Numbers of one image.
  var count: Int {
    switch content {
    case .nonlinearity(let nonlinearity): nonlinearity.covarianceQuantityCount * grid.listLength
    case .inverseRoots: grid.listLength
    case .attention: grid.positionCount * grid.listLength
    }
  }
}
