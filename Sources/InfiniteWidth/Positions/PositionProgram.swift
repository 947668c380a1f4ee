import Architectures
import Nonlinearities

/// An architecture on images, compiled to steps on the tensor of a pair: up to the layer behind which an image is one
/// vector, and the layers on vectors after it.
struct PositionProgram: Sendable {
  let grid: PositionGrid
  /// Which positions meet at the input.
  let met: MetPositions
  let steps: [PositionStep]
  let slots: [PositionSlot]
  /// By slot, φ of those that need no preparation.
  let fastDuals: [PreparedDual?]
  let vectorLayers: [Layer]
  /// The layers up to the head and with it, repetitions written out.
  let spatialLayerCount: Int
  /// Whether `CosineRecursion` is needed behind the head.
  let needsCosines: Bool
  /// Equal positions alone, where they close on themselves.
  let equal: EqualPositionsProgram?

  /// - Parameters:
  ///   - layers: expanded layers that fit images of this size.
  /// - Throws: `InfiniteWidthError.endsInImage` where no layer turns positions into a vector.
  init(_ layers: [Layer], grid: PositionGrid) throws {
    guard let head = layers.firstIndex(where: \.makesVector) else { throw InfiniteWidthError.endsInImage }
    let spatial = Array(layers[...head])
    var compiler = PositionCompiler()
    let compiled = try compiler.compile(spatial, on: grid, position: 1, met: .equal)
    (self.grid, met, steps, slots) = (grid, compiled.met, compiled.steps, compiler.slots)
    fastDuals = try compiler.slots.map { slot in
      guard case .nonlinearity(let nonlinearity) = slot.content, nonlinearity.hasFastCovarianceDual else { return nil }
      return PreparedDual(try nonlinearity.covarianceDual(variances: []))
    }
    vectorLayers = Array(layers[(head + 1)...])
    spatialLayerCount = spatial.count
    needsCosines = CosineRecursion.isNeeded(by: layers)
    equal = try EqualPositionsProgram(spatial, grid: grid)
  }

  /// Numbers of the largest tensor.
  var capacity: Int {
    max(PositionTensor.count(grid, met), Self.largest(steps) { PositionTensor.count($0.grid, $0.met) })
  }

  /// Numbers that the largest step needs beside its tensors.
  var scratchCount: Int {
    Self.largest(steps) { step in
      switch step.kind {
      case .convolution(let convolution): convolution.window.alignedScratchCount(step.met)
      case .pooling(let pooling): pooling.window.bothScratchCount
      case .attention: PositionTensor.count(step.grid, .all)
      case .activation(let slot): slots[slot].count * PositionRunner.rowsOfPlane
      case .layerNorm, .dropout, .branches, .scale, .flatten, .restriction: 0
      }
    }
  }

  private static func largest(_ steps: [PositionStep], _ count: (PositionStep) -> Int) -> Int {
    steps.reduce(0) { most, step in
      guard case .branches(let branches, _) = step.kind else { return max(most, count(step)) }
      return branches.reduce(max(most, count(step))) { max($0, largest($1, count)) }
    }
  }
}

extension Layer {
  /// Whether a vector is behind it where an image is before.
  fileprivate var makesVector: Bool {
    switch self {
    case .flatten, .globalAveragePooling: true
    case .residual, .parallel, .repeated: innerLayers.contains(where: \.makesVector)
    case .dense, .convolution, .averagePooling, .activation, .layerNorm, .dropout: false
    }
  }
}
