import Architectures
import LinearAlgebra
import Nonlinearities
import Platform

/// A few images, carried through the layers on their own: what their pairs need to know of each.
///
/// The variances q(x, p) of every position go through the same arithmetic as the covariances of pairs, so that a pair
/// of equal patches has covariances with the very bits of their variances.
final class PreparedImages {
  let program: ImageProgram
  let compact: TableLayout
  let wide: TableLayout
  let channels: Int
  let count: Int
  /// φ of each activation, by slot; nil in the slots of other layers.
  private(set) var duals: [PreparedDual?]
  /// K and Θ at equal positions after each stage, and their sums at each readout, by image.
  private(set) var states: [PlaneState] = []
  private var stageEnds: [[PlaneState]] = []
  private(set) var readouts: [[(nngp: Double, ntk: Double)]]
  private let compactNumbers: UnsafeMutablePointer<Double>
  private let wideNumbers: UnsafeMutablePointer<Double>?

  /// - Parameters:
  ///   - images: [n, height · width · channels].
  ///   - runner: lends its planes where a window needs other offsets than zero.
  init(
    _ program: ImageProgram, images: [ArraySlice<Double>], channels: Int, runner: SpatialRunner
  ) throws {
    (self.program, self.channels, count) = (program, channels, images.count)
    let isWide = !program.isEqualPositionsOnly
    duals = Array(repeating: nil, count: program.slots.count)
    compact = TableLayout(program, channels: channels, isWide: false)
    wide = isWide ? TableLayout(program, channels: channels, isWide: true) : compact
    readouts = Array(repeating: Array(repeating: (0, 0), count: program.readoutCount), count: images.count)
    compactNumbers = .allocateAligned(count * compact.count)
    wideNumbers = isWide ? .allocateAligned(count * wide.count) : nil
    let capacity = program.stages.map(\.grid.planeCount).max() ?? 0
    states = images.map { _ in PlaneState(capacity: capacity, wantsTangent: runner.wantsTangent) }
    for (i, image) in images.enumerated() { place(image, i) }
    var former = 0
    for (number, stage) in program.stages.enumerated() {
      if number > 0 {
        for i in 0..<count { try runner.window(after: number - 1, of: self, image: i, into: states[i]) }
      }
      try advance(stage.steps, stage, number, runner, after: former)
      former += stage.layerCount + 1
      for slot in program.slots.indices where program.slots[slot].stage == number { widen(slot) }
      if stage.window != nil {
        stageEnds.append(
          states.map { state in
            let copy = PlaneState(capacity: capacity, wantsTangent: runner.wantsTangent)
            copy.covariances.update(from: state.covariances, count: capacity)
            if let tangents = state.tangents { copy.tangents?.update(from: tangents, count: capacity) }
            return copy
          })
      }
    }
  }

  deinit {
    compactNumbers.deallocate()
    wideNumbers?.deallocate()
  }

  /// Of one image's tables, as the second of a pair reads them.
  var byteCount: Int { wide.count * MemoryLayout<Double>.stride }

  /// K and Θ of an image's equal positions at the end of a stage with a window.
  func stageEnd(_ stage: Int, image: Int) -> PlaneState { stageEnds[stage][image] }

  /// A slot's numbers as the first image of a pair reads them.
  func table(slot: Int, image: Int) -> PositionTable {
    let stage = compact.stage(slot: slot)
    return PositionTable(
      base: compactNumbers + image * compact.count + compact.start(slot: slot),
      rowStride: compact.rowStride(stage: stage), quantityStride: compact.planeStride(stage: stage))
  }

  /// A slot's numbers as the second image reads them, each row rotated by `columns`.
  func table(slot: Int, image: Int, rotatedBy columns: Int) -> PositionTable {
    guard let wideNumbers else { return table(slot: slot, image: image) }
    let stage = wide.stage(slot: slot)
    return PositionTable(
      base: wideNumbers + image * wide.count + wide.start(slot: slot) + columns,
      rowStride: wide.rowStride(stage: stage), quantityStride: wide.planeStride(stage: stage))
  }

  /// The pixels of an image, one plane a channel.
  func pixels(_ image: Int) -> UnsafePointer<Double> { UnsafePointer(compactNumbers + image * compact.count) }
  func widePixels(_ image: Int) -> UnsafePointer<Double> {
    wideNumbers.map { UnsafePointer($0 + image * wide.count) } ?? pixels(image)
  }

  private func place(_ image: ArraySlice<Double>, _ i: Int) {
    let grid = program.stages[0].grid
    let target = compactNumbers + i * compact.count
    for y in 0..<grid.height {
      for x in 0..<grid.width {
        for c in 0..<channels {
          target[c * grid.planeCount + y * grid.rowLength + x] =
            image[image.startIndex + (y * grid.width + x) * channels + c]
        }
      }
    }
    if wideNumbers != nil {
      for c in 0..<channels { widen(grid, c * grid.planeCount, c * wide.planeStride(stage: 0), i) }
    }
    let state = states[i]
    state.covariances.update(repeating: 0, count: grid.planeCount)
    for c in 0..<channels {
      let plane = target + c * grid.planeCount
      SpatialRunner.addProducts(plane, plane, to: state.covariances, count: grid.planeCount)
    }
    let scale = 1 / Double(channels)
    for k in 0..<grid.planeCount { state.covariances[k] *= scale }
    state.tangents?.update(repeating: 0, count: grid.planeCount)
  }

