import CElementary
import LinearAlgebra

/// The sums of 3 × 3 neighbours along two rows of whole lanes, one above the other, eight after eight. What both rows
/// need of a column is loaded and added once, and a column's sum stays in registers while it is a neighbour.
struct RowPairSums {
  typealias Rows = (above: UnsafePointer<Double>, own: UnsafePointer<Double>, below: UnsafePointer<Double>)
  typealias Pair = (upper: Lanes, lower: Lanes)

  private let upper, lower: Rows
  /// Whether the rows are each other's neighbours, as they are but for edges between them.
  private let areNeighbours: Bool

  @inline(__always)
  init(_ upper: Rows, _ lower: Rows) {
    (self.upper, self.lower) = (upper, lower)
    areNeighbours = upper.below == lower.own && lower.above == upper.own
  }

  /// 1 where the neighbour on that side counts and 0 where it does not.
  struct Joined {
    let left, right: UnsafePointer<Double>
  }

  /// Calls `body(sums, k)` with the sums of the eight at k of both rows.
  ///
  /// - Parameters:
  ///   - isTorus: Whether the last column is beside the first; else there are zeros.
  ///   - joined: Of every column, if some have no neighbours.
  @inline(__always)
  func forEach(width: Int, isTorus: Bool, _ joined: Joined?, _ body: (Pair, Int) -> Void) {
    if areNeighbours {
      forEach(width: width, isTorus: isTorus, joined, columns: neighbouringColumns, body)
    } else {
      forEach(width: width, isTorus: isTorus, joined, columns: separateColumns, body)
    }
  }

  @inline(__always)
  private func neighbouringColumns(_ k: Int) -> Pair {
    let both = upper.own.lanes(k) + lower.own.lanes(k)
    return (both + upper.above.lanes(k), both + lower.below.lanes(k))
  }

  /// In the order of `neighbouringColumns`: where both serve they agree to the bit.
  @inline(__always)
  private func separateColumns(_ k: Int) -> Pair {
    (
      upper.own.lanes(k) + upper.below.lanes(k) + upper.above.lanes(k),
      lower.above.lanes(k) + lower.own.lanes(k) + lower.below.lanes(k)
    )
  }

  @inline(__always)
  private func forEach(
    width: Int, isTorus: Bool, _ joined: Joined?, columns: (Int) -> Pair, _ body: (Pair, Int) -> Void
  ) {
    let (first, step) = (columns(0), Lanes.scalarCount)
    @inline(__always) func columnsOrEnd(_ k: Int) -> Pair {
      k < width ? columns(k) : isTorus ? first : (.zero, .zero)
    }
    @inline(__always) func emit(_ before: Pair, _ own: Pair, _ after: Pair, _ k: Int) {
      body(
        (
          Self.sum(before.upper, own.upper, after.upper, joined, k),
          Self.sum(before.lower, own.lower, after.lower, joined, k)
        ), k)
    }
    var before: Pair = isTorus ? columns(width &- step) : (.zero, .zero)
    var (own, k) = (first, 0)
    // Two eights a time, so that sums stay in the registers that they are in.
    while k &+ step < width {
      let after = columns(k &+ step)
      emit(before, own, after, k)
      let next = columnsOrEnd(k &+ 2 &* step)
      emit(own, after, next, k &+ step)
      (before, own, k) = (after, next, k &+ 2 &* step)
    }
    if k < width { emit(before, own, columnsOrEnd(k &+ step), k) }
  }

  @inline(__always)
  private static func sum(_ before: Lanes, _ own: Lanes, _ after: Lanes, _ joined: Joined?, _ k: Int) -> Lanes {
    let (left, right) = (elementary_left_neighbours(before, own), elementary_right_neighbours(own, after))
    guard let joined else { return left + own + right }
    return elementary_multiply_add_lanes(
      right, joined.right.lanes(k), elementary_multiply_add_lanes(left, joined.left.lanes(k), own))
  }
}
