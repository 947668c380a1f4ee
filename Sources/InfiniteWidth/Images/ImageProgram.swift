import Architectures
import Nonlinearities

/// An architecture on images, compiled: stages of layers on positions, the head that ends them, the layers on vectors
/// after it.
struct ImageProgram: Sendable {
  /// How positions become one vector.
  enum Head: Sendable {
    /// K = mean over equal positions.
    case flatten
    /// K = mean over all pairs of positions.
    case globalAveragePooling

    var pairs: PositionPairs { self == .flatten ? .equal : .all }
  }

  let head: Head
  let stages: [SpatialStage]
  let slots: [TableSlot]
  /// How many readouts the last stage has.
  let readoutCount: Int
  /// The factor of the mean over all pairs of positions in K behind the head: the square of their number for a sum.
  let pooledFactor: Double
  /// What follows the head.
  let vectorLayers: [Layer]
  /// Whether `CosineRecursion` is needed behind the head.
  let needsCosines: Bool

  /// - Parameters:
  ///   - layers: expanded layers that fit images of this size.
  /// - Throws: `InfiniteWidthError.endsInImage` where no layer turns positions into a vector, `.changesPositions` where
  ///   one inside a branch does.
  init(_ layers: [Layer], grid: PositionGrid) throws {
    let end = layers.firstIndex { $0.endsPositions } ?? layers.endIndex
    try Self.checkBranches(of: layers[..<end])
    guard end < layers.endIndex else { throw InfiniteWidthError.endsInImage }
    self.init(
      spatial: [Array(layers[..<end])], head: layers[end] == .flatten ? .flatten : .globalAveragePooling,
      isSum: layers[end] == .globalAveragePooling(sum: true), grid: grid, vectorLayers: Array(layers[(end + 1)...]))
  }

  /// Whether branches leave positions as they are, as planes of one offset need it.
  /// - Parameter layers: expanded.
  static func canServe(_ layers: [Layer]) -> Bool {
    do {
      try checkBranches(of: layers.prefix { !$0.endsPositions })
      return true
    } catch { return false }
  }

  /// - Throws: `InfiniteWidthError.changesPositions`.
  static func checkBranches(of layers: some Sequence<Layer>) throws {
    for branch in layers.lazy.compactMap(\.branches).joined() {
      for layer in branch.layers where layer.endsPositions || layer.isWindow {
        throw InfiniteWidthError.changesPositions(layer: layer.name)
      }
      try checkBranches(of: branch.layers)
    }
  }

  /// - Parameters:
  ///   - spatial: layers on positions, with a readout after each list.
  ///   - isSum: of a head that pools.
  init(spatial: [[Layer]], head: Head, isSum: Bool = false, grid: PositionGrid, vectorLayers: [Layer]) {
    (self.head, self.vectorLayers, readoutCount) = (head, vectorLayers, spatial.count)
    needsCosines = CosineRecursion.isNeeded(by: spatial.flatMap { $0 } + vectorLayers)
    var compiler = Compiler(grid: grid)
    for (number, layers) in spatial.enumerated() {
      compiler.append(layers)
      compiler.steps.append(.readout(number))
    }
    compiler.endStage(window: nil)
    slots = compiler.slots
    // What is needed before a window follows from what is needed after it: from the head backwards.
    var (pairs, stages) = (head.pairs, [SpatialStage]())
    for part in compiler.stages.reversed() {
      if let window = part.window { pairs = pairs.before(window: window.size) }
      let offsets = pairs.offsets(on: part.grid)
      stages.append(
        SpatialStage(
          grid: part.grid, offsets: offsets, steps: part.steps,
          window: part.window.map { window in
            PoolingWindow(window.size, isSum: window.isSum, grid: part.grid, offsets: stages.last?.offsets ?? [])
          }))
    }
    self.stages = stages.reversed()
    let positions = Double(stages.first?.grid.positionCount ?? 1)
    pooledFactor = isSum ? positions * positions : 1
  }

  /// The layers up to the head and with it, repetitions written out.
  var spatialLayerCount: Int {
    stages.reduce(1) { $0 + $1.layerCount + ($1.window == nil ? 0 : 1) }
  }

  /// Equal positions alone, where they close on themselves: without a window.
  var equal: EqualPositionsProgram? {
    guard stages.count == 1 else { return nil }
    return EqualPositionsProgram(
      stages[0], slots: slots, isPooled: head == .globalAveragePooling,
      pooledShare: pooledFactor / Double(stages[0].grid.positionCount))
  }

  /// Whether only equal positions are needed anywhere.
  var isEqualPositionsOnly: Bool { stages.allSatisfy { $0.offsets == [.zero] } }

  private struct Compiler {
    var grid: PositionGrid
    var steps: [SpatialStep] = []
    var slots: [TableSlot] = []
    typealias Window = (size: Int, isSum: Bool)
    var stages: [(grid: PositionGrid, steps: [SpatialStep], window: Window?)] = []

    init(grid: PositionGrid) { self.grid = grid }

    mutating func append(_ layers: [Layer]) {
      for layer in layers {
        if case .averagePooling(let pooling) = layer {
          if let window = pooling.squareSize, window > 1 { endStage(window: (window, pooling.sum)) }
        } else {
          steps += compile(layer)
        }
      }
    }

    mutating func endStage(window: Window?) {
      stages.append((grid, steps, window))
      steps = []
      if let size = window?.size { grid = PositionGrid(height: grid.height / size, width: grid.width / size) }
    }

    private mutating func compile(_ layer: Layer) -> [SpatialStep] {
      switch layer {
      case .convolution(let convolution):
        return [
          .convolution(
            SpatialConvolution(
              kernelSize: convolution.squareSize ?? 1, padding: convolution.padding,
              weightVariance: convolution.weightVariance, biasVariance: convolution.biasVariance,
              learning: convolution.trainable, grid: grid))
        ]
      case .activation(let nonlinearity):
        return [.activation(slot: slot(.nonlinearity(nonlinearity), nonlinearity.covarianceQuantityCount))]
      case .layerNorm: return [.layerNorm(slot: slot(.inverseRoots, 1))]
      case .dropout(let keep): return [.dropout(keepProbability: keep)]
      case .residual, .parallel:
        let branches = (layer.branches ?? []).map { branch -> [SpatialStep] in
          branch.layers.flatMap { compile($0) } + (branch.share == 1 ? [] : [.scale(branch.share)])
        }
        return [.branches(branches)]
      case .repeated(let count, let layers): return (0..<count).flatMap { _ in layers.flatMap { compile($0) } }
      // Checked against the shape: dense layers stand behind the head, and a window of 1 does nothing. `Kernel` has
      // refused attention.
      case .dense, .flatten, .globalAveragePooling, .averagePooling, .identity, .selfAttention: return []
      }
    }

    private mutating func slot(_ content: TableSlot.Content, _ quantityCount: Int) -> Int {
      slots.append(TableSlot(content: content, stage: stages.count, quantityCount: quantityCount))
      return slots.count - 1
    }
  }
}

extension Layer {
  fileprivate var isWindow: Bool {
    if case .averagePooling(let pooling) = self { pooling.squareSize != 1 } else { false }
  }
}
