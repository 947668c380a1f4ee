import Architectures
import Nonlinearities

/// The layers on positions up to the head, where equal positions close on themselves: no pooling and no attention
/// before the head, which is read as `flatten`.
struct EqualPositionsProgram: Sendable {
  let grid: PositionGrid
  /// Behind the last of them one position is left.
  let steps: [PositionStep]
  /// φ by slot; nil of other slots.
  let nonlinearities: [Nonlinearity?]
  /// Whether the head is a mean or a sum over all pairs of positions, and not `flatten`.
  let isPooled: Bool
  /// Of such a head, the factor of the mean over equal positions in it.
  let pooledShare: Double

  var hasSlots: Bool { !nonlinearities.isEmpty }

  /// - Parameters:
  ///   - layers: expanded, up to the one behind which an image is a vector, and with it.
  /// - Returns: nil where positions meet others before the head.
  init?(_ layers: [Layer], on shape: PositionShape) throws {
    guard let head = layers.last else { return nil }
    isPooled = head.isPooledHead
    let before = Array(layers.dropLast())
    var compiler = PositionCompiler()
    let read = before + [isPooled ? .flatten : head]
    steps = try compiler.compile(read, on: shape, position: 1, met: .equal).steps
    guard steps.allSatisfy(\.keepsEqual) else { return nil }
    grid = PositionGrid(shape)
    nonlinearities = compiler.slots.map(\.nonlinearity)
    let positions = Double(PositionGrid(try shape.behind(before)).positionCount)
    pooledShare = if case .globalAveragePooling(sum: true) = head { positions } else { 1 / positions }
  }

  /// - Parameter stage: the only one of a program on planes.
  init(_ stage: SpatialStage, slots: [TableSlot], isPooled: Bool, pooledShare: Double) {
    (grid, self.isPooled, self.pooledShare) = (stage.grid, isPooled, pooledShare)
    nonlinearities = slots.map { if case .nonlinearity(let nonlinearity) = $0.content { nonlinearity } else { nil } }
    let one = PositionGrid(height: 1, width: 1)
    steps =
      Self.steps(stage.steps, stage.grid)
      + [PositionStep(kind: .flatten, name: "flatten", position: 0, grid: one, met: .equal)]
  }

  private static func steps(_ steps: [SpatialStep], _ grid: PositionGrid) -> [PositionStep] {
    steps.compactMap { step -> PositionStep? in
      let kind: PositionStep.Kind
      switch step {
      case .convolution(let convolution):
        let window = PositionWindow(
          y: AxisWindow(grid.height, odd: convolution), x: AxisWindow(grid.width, odd: convolution))
        kind = .convolution(
          PositionConvolution(
            window: window, weightVariance: convolution.weightVariance, biasVariance: convolution.biasVariance,
            learning: convolution.learning))
      case .activation(let slot): kind = .activation(slot: slot)
      case .layerNorm(let slot): kind = .layerNorm(slot: slot)
      case .dropout(let keepProbability): kind = .dropout(keepProbability: keepProbability)
      case .branches(let branches): kind = .branches(branches.map { Self.steps($0, grid) }, isProduct: false)
      case .scale(let factor): kind = .scale(factor)
      case .readout: return nil
      }
      return PositionStep(kind: kind, name: step.name, position: 0, grid: grid, met: .equal)
    }
  }
}

extension AxisWindow {
  /// Stride 1 and as many neighbours on either side.
  fileprivate init(_ length: Int, odd convolution: SpatialConvolution) {
    self.init(
      length: length, outputs: length, size: 2 * convolution.reach + 1, stride: 1, before: convolution.reach,
      isTorus: convolution.padding == .circular)
  }
}

extension PositionSlot {
  fileprivate var nonlinearity: Nonlinearity? {
    if case .nonlinearity(let nonlinearity) = content { nonlinearity } else { nil }
  }
}

extension Layer {
  fileprivate var isPooledHead: Bool { if case .globalAveragePooling = self { true } else { false } }
}
