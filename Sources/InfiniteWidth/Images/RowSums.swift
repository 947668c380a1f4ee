import CElementary
import LinearAlgebra

/// The sums of 3 × 3 neighbours along a row of whole lanes, eight after eight. A column of three is summed once and
/// stays in registers while it is a neighbour.
///
/// Columns are summed from the top in every row: what two rows share of them would save a load, but a row's sums would
/// then depend on whether it is an even one, and equal patches at an odd offset not have the same bits.
struct RowSums {
  typealias Rows = (above: UnsafePointer<Double>, own: UnsafePointer<Double>, below: UnsafePointer<Double>)

  /// 1 where the neighbour on that side counts and 0 where it does not.
  struct Joined {
    let left, right: UnsafePointer<Double>
  }

  private let rows: Rows
  private let width: Int
  /// The column sums that stand before the first and behind the last eight: on a torus those of the other end.
  private let start, end: Lanes

  @inline(__always)
  init(_ rows: Rows, width: Int, isTorus: Bool) {
    (self.rows, self.width) = (rows, width)
    start = isTorus ? Self.column(rows, width &- Lanes.scalarCount) : .zero
    end = isTorus ? Self.column(rows, 0) : .zero
  }

  @inline(__always)
  private static func column(_ rows: Rows, _ k: Int) -> Lanes {
    rows.above.lanes(k) + rows.own.lanes(k) + rows.below.lanes(k)
  }

  /// Calls `body(sums, k)` with the sums of the eight at k.
  ///
  /// - Parameter joined: of every column, if some have no neighbours.
  @inline(__always)
  func forEach(_ joined: Joined?, _ body: (Lanes, Int) -> Void) {
    let step = Lanes.scalarCount
    var (before, own, k) = (start, Self.column(rows, 0), 0)
    // Two eights a time, so that sums stay in the registers that they are in.
    while k &+ step < width {
      let after = Self.column(rows, k &+ step)
      body(Self.sum(before, own, after, joined, k), k)
      let next = k &+ 2 &* step < width ? Self.column(rows, k &+ 2 &* step) : end
      body(Self.sum(own, after, next, joined, k &+ step), k &+ step)
      (before, own, k) = (after, next, k &+ 2 &* step)
    }
    if k < width { body(Self.sum(before, own, end, joined, k), k) }
  }

  @inline(__always)
  private static func sum(_ before: Lanes, _ own: Lanes, _ after: Lanes, _ joined: Joined?, _ k: Int) -> Lanes {
    let (left, right) = (elementary_left_neighbours(before, own), elementary_right_neighbours(own, after))
    guard let joined else { return left + own + right }
    return elementary_multiply_add_lanes(
      right, joined.right.lanes(k), elementary_multiply_add_lanes(left, joined.left.lanes(k), own))
  }
}
