import LinearAlgebra
import Platform

/// Which positions of x′ a position of x meets: what the layers behind ask for.
enum MetPositions: Sendable, Hashable {
  /// Its equal alone: K[p, p].
  case equal
  /// Every one: K[p, p′].
  case all
}

extension PositionGrid {
  /// Numbers of a list of all positions, row by row: pairs of lanes, of which the last may be padding. φ takes two at a
  /// time.
  var listLength: Int { (positionCount + 15) / 16 * 16 }
}

/// K and, if it is wanted, Θ of the positions of two images, in flight between layers: a row of p′ for each p, or one
/// row of equal positions.
struct PositionTensor {
  let grid: PositionGrid
  let met: MetPositions
  let covariances: UnsafeMutablePointer<Double>
  let tangents: UnsafeMutablePointer<Double>?

  var rowCount: Int { met == .all ? grid.positionCount : 1 }
  var rowLength: Int { grid.listLength }
  var count: Int { rowCount * rowLength }

  static func count(_ grid: PositionGrid, _ met: MetPositions) -> Int {
    (met == .all ? grid.positionCount : 1) * grid.listLength
  }

  /// Where K[p, p] stands.
  @inline(__always)
  func equalPlace(_ p: Int) -> Int { met == .all ? p &* rowLength &+ p : p }

  var tables: [UnsafeMutablePointer<Double>] { [covariances, tangents].compactMap { $0 } }

  /// The sums over equal positions.
  var equalSums: (nngp: Double, ntk: Double) { (equalSum(covariances), tangents.map(equalSum) ?? 0) }

  private func equalSum(_ table: UnsafeMutablePointer<Double>) -> Double {
    let count = grid.positionCount
    let whole = met == .equal ? count / Lanes.scalarCount * Lanes.scalarCount : 0
    var lanes = Lanes.zero
    for k in stride(from: 0, to: whole, by: Lanes.scalarCount) { lanes += table.lanes(k) }
    var sum = lanes.sum()
    for p in whole..<count { sum += table[equalPlace(p)] }
    return sum
  }

  /// Sets what lies behind the last of equal positions to 0.
  func clearPadding() {
    let count = grid.positionCount
    guard met == .equal, count < rowLength else { return }
    covariances.advanced(by: count).update(repeating: 0, count: rowLength - count)
    tangents?.advanced(by: count).update(repeating: 0, count: rowLength - count)
  }

  /// Adds the numbers of another tensor of the same size.
  func add(_ other: PositionTensor) {
    Self.add(other.covariances, to: covariances, count: count)
    if let tangents, let others = other.tangents { Self.add(others, to: tangents, count: count) }
  }

  private static func add(_ from: UnsafePointer<Double>, to: UnsafeMutablePointer<Double>, count: Int) {
    for k in stride(from: 0, to: count, by: Lanes.scalarCount) { to.store(to.lanes(k) + from.lanes(k), k) }
  }

  func scale(by factor: Double) {
    for table in tables {
      for k in 0..<count { table[k] *= factor }
    }
  }

  /// Multiplies by the products of one number of either image's position.
  func scale(_ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>) {
    let length = rowLength
    for table in tables {
      for p in 0..<rowCount {
        let row = table + p * length
        if met == .all {
          let factor = first[p]
          for k in 0..<length { row[k] *= factor * second[k] }
        } else {
          for k in 0..<length { row[k] *= first[k] * second[k] }
        }
      }
    }
  }

  /// What becomes of one image's own positions, which meet themselves: K[p, p] and Θ[p, p] alone.
  func scaleEqual(by factor: Double) {
    for table in tables {
      for p in 0..<grid.positionCount { table[equalPlace(p)] *= factor }
    }
  }
}

/// The tensors that one thread works with, and its scratch.
final class PositionWorkspace {
  let wantsTangent: Bool
  let scratch: UnsafeMutablePointer<Double>
  private let capacity: Int
  private var spare: [UnsafeMutablePointer<Double>] = []
  private var all: [UnsafeMutablePointer<Double>] = []

  /// - Parameters:
  ///   - capacity: numbers of the largest tensor.
  ///   - scratchCount: numbers that the largest step needs beside it.
  init(capacity: Int, scratchCount: Int, wantsTangent: Bool) {
    (self.capacity, self.wantsTangent) = (capacity, wantsTangent)
    scratch = .allocateAligned(scratchCount)
  }

  deinit {
    scratch.deallocate()
    for numbers in all { numbers.deallocate() }
  }

  /// A tensor of any content; to be given back.
  func take(_ grid: PositionGrid, _ met: MetPositions) -> PositionTensor {
    precondition(PositionTensor.count(grid, met) <= capacity, "the largest tensor is known beforehand")
    return PositionTensor(grid: grid, met: met, covariances: table(), tangents: wantsTangent ? table() : nil)
  }

  func giveBack(_ tensor: PositionTensor) {
    spare.append(tensor.covariances)
    if let tangents = tensor.tangents { spare.append(tangents) }
  }

  func copy(_ tensor: PositionTensor) -> PositionTensor {
    let copy = take(tensor.grid, tensor.met)
    copy.covariances.update(from: tensor.covariances, count: tensor.count)
    if let tangents = tensor.tangents { copy.tangents?.update(from: tangents, count: tensor.count) }
    return copy
  }

  /// Numbers behind a table's last: eight numbers at a time are read and written beyond the end of a row of positions.
  private static let slack = 8

  private func table() -> UnsafeMutablePointer<Double> {
    if let table = spare.popLast() { return table }
    let table = UnsafeMutablePointer<Double>.allocateAligned(capacity + Self.slack)
    all.append(table)
    return table
  }
}
