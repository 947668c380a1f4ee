import CElementary
import LinearAlgebra

/// The sums of 3 × 3 neighbours along a row of whole lanes, eight after eight. A column of three is summed once and
/// stays in registers while it is a neighbour.
struct RowSums {
  typealias Rows = (above: UnsafePointer<Double>, own: UnsafePointer<Double>, below: UnsafePointer<Double>)

  private let rows: Rows
  private var before, current: Lanes
  /// What stands behind the last eight: the first on a torus, else zeros.
  let end: Lanes

  @inline(__always)
  init(_ rows: Rows, width: Int, isTorus: Bool) {
    self.rows = rows
    current = Self.column(rows, 0)
    before = isTorus ? Self.column(rows, width &- Lanes.scalarCount) : .zero
    end = isTorus ? current : .zero
  }

  @inline(__always)
  private static func column(_ rows: Rows, _ k: Int) -> Lanes {
    rows.above.lanes(k) + rows.own.lanes(k) + rows.below.lanes(k)
  }

  /// The column sums of the eight at k.
  @inline(__always)
  func columns(_ k: Int) -> Lanes { Self.column(rows, k) }

  /// 1 where the neighbour on that side counts and 0 where it does not.
  struct Joined {
    let left, right: Lanes
  }

  /// The sums of the eight that come before those of `next`.
  @inline(__always)
  mutating func sums(before next: Lanes, _ joined: Joined?) -> Lanes {
    let (left, right) = (elementary_left_neighbours(before, current), elementary_right_neighbours(current, next))
    let own = current
    (before, current) = (current, next)
    guard let joined else { return left + own + right }
    return elementary_multiply_add_lanes(right, joined.right, elementary_multiply_add_lanes(left, joined.left, own))
  }
}
