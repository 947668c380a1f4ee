import CElementary
import LinearAlgebra
import Nonlinearities

/// What the images of a tensor know that its steps ask for: one image's own tensor, or that of a pair.
protocol PositionImages {
  /// ζ, 1/√q or what φ's dual tabulates, of either image.
  func tables(slot: Int, of tensor: PositionTensor) throws -> (
    first: UnsafePointer<Double>, second: UnsafePointer<Double>
  )
  func dual(slot: Int) -> PreparedDual?
  /// Whether both are one image, each position of which meets its own mask.
  var isOwn: Bool { get }
  /// Called behind each step with the sums over equal positions before it.
  func check(_ tensor: PositionTensor, behind step: PositionStep, before: (nngp: Double, ntk: Double)) throws
}

/// Carries tensors through the layers; one thread's own.
final class PositionRunner {
  /// Rows of a tensor that φ gets at a time.
  static let rowsOfPlane = 8

  let program: PositionProgram
  let workspace: PositionWorkspace

  init(_ program: PositionProgram, wantsTangent: Bool) {
    self.program = program
    workspace = PositionWorkspace(
      capacity: program.capacity, scratchCount: program.scratchCount, wantsTangent: wantsTangent)
  }

  /// K and Θ behind the head, and the mean of Θ over the equal positions before it.
  struct Head {
    var nngp: Double
    var ntk: Double
    var equalTangents: Double
  }

  /// - Parameters: the pixels of either image, a list of positions for each channel.
  func run(
    _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, channels: Int, _ images: some PositionImages
  ) throws -> Head {
    var tensor = begin(first, second, channels)
    var equalTangents = 0.0
    for (number, step) in program.steps.enumerated() {
      if number == program.steps.count - 1, program.equal?.isPooled == true, tensor.tangents != nil {
        equalTangents = tensor.equalSums.ntk / Double(tensor.grid.positionCount)
      }
      tensor = try apply(step, tensor, images)
    }
    defer { workspace.giveBack(tensor) }
    return Head(nngp: tensor.covariances[0], ntk: tensor.tangents?[0] ?? 0, equalTangents: equalTangents)
  }

  private func begin(
    _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, _ channels: Int
  ) -> PositionTensor {
    let tensor = workspace.take(program.grid, program.met)
    let (length, scale) = (tensor.rowLength, 1 / Double(channels))
    for table in tensor.tables { table.update(repeating: 0, count: tensor.count) }
    for c in 0..<channels {
      let (one, two) = (first + c * length, second + c * length)
      for p in 0..<tensor.rowCount {
        let row = tensor.covariances + p * length
        let value = Lanes(repeating: one[p])
        for k in stride(from: 0, to: length, by: Lanes.scalarCount) {
          let own = tensor.met == .all ? value : one.lanes(k)
          row.store(elementary_multiply_add_lanes(own, two.lanes(k), row.lanes(k)), k)
        }
      }
    }
    for k in 0..<tensor.count { tensor.covariances[k] *= scale }
    return tensor
  }

  private func apply(
    _ steps: [PositionStep], _ start: PositionTensor, _ images: some PositionImages
  ) throws -> PositionTensor {
    var tensor = start
    for step in steps { tensor = try apply(step, tensor, images) }
    return tensor
  }

  /// Consumes the tensor before the step.
  private func apply(
    _ step: PositionStep, _ tensor: PositionTensor, _ images: some PositionImages
  ) throws -> PositionTensor {
    let before = images.isOwn ? tensor.equalSums : (0, 0)
    let result = try perform(step, tensor, images)
    if step.isLayer { try images.check(result, behind: step, before: before) }
    return result
  }

