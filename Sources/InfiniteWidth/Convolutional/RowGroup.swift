import LinearAlgebra

/// Rows between a convolution's sums and φ. They go back to their plane when the convolution no longer needs what stands there.
struct RowGroup {
  /// Rows that are finished together: few enough to stay in the first-level cache beside the plane.
  static let count = 8

  let width: Int
  /// K, Θ, and of closed forms x and y (`AngularDual`), `count` rows each.
  let covariances, tangents, xs, ys: UnsafeMutablePointer<Double>
  private let rest: UnsafeMutablePointer<Double>

  static func numberCount(width: Int) -> Int { (4 * count + 5) * width }

  @inline(__always)
  init(_ scratch: UnsafeMutablePointer<Double>, width: Int) {
    let rows = Self.count * width
    self.width = width
    (covariances, tangents, xs, ys) = (scratch, scratch + rows, scratch + 2 * rows, scratch + 3 * rows)
    rest = scratch + 4 * rows
    rest.update(repeating: 0, count: width)
  }

  /// K or Θ of a plane that the group passes over.
  @inline(__always)
  func overwritten(
    _ plane: UnsafeMutablePointer<Double>, isTangent: Bool, height: Int, isTorus: Bool, breakRow: Int
  ) -> OverwrittenPlane {
    OverwrittenPlane(
      plane, kept: rest + (isTangent ? 3 : 1) * width, zeros: rest, width: width, height: height, isTorus: isTorus,
      breakRow: breakRow)
  }
}

/// A plane whose rows are replaced group by group from the top, and what its remaining rows need of the former ones.
struct OverwrittenPlane {
  private let plane, topRow, lastRow, zeros: UnsafeMutablePointer<Double>
  private let width, height: Int
  private let isTorus: Bool
  /// Without a torus, the row from which on pairs wrap around the edge, so that the one above it is no neighbour.
  private let breakRow: Int

  @inline(__always)
  init(
    _ plane: UnsafeMutablePointer<Double>, kept: UnsafeMutablePointer<Double>, zeros: UnsafeMutablePointer<Double>,
    width: Int, height: Int, isTorus: Bool, breakRow: Int
  ) {
    (self.plane, self.zeros, self.isTorus, self.breakRow) = (plane, zeros, isTorus, breakRow)
    (topRow, lastRow, self.width, self.height) = (kept, kept + width, width, height)
    topRow.update(from: plane, count: width)
    // What is above the first row of a torus.
    keep(row: height - 1)
  }

  /// To be called before a group is written: the next one needs the last of its former rows.
  @inline(__always)
  func keep(row y: Int) { lastRow.update(from: plane + y &* width, count: width) }

  /// The former rows above, at and below y.
  @inline(__always)
  func neighbours(_ y: Int, isFirstOfGroup: Bool) -> RowSums.Rows {
    let isFirst = !isTorus && (y == 0 || y == breakRow)
    let isLast = !isTorus && (y == height &- 1 || y == breakRow &- 1)
    let own = UnsafePointer(plane + y &* width)
    let above = isFirstOfGroup ? UnsafePointer(lastRow) : own - width
    let below = y == height &- 1 ? UnsafePointer(topRow) : own + width
    return (isFirst ? UnsafePointer(zeros) : above, own, isLast ? UnsafePointer(zeros) : below)
  }
}
