import Architectures
import Nonlinearities

/// An architecture on images, compiled to steps on the tensor of a pair: up to the layer behind which an image is one
/// vector (the head), and the layers on vectors after it.
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
  ///   - layers: expanded layers that fit the shape.
  /// - Throws: `InfiniteWidthError.endsInImage` where no layer turns positions into a vector.
  init(_ layers: [Layer], on shape: PositionShape) throws {
    let end = try Self.end(of: layers, on: shape)
    let spatial = Array(layers[..<end])
    var compiler = PositionCompiler()
    let compiled = try compiler.compile(spatial, on: shape, position: 1, met: .equal)
    (grid, met, steps, slots) = (PositionGrid(shape), compiled.met, compiled.steps, compiler.slots)
    fastDuals = try compiler.slots.map { slot in
      guard case .nonlinearity(let nonlinearity) = slot.content, nonlinearity.hasFastCovarianceDual else { return nil }
      return PreparedDual(try nonlinearity.covarianceDual(variances: []))
    }
    vectorLayers = Array(layers[end...])
    spatialLayerCount = spatial.count
    needsCosines = CosineRecursion.isNeeded(by: layers)
    equal = try EqualPositionsProgram(spatial, on: shape)
  }

  /// How many layers there are up to the head and with it, and on to the last product, which layers on vectors behind
  /// the head do not know.
  private static func end(of layers: [Layer], on shape: PositionShape) throws -> Int {
    var (shape, count) = (shape, 0)
    while shape != .vector {
      guard count < layers.count else { throw InfiniteWidthError.endsInImage }
      shape = try shape.behind([layers[count]])
      count += 1
    }
    return max(count, (layers.lastIndex(where: \.hasProduct) ?? -1) + 1)
  }

  /// Whether every φ is a closed form, which need not prepare itself for the images of a tile.
  var hasOnlyFastDuals: Bool {
    slots.indices.allSatisfy { if case .nonlinearity = slots[$0].content { fastDuals[$0] != nil } else { true } }
  }

  /// Numbers of the largest tensor.
  var capacity: Int {
    max(PositionTensor.count(grid, met), Self.largest(steps) { PositionTensor.count($0.grid, $0.met) })
  }

  /// Numbers that the largest step needs beside its tensors.
  var scratchCount: Int {
    Self.largest(steps) { step in
      switch step.kind {
      case .convolution(let convolution): convolution.scratchCount(step.met)
      case .pooling(let pooling): pooling.window.bothScratchCount
      case .attention: PositionTensor.count(step.grid, .all)
      case .activation(let slot): step.met == .all ? slots[slot].count * PositionRunner.rowsOfPlane : 0
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
  /// Whether branches in it are multiplied.
  var hasProduct: Bool { holds { $0.join == .product } }
}
