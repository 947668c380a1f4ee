import LinearAlgebra
import Nonlinearities
import Platform

/// K and, if it is wanted, Θ of the positions of a plane, in flight between layers, and what a thread keeps for
/// branches.
final class PlaneState {
  let covariances: UnsafeMutablePointer<Double>
  let tangents: UnsafeMutablePointer<Double>?
  private let capacity: Int
  private var spare: [UnsafeMutablePointer<Double>] = []

  init(capacity: Int, wantsTangent: Bool) {
    self.capacity = capacity
    covariances = .allocateAligned(capacity)
    tangents = wantsTangent ? .allocateAligned(capacity) : nil
  }

  deinit {
    covariances.deallocate()
    tangents?.deallocate()
    for numbers in spare { numbers.deallocate() }
  }

  /// The sum of what branches make of each state: they are independent, so covariances add.
  static func addBranches(
    _ branches: [[SpatialStep]], on states: [PlaneState], _ apply: ([SpatialStep]) throws -> Void
  ) rethrows {
    guard branches.count > 1 else { return try branches.forEach(apply) }
    let inputs = states.map { $0.copy() }
    defer { for (state, input) in zip(states, inputs) { state.spare += input } }
    let isIdentityFirst = branches[0].isEmpty
    if !isIdentityFirst { try apply(branches[0]) }
    for number in 1..<branches.count {
      // Of the identity the input itself is what it has made.
      let isInput = number == 1 && isIdentityFirst
      let others = isInput ? inputs : states.map { $0.copy() }
      defer { if !isInput { for (state, other) in zip(states, others) { state.spare += other } } }
      if !isInput { for (state, input) in zip(states, inputs) { state.write(input) } }
      try apply(branches[number])
      for (state, other) in zip(states, others) { state.add(other) }
    }
  }

  private var tables: [UnsafeMutablePointer<Double>] { [covariances, tangents].compactMap { $0 } }

  private func copy() -> [UnsafeMutablePointer<Double>] {
    tables.map { table in
      let copy = spare.popLast() ?? .allocateAligned(capacity)
      copy.update(from: table, count: capacity)
      return copy
    }
  }

  private func write(_ copies: [UnsafeMutablePointer<Double>]) {
    for (table, copy) in zip(tables, copies) { table.update(from: copy, count: capacity) }
  }

  private func add(_ copies: [UnsafeMutablePointer<Double>]) {
    for (table, copy) in zip(tables, copies) {
      for k in 0..<capacity { table[k] += copy[k] }
    }
  }

  /// Multiplies both by a number of each position.
  func scale(_ count: Int, by factor: (Int) -> Double) {
    for k in 0..<count {
      let factor = factor(k)
      covariances[k] *= factor
      if let tangents { tangents[k] *= factor }
    }
  }

  /// Multiplies both by the products of one number of either image's position.
  func scale(_ first: PositionTable, _ second: PositionTable, _ grid: PositionGrid, shift: Int) {
    for y in 0..<grid.height {
      let one = first.base + y * first.rowStride
      let two = second.base + (y + shift) % grid.height * second.rowStride
      for x in stride(from: 0, to: grid.rowLength, by: Lanes.scalarCount) {
        let (factor, k) = (one.lanes(x) * two.lanes(x), y * grid.rowLength + x)
        covariances.store(covariances.lanes(k) * factor, k)
        if let tangents { tangents.store(tangents.lanes(k) * factor, k) }
      }
    }
  }

  /// The kernel that is no number at some position, if there is one.
  func overflowing(_ grid: PositionGrid, sums: (nngp: Double, ntk: Double)) -> String? {
    // A sum of numbers that are not negative is one where they all are, but for sums that overflow themselves.
    if sums.nngp.isFinite, sums.ntk.isFinite { return nil }
    for y in 0..<grid.height {
      for x in 0..<grid.width {
        if !covariances[y * grid.rowLength + x].isFinite { return "NNGP" }
        if let tangents, !tangents[y * grid.rowLength + x].isFinite { return "NTK" }
      }
    }
    return nil
  }

  /// The kernel that is nowhere a normal number any more, if there is one, of sums that were more than 0.
  static func underflowing(from before: (nngp: Double, ntk: Double), to sums: (nngp: Double, ntk: Double)) -> String? {
    if before.nngp > 0, sums.nngp < .leastNormalMagnitude { return "NNGP" }
    if before.ntk > 0, sums.ntk < .leastNormalMagnitude { return "NTK" }
    return nil
  }

  /// The sums over all positions, row by row.
  func sums(_ grid: PositionGrid) -> (nngp: Double, ntk: Double) {
    (Self.sum(covariances, grid), tangents.map { Self.sum($0, grid) } ?? 0)
  }

  private static func sum(_ plane: UnsafeMutablePointer<Double>, _ grid: PositionGrid) -> Double {
    var (lanes, rest) = (Lanes.zero, 0.0)
    let whole = grid.width / Lanes.scalarCount * Lanes.scalarCount
    for y in 0..<grid.height {
      let row = plane + y * grid.rowLength
      var k = 0
      while k < whole {
        lanes += row.lanes(k)
        k += Lanes.scalarCount
      }
      while k < grid.width {
        rest += row[k]
        k += 1
      }
    }
    return lanes.sum() + rest
  }
}
