import Architectures
import Nonlinearities

/// Turns layers into steps on the tensor of a pair of images. Shapes follow forwards from the input, and which
/// positions must meet follows backwards from the head.
struct PositionCompiler {
  private(set) var slots: [PositionSlot] = []

  /// Steps, and which positions must meet before them.
  typealias Compiled = (steps: [PositionStep], met: MetPositions)

  /// The positions behind a layer; those of a vector are one.
  static func grid(behind layer: Layer, on grid: PositionGrid) throws -> PositionGrid {
    switch layer {
    case .flatten, .globalAveragePooling: PositionGrid(height: 1, width: 1)
    case .averagePooling(let window, _): PositionGrid(height: grid.height / window, width: grid.width / window)
    case .residual, .parallel:
      try (layer.branches ?? []).first.map { try Self.grid(behind: $0.layers, on: grid) } ?? grid
    case .repeated(_, let layers): try Self.grid(behind: layers, on: grid)
    case .dense, .convolution, .activation, .layerNorm, .dropout: grid
    }
  }

  static func grid(behind layers: some Sequence<Layer>, on grid: PositionGrid) throws -> PositionGrid {
    try layers.reduce(grid) { try Self.grid(behind: $1, on: $0) }
  }

  /// - Parameters:
  ///   - layers: repetitions written out.
  ///   - position: of the first one, for errors.
  ///   - met: what is needed behind them.
  mutating func compile(
    _ layers: [Layer], on grid: PositionGrid, position: Int, met: MetPositions
  ) throws -> Compiled {
    var grids = [grid]
    for layer in layers { grids.append(try Self.grid(behind: layer, on: grids[grids.count - 1])) }
    var (met, parts) = (met, [[PositionStep]]())
    for index in layers.indices.reversed() {
      let place = Place(before: grids[index], behind: grids[index + 1], position: position + index, met: met)
      let own = try compile(layers[index], place)
      parts.append(own.steps)
      met = own.met
    }
    return (parts.reversed().flatMap { $0 }, met)
  }

  private struct Place {
    let before: PositionGrid
    let behind: PositionGrid
    let position: Int
    /// What is needed behind it.
    let met: MetPositions
  }

  private mutating func compile(_ layer: Layer, _ place: Place) throws -> Compiled {
    func step(_ kind: PositionStep.Kind) -> PositionStep {
      PositionStep(kind: kind, name: layer.name, position: place.position, grid: place.behind, met: place.met)
    }
    switch layer {
    case .convolution(let kernelSize, let padding, let weight, let bias, let learning):
      let grid = place.before
      func axis(_ length: Int) -> AxisWindow {
        AxisWindow(
          length: length, outputs: length, size: kernelSize, stride: 1, before: kernelSize / 2,
          isTorus: padding == .circular)
      }
      let window = PositionWindow(y: axis(grid.height), x: axis(grid.width))
      return (
        [
          step(
            .convolution(
              PositionConvolution(window: window, weightVariance: weight, biasVariance: bias, learning: learning)))
        ], place.met
      )
    case .dense(let weight, let bias, let learning):
      let window = PositionWindow(y: AxisWindow(whole: 1), x: AxisWindow(whole: 1))
      return (
        [
          step(
            .convolution(
              PositionConvolution(window: window, weightVariance: weight, biasVariance: bias, learning: learning)))
        ], place.met
      )
    case .averagePooling(let size, let sum):
      guard size > 1 else { return ([], place.met) }
      func axis(_ length: Int) -> AxisWindow {
        AxisWindow(length: length, outputs: length / size, size: size, stride: size, before: 0, isTorus: false)
      }
      let window = PositionWindow(y: axis(place.before.height), x: axis(place.before.width))
      return ([step(.pooling(PositionPooling(window: window, isSum: sum)))], .all)
    case .globalAveragePooling(let sum):
      let window = PositionWindow(
        y: AxisWindow(whole: place.before.height), x: AxisWindow(whole: place.before.width))
      return ([step(.pooling(PositionPooling(window: window, isSum: sum)))], .all)
    case .flatten: return ([step(.flatten)], .equal)
    case .activation(let nonlinearity):
      return ([step(.activation(slot: slot(.nonlinearity(nonlinearity), place)))], place.met)
    case .layerNorm: return ([step(.layerNorm(slot: slot(.inverseRoots, place)))], place.met)
    case .dropout(let keep): return ([step(.dropout(keepProbability: keep))], place.met)
    case .residual, .parallel:
      return try compile(layer.branches ?? [], isProduct: false, place, step)
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
        kind: .restriction, name: "parallel", position: place.position, grid: place.before, met: .equal)
      return [restriction] + branch.steps
    }
    return ([step(.branches(whole, isProduct: isProduct))], met)
  }

  private mutating func slot(_ content: PositionSlot.Content, _ place: Place) -> Int {
    slots.append(PositionSlot(content: content, grid: place.before, position: place.position))
    return slots.count - 1
  }
}
