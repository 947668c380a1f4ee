import Architectures
import Nonlinearities

/// Turns layers into steps on the tensor of a pair of images. Shapes follow forwards from the input, and which
/// positions must meet follows backwards from the head.
struct PositionCompiler {
  private(set) var slots: [PositionSlot] = []

  /// Steps, and which positions must meet before them.
  typealias Compiled = (steps: [PositionStep], met: MetPositions)

  /// - Parameters:
  ///   - layers: repetitions written out.
  ///   - position: of the first one, for errors.
  ///   - met: what is needed behind them.
  /// - Throws: `ArchitectureFailure` for layers that do not fit the shape.
  mutating func compile(
    _ layers: [Layer], on shape: PositionShape, position: Int, met: MetPositions
  ) throws -> Compiled {
    var shapes = [shape]
    for layer in layers { shapes.append(try shapes[shapes.count - 1].behind([layer])) }
    var (met, parts) = (met, [[PositionStep]]())
    for index in layers.indices.reversed() {
      let place = Place(before: shapes[index], behind: shapes[index + 1], position: position + index, met: met)
      let own = try compile(layers[index], place)
      parts.append(own.steps)
      met = own.met
    }
    return (parts.reversed().flatMap { $0 }, met)
  }

  private struct Place {
    let before: PositionShape
    let behind: PositionShape
    let position: Int
    /// What is needed behind it.
    let met: MetPositions
  }

  private mutating func compile(_ layer: Layer, _ place: Place) throws -> Compiled {
    func step(_ kind: PositionStep.Kind) -> PositionStep {
      PositionStep(
        kind: kind, name: layer.name, position: place.position, grid: PositionGrid(place.behind), met: place.met)
    }
    let whole = PositionWindow(whole: PositionGrid(place.before))
    switch layer {
    case .convolution(let convolution):
      let window = PositionWindow(try convolution.geometry(on: place.before))
      return ([step(.convolution(PositionConvolution(window, convolution)))], place.met)
    case .dense(let dense): return ([step(.convolution(PositionConvolution(whole, dense)))], place.met)
    case .averagePooling(let pooling):
      let geometry = try pooling.geometry(on: place.before)
      if geometry.isPointwise { return ([], place.met) }
      return ([step(.pooling(PositionPooling(window: PositionWindow(geometry), isSum: pooling.sum)))], .all)
    case .globalAveragePooling(let sum): return ([step(.pooling(PositionPooling(window: whole, isSum: sum)))], .all)
    case .selfAttention(let attention):
      let own = PositionAttention(attention)
      return ([step(.attention(own, slot: slot(.attention(own), place)))], .all)
    case .flatten: return ([step(.flatten)], .equal)
    case .activation(let nonlinearity):
      return ([step(.activation(slot: slot(.nonlinearity(nonlinearity), place)))], place.met)
    case .layerNorm: return ([step(.layerNorm(slot: slot(.inverseRoots, place)))], place.met)
    case .dropout(let keep): return ([step(.dropout(keepProbability: keep))], place.met)
    case .identity: return ([], place.met)
    case .residual, .parallel:
      return try compile(layer.branches ?? [], isProduct: layer.join == .product, place, step)
    case .repeated(let count, let layers):
      return try compile(
        (0..<count).flatMap { _ in layers }, on: place.before, position: place.position, met: place.met)
    }
  }

  private mutating func compile(
    _ branches: [LayerBranch], isProduct: Bool, _ place: Place, _ step: (PositionStep.Kind) -> PositionStep
  ) throws -> Compiled {
    let compiled = try branches.map { branch -> Compiled in
      var inner = try compile(branch.layers, on: place.before, position: place.position, met: place.met)
      if branch.share != 1 { inner.steps.append(step(.scale(branch.share))) }
      return inner
    }
    let met: MetPositions = compiled.contains { $0.met == .all } ? .all : .equal
    let whole = compiled.map { branch -> [PositionStep] in
      guard branch.met != met else { return branch.steps }
      let restriction = PositionStep(
        kind: .restriction, name: "parallel", position: place.position, grid: PositionGrid(place.before), met: .equal)
      return [restriction] + branch.steps
    }
    return ([step(.branches(whole, isProduct: isProduct))], met)
  }

  private mutating func slot(_ content: PositionSlot.Content, _ place: Place) -> Int {
    slots.append(PositionSlot(content: content, grid: PositionGrid(place.before), position: place.position))
    return slots.count - 1
  }
}

extension PositionGrid {
  /// A sequence is an image of width 1, and a vector one position.
  init(_ shape: PositionShape) {
    switch shape {
    case .image(let height, let width): self.init(height: height, width: width)
    case .sequence(let length): self.init(height: length, width: 1)
    case .vector: self.init(height: 1, width: 1)
    }
  }
}

extension PositionWindow {
  /// The one window over all positions.
  fileprivate init(whole grid: PositionGrid) {
    self.init(y: AxisWindow(whole: grid.height), x: AxisWindow(whole: grid.width))
  }

  fileprivate init(_ geometry: WindowGeometry) {
    func axis(_ axis: WindowAxis) -> AxisWindow {
      AxisWindow(
        length: axis.input, outputs: axis.output, size: axis.window, stride: axis.stride, before: axis.low,
        isTorus: geometry.padding == .circular)
    }
    self.init(y: axis(geometry.height), x: axis(geometry.width))
  }
}

extension PositionConvolution {
  fileprivate convenience init(_ window: PositionWindow, _ layer: Convolution) {
    self.init(
      window: window, weightVariance: layer.weightVariance, biasVariance: layer.biasVariance, learning: layer.trainable)
  }

  fileprivate convenience init(_ window: PositionWindow, _ layer: Dense) {
    self.init(
      window: window, weightVariance: layer.weightVariance, biasVariance: layer.biasVariance, learning: layer.trainable)
  }
}

extension PositionAttention {
  fileprivate init(_ layer: SelfAttention) {
    self.init(
      mechanism: layer.mechanism, queryKeyScale: layer.queryVariance.squareRoot() * layer.keyVariance.squareRoot(),
      valueVariance: layer.valueVariance * layer.outputVariance, biasVariance: layer.biasVariance)
  }
}
