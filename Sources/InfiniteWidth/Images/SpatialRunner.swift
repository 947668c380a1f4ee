import CElementary
import LinearAlgebra
import Nonlinearities
import Platform

/// Carries pairs of images through the layers, offset by offset. One thread's own: the planes of one offset stay in its
/// first-level cache from the pixels to the head.
final class SpatialRunner {
  let wantsTangent: Bool
  let scratch: UnsafeMutablePointer<Double>
  /// At each readout of the last pair: K and Θ summed over equal positions, and over all pairs of positions that were
  /// needed.
  private(set) var equal: [(nngp: Double, ntk: Double)]
  private(set) var all: [(nngp: Double, ntk: Double)]

  private let program: ImageProgram
  private let state: PlaneState
  /// K and Θ at the beginning of each stage but the first, the planes of all its offsets.
  private var starts: [PlaneState?] = []

  init(_ program: ImageProgram, wantsTangent: Bool) {
    (self.program, self.wantsTangent) = (program, wantsTangent)
    state = PlaneState(capacity: program.stages.map(\.grid.planeCount).max() ?? 0, wantsTangent: wantsTangent)
    scratch = .allocateAligned(program.stages.map(\.scratchCount).max() ?? 0)
    equal = Array(repeating: (0, 0), count: program.readoutCount)
    all = equal
    starts = program.stages.enumerated().map { number, stage in
      number == 0 ? nil : PlaneState(capacity: stage.offsets.count * stage.grid.planeCount, wantsTangent: wantsTangent)
    }
  }

  deinit { scratch.deallocate() }

  /// Leaves the sums over all offsets of a pair in `equal` and `all`.
  func run(_ images: PreparedImages, _ first: Int, _ second: Int) {
    for readout in equal.indices { (equal[readout], all[readout]) = ((0, 0), (0, 0)) }
    for stage in program.stages.indices { run(stage, images, first, second) }
  }

  /// Copies K and Θ of an image's equal positions behind the window that ends a stage.
  func window(after stage: Int, of images: PreparedImages, image: Int, into target: PlaneState) throws {
    for stage in 0...stage { run(stage, images, image, image) }
    guard let start = starts[stage + 1] else { return }
    let count = program.stages[stage + 1].grid.planeCount
    target.covariances.update(from: start.covariances, count: count)
    if let tangents = start.tangents { target.tangents?.update(from: tangents, count: count) }
  }

  private func run(_ number: Int, _ images: PreparedImages, _ first: Int, _ second: Int) {
    let stage = program.stages[number]
    let next = stage.window == nil ? nil : starts[number + 1]
    if let next, let coarse = stage.window?.coarse {
      let count = program.stages[number + 1].offsets.count * coarse.planeCount
      next.covariances.update(repeating: 0, count: count)
      next.tangents?.update(repeating: 0, count: count)
    }
    for (place, offset) in stage.offsets.enumerated() {
      var end = state
      if first == second, offset == .zero {
        // An image with itself has its own way: dropout gives it other variances than two equal images.
        if stage.window == nil {
          for readout in equal.indices { add(images.readouts[first][readout], offset, readout) }
          continue
        }
        end = images.stageEnd(number, image: first)
      } else {
        begin(number, place, offset, images, first, second)
        apply(stage.steps, OffsetPair(images: images, first: first, second: second, offset: offset, grid: stage.grid))
      }
      if let next, let window = stage.window {
        window.add(end.covariances, offset: offset, to: next.covariances)
        if let from = end.tangents, let to = next.tangents { window.add(from, offset: offset, to: to) }
      }
    }
  }

  /// Two images at one offset.
  private struct OffsetPair {
    let images: PreparedImages
    let first: Int
    let second: Int
    let offset: PositionOffset
    let grid: PositionGrid
  }

  private func begin(
    _ number: Int, _ place: Int, _ offset: PositionOffset, _ images: PreparedImages, _ first: Int, _ second: Int
  ) {
    let grid = program.stages[number].grid
    if let start = starts[number] {
      state.covariances.update(from: start.covariances + place * grid.planeCount, count: grid.planeCount)
      if let tangents = start.tangents {
        state.tangents?.update(from: tangents + place * grid.planeCount, count: grid.planeCount)
      }
      return
    }
    state.covariances.update(repeating: 0, count: grid.planeCount)
    state.tangents?.update(repeating: 0, count: grid.planeCount)
    let (stride, plane) = (images.wide.rowStride(stage: 0), images.wide.planeStride(stage: 0))
    for c in 0..<images.channels {
      let (one, two) = (images.pixels(first) + c * grid.planeCount, images.widePixels(second) + c * plane + offset.x)
      for y in 0..<grid.height {
        let other = (y + offset.y) % grid.height
        Self.addProducts(
          one + y * grid.rowLength, two + other * stride, to: state.covariances + y * grid.rowLength,
          count: grid.rowLength)
      }
    }
    let scale = 1 / Double(images.channels)
    for k in 0..<grid.planeCount { state.covariances[k] *= scale }
  }

  /// Adds the products of two lists of numbers, as many as are a multiple of eight.
  static func addProducts(
    _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, to sums: UnsafeMutablePointer<Double>, count: Int
  ) {
    for k in stride(from: 0, to: count, by: Lanes.scalarCount) {
      sums.store(elementary_multiply_add_lanes(first.lanes(k), second.lanes(k), sums.lanes(k)), k)
    }
  }

  private func apply(_ steps: [SpatialStep], _ pair: OffsetPair) {
    let grid = pair.grid
    var position = 0
    while position < steps.count {
      switch steps[position] {
      case .convolution(let convolution):
        if position + 1 < steps.count, case .activation(let slot) = steps[position + 1],
          let dual = pair.images.duals[slot]
        {
          convolution.apply(
            state.covariances, state.tangents, offset: pair.offset, scratch: scratch,
            then: SpatialActivation(dual: dual, plane: plane(pair, slot)))
          position += 1
        } else {
          convolution.apply(state.covariances, state.tangents, offset: pair.offset, scratch: scratch)
        }
      case .activation(let slot): pair.images.duals[slot]?.dual.map(plane(pair, slot))
      case .layerNorm(let slot):
        let one = pair.images.table(slot: slot, image: pair.first)
        let two = pair.images.table(slot: slot, image: pair.second, rotatedBy: pair.offset.x)
        state.scale(one, two, grid, shift: pair.offset.y)
      // Different positions and different images meet independent masks.
      case .dropout: break
      case .branches(let branches): PlaneState.addBranches(branches, on: [state]) { apply($0, pair) }
      case .scale(let factor): state.scale(grid.planeCount) { _ in factor }
      case .readout(let readout): add(state.sums(grid), pair.offset, readout)
      }
      position += 1
    }
  }

  private func plane(_ pair: OffsetPair, _ slot: Int) -> CovariancePlane {
    CovariancePlane(
      covariances: state.covariances, tangents: state.tangents, rowCount: pair.grid.height,
      rowLength: pair.grid.rowLength, first: pair.images.table(slot: slot, image: pair.first),
      second: pair.images.table(slot: slot, image: pair.second, rotatedBy: pair.offset.x), shift: pair.offset.y)
  }

  private func add(_ sums: (nngp: Double, ntk: Double), _ offset: PositionOffset, _ readout: Int) {
    if offset == .zero { equal[readout] = sums }
    all[readout].nngp += sums.nngp
    all[readout].ntk += sums.ntk
  }
}
