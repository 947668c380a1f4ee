import LinearAlgebra
import Nonlinearities

/// Rows between a convolution's sums and φ. They go back to their plane when the convolution no longer needs what
/// stands there.
struct RowGroup {
  /// Rows that are finished together: few enough to stay in the first-level cache beside the plane.
  static let count = 8

  let width: Int
  /// K and Θ behind the convolution, row behind row.
  let covariances: UnsafeMutablePointer<Double>
  let tangents: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>
  private let rest: UnsafeMutablePointer<Double>

  static func numberCount(width: Int) -> Int { (2 * count + 5) * width + AngleRows.scratchCount(count * width) }

  @inline(__always)
  init(_ numbers: UnsafeMutablePointer<Double>, width: Int) {
    let size = Self.count * width
    (self.width, covariances, tangents, scratch) = (width, numbers, numbers + size, numbers + 2 * size)
    rest = scratch + AngleRows.scratchCount(size)
    rest.update(repeating: 0, count: width)
  }

  /// Puts the rows where they came from, mapped by φ if it follows.
  func finish(
    _ rows: Range<Int>, to planes: (covariances: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?),
    _ activation: SpatialActivation?
  ) {
    if let activation, let angular = activation.dual.angular {
      let plane = activation.plane.rows(rows)
      return angular.map(AngleRows(plane, covariances: covariances, tangents: tangents, scratch: scratch))
    }
    let (start, count) = (rows.lowerBound * width, rows.count * width)
    (planes.covariances + start).update(from: covariances, count: count)
    if let target = planes.tangents { (target + start).update(from: tangents, count: count) }
    if let activation { activation.dual.dual.map(activation.plane.rows(rows)) }
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
    let own = UnsafePointer(plane + y &* width)
    var (above, below) = (isFirstOfGroup ? UnsafePointer(lastRow) : own - width, own + width)
    if y == height &- 1 { below = UnsafePointer(topRow) }
    if !isTorus {
      if y == 0 || y == breakRow { above = UnsafePointer(zeros) }
      if y == height &- 1 || y == breakRow &- 1 { below = UnsafePointer(zeros) }
    }
    return (above, own, below)
  }
}