  /// Copies a slot's planes of all images to their rows of double length.
  private func widen(_ slot: Int) {
    guard wideNumbers != nil else { return }
    let (stage, grid) = (compact.stage(slot: slot), program.stages[compact.stage(slot: slot)].grid)
    for i in 0..<count {
      for quantity in 0..<program.slots[slot].quantityCount {
        widen(
          grid, compact.start(slot: slot) + quantity * compact.planeStride(stage: stage),
          wide.start(slot: slot) + quantity * wide.planeStride(stage: stage), i)
      }
    }
  }

  private func widen(_ grid: PositionGrid, _ source: Int, _ target: Int, _ image: Int) {
    guard let wideNumbers else { return }
    let (from, to) = (compactNumbers + image * compact.count + source, wideNumbers + image * wide.count + target)
    let stride = 2 * grid.rowLength + 8
    for y in 0..<grid.height {
      for x in 0..<2 * grid.rowLength { to[y * stride + x] = from[y * grid.rowLength + x % grid.width] }
    }
  }
}

extension PreparedImages {
  /// Carries the equal positions of all images through the steps of a stage and fills the slots on the way.
  private func advance(
    _ steps: [SpatialStep], _ stage: SpatialStage, _ number: Int, _ runner: SpatialRunner, after former: Int
  ) throws {
    let grid = stage.grid
    var position = former
    var sums = states.map { $0.sums(grid) }
    for step in steps {
      if step.isLayer { position += 1 }
      switch step {
      case .convolution(let convolution):
        for state in states {
          convolution.apply(state.covariances, state.tangents, offset: .zero, scratch: runner.scratch)
        }
      case .activation(let slot):
        let dual = try dual(slot, grid, position)
        duals[slot] = PreparedDual(dual)
        for (i, state) in states.enumerated() {
          dual.tabulate(
            state.covariances, count: grid.planeCount,
            into: compactNumbers + i * compact.count + compact.start(slot: slot), stride: grid.planeCount)
          let table = table(slot: slot, image: i)
          dual.map(
            CovariancePlane(
              covariances: state.covariances, tangents: state.tangents, rowCount: grid.height,
              rowLength: grid.rowLength, first: table, second: table, shift: 0))
        }
      case .layerNorm(let slot):
        for (i, state) in states.enumerated() {
          let target = compactNumbers + i * compact.count + compact.start(slot: slot)
          for k in 0..<grid.planeCount {
            target[k] = 1 / (state.covariances[k] + SelfCovariance.layerNormEpsilon).squareRoot()
          }
          state.scale(grid.planeCount) { target[$0] * target[$0] }
        }
      case .dropout(let keepProbability):
        for state in states { state.scale(grid.planeCount) { _ in 1 / keepProbability } }
      case .branches(let branches):
        try PlaneState.addBranches(branches, on: states) {
          try advance($0, stage, number, runner, after: position - 1)
        }
      case .scale(let factor):
        for state in states { state.scale(grid.planeCount) { _ in factor } }
      case .readout(let readout):
        for (i, state) in states.enumerated() { readouts[i][readout] = state.sums(grid) }
      }
      for (i, state) in states.enumerated() {
        let (before, after) = (sums[i], state.sums(grid))
        if let kernel = state.overflowing(grid, sums: after) {
          // A quotient by numbers about to vanish is not finite before they are 0.
          throw before.nngp < 1e-290
            ? InfiniteWidthError.underflows(kernel: kernel, layer: step.name, position: position)
            : InfiniteWidthError.overflows(kernel: kernel, layer: step.name, position: position)
        }
        if !step.hasNoWeights, !step.mayVanish(program.slots),
          let kernel = PlaneState.underflowing(from: before, to: after)
        {
          throw InfiniteWidthError.underflows(kernel: kernel, layer: step.name, position: position)
        }
        sums[i] = after
      }
    }
  }

  private func dual(_ slot: Int, _ grid: PositionGrid, _ position: Int) throws -> any CovarianceDual {
    guard case .nonlinearity(let nonlinearity) = program.slots[slot].content else {
      throw InfiniteWidthError.notComputable(layer: "activation")
    }
    var variances: [Double] = []
    // A closed form need not prepare itself: the largest says whether its moments exist.
    let isLargestEnough = nonlinearity.hasFastCovarianceDual
    for state in states {
      for y in 0..<grid.height {
        let row = UnsafeBufferPointer(start: state.covariances + y * grid.rowLength, count: grid.width)
        variances += isLargestEnough ? row.max().map { [$0] } ?? [] : Array(row)
      }
    }
    let largest = nonlinearity.largestVariance
    if let variance = variances.first(where: { !($0 <= largest) }) {
      throw InfiniteWidthError.varianceTooLarge(variance, nonlinearity: nonlinearity.name, position: position)
    }
    return try nonlinearity.covarianceDual(variances: isLargestEnough ? variances.max().map { [$0] } ?? [] : variances)
  }
}