  private func perform(
    _ step: PositionStep, _ tensor: PositionTensor, _ images: some PositionImages
  ) throws -> PositionTensor {
    func replaced(_ body: (PositionTensor) throws -> Void) rethrows -> PositionTensor {
      let result = workspace.take(step.grid, step.met)
      try body(result)
      workspace.giveBack(tensor)
      return result
    }
    switch step.kind {
    case .convolution(let convolution):
      return replaced { convolution.apply(tensor, to: $0, scratch: workspace.scratch) }
    case .pooling(let pooling): return replaced { pooling.apply(tensor, to: $0, scratch: workspace.scratch) }
    case .attention(let attention, let slot):
      let tables = try images.tables(slot: slot, of: tensor)
      return replaced {
        attention.apply(
          tensor, to: $0, first: tables.first, second: tables.second, scratch: workspace.scratch)
      }
    case .activation(let slot):
      let tables = try images.tables(slot: slot, of: tensor)
      if let dual = images.dual(slot: slot) { activate(tensor, slot, dual, tables.first, tables.second) }
    case .layerNorm(let slot):
      let tables = try images.tables(slot: slot, of: tensor)
      tensor.scale(tables.first, tables.second)
    // Different positions and different images meet independent masks.
    case .dropout(let keepProbability): if images.isOwn { tensor.scaleEqual(by: 1 / keepProbability) }
    case .scale(let factor): tensor.scale(by: factor)
    case .restriction, .flatten:
      let isMean = if case .flatten = step.kind { true } else { false }
      return replaced { isMean ? Self.mean(tensor, $0) : Self.restrict(tensor, $0) }
    case .branches(let branches, let isProduct):
      return try join(branches, isProduct: isProduct, tensor, images)
    }
    return tensor
  }

  /// φ: of equal positions a line after another, of all a few rows at a time, whose first image's numbers stand for all
  /// p′ alike.
  private func activate(
    _ tensor: PositionTensor, _ slot: Int, _ dual: PreparedDual, _ first: UnsafePointer<Double>,
    _ second: UnsafePointer<Double>
  ) {
    let length = tensor.rowLength
    guard tensor.met == .all else {
      let line = program.slots[slot].lineLength
      let (own, other) = (
        PositionTable(base: first, rowStride: line, quantityStride: length),
        PositionTable(base: second, rowStride: line, quantityStride: length)
      )
      return dual.dual.map(
        CovariancePlane(
          covariances: tensor.covariances, tangents: tensor.tangents, rowCount: length / line, rowLength: line,
          first: own, second: other, shift: 0))
    }
    let quantities = program.slots[slot].count / length
    let other = PositionTable(base: second, rowStride: 0, quantityStride: length)
    for start in stride(from: 0, to: tensor.rowCount, by: Self.rowsOfPlane) {
      let count = min(Self.rowsOfPlane, tensor.rowCount - start)
      for quantity in 0..<quantities {
        for row in 0..<count {
          (workspace.scratch + (quantity * count + row) * length).update(
            repeating: first[quantity * length + start + row], count: length)
        }
      }
      let own = PositionTable(base: workspace.scratch, rowStride: length, quantityStride: count * length)
      dual.dual.map(
        CovariancePlane(
          covariances: tensor.covariances + start * length, tangents: tensor.tangents.map { $0 + start * length },
          rowCount: count, rowLength: length, first: own, second: other, shift: 0))
    }
  }

  private static func restrict(_ from: PositionTensor, _ to: PositionTensor) {
    for (own, target) in zip(from.tables, to.tables) {
      target.update(repeating: 0, count: to.count)
      for p in 0..<from.grid.positionCount { target[to.equalPlace(p)] = own[from.equalPlace(p)] }
    }
  }

  private static func mean(_ from: PositionTensor, _ to: PositionTensor) {
    let (sums, count) = (from.equalSums, Double(from.grid.positionCount))
    for table in to.tables { table.update(repeating: 0, count: to.count) }
    to.covariances[0] = sums.nngp / count
    to.tangents?[0] = sums.ntk / count
  }

  /// Branches are independent: of a sum covariances add, and of a product K = ∏ Kᵢ and Θ = Σ Θᵢ ∏_{j ≠ i} Kⱼ.
  private func join(
    _ branches: [[PositionStep]], isProduct: Bool, _ tensor: PositionTensor, _ images: some PositionImages
  ) throws -> PositionTensor {
    var whole: PositionTensor?
    for (number, branch) in branches.enumerated() {
      let input = number == branches.count - 1 ? tensor : workspace.copy(tensor)
      let own = try apply(branch, input, images)
      guard let former = whole else {
        whole = own
        continue
      }
      if isProduct {
        if let one = former.tangents, let two = own.tangents {
          for k in 0..<own.count { one[k] = one[k] * own.covariances[k] + former.covariances[k] * two[k] }
        }
        for k in 0..<own.count { former.covariances[k] *= own.covariances[k] }
      } else {
        former.add(own)
      }
      workspace.giveBack(own)
    }
    return whole ?? tensor
  }
}
