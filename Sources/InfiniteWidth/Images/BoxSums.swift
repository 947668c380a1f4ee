import CElementary
import LinearAlgebra

/// Sums over k × k neighbours for any k and any width: down the columns into scratch rows with a halo, then along the
/// rows.
extension SpatialConvolution {
  static func boxScratchCount(_ grid: PositionGrid, reach: Int) -> Int {
    grid.height * (grid.rowLength + 2 * margin(reach)) + grid.rowLength
  }

  /// Room for the halo, on either side of a row.
  private static func margin(_ reach: Int) -> Int { (reach + 7) / 8 * 8 }

  /// Calls `finish(sum, place)` with the box sums of eight positions after another.
  @inline(__always)
  func sum(
    _ plane: UnsafeMutablePointer<Double>, _ offset: PositionOffset, _ scratch: UnsafeMutablePointer<Double>,
    _ finish: (Lanes, Int) -> Void
  ) {
    if reach == 0 {
      for k in stride(from: 0, to: grid.planeCount, by: Lanes.scalarCount) { finish(plane.lanes(k), k) }
    } else {
      sumColumns(plane, offset, scratch)
      withMasks(offset) { sumRows(scratch, finish, masks: $0) }
    }
  }

  private var rowStride: Int { grid.rowLength + 2 * Self.margin(reach) }

  /// Sums over the rows y − reach … y + reach into the scratch rows, and puts a halo of columns around them.
  private func sumColumns(
    _ plane: UnsafeMutablePointer<Double>, _ offset: PositionOffset, _ scratch: UnsafeMutablePointer<Double>
  ) {
    let (length, width, height) = (grid.rowLength, grid.width, grid.height)
    let (stride, margin, isTorus) = (rowStride, Self.margin(reach), padding == .circular)
    let zeros = scratch + height * stride
    zeros.update(repeating: 0, count: length)
    func row(_ y: Int, _ shift: Int) -> UnsafeMutablePointer<Double> {
      let other = y + shift
      if isTorus { return plane + ((other % height + height) % height) * length }
      return Self.isJoined(y, other, offset.y, height) ? plane + other * length : zeros
    }
    for y in 0..<height {
      let target = scratch + y * stride + margin
      target.update(from: row(y, -reach), count: length)
      for shift in (1 - reach)...reach {
        let other = row(y, shift)
        for k in Swift.stride(from: 0, to: length, by: Lanes.scalarCount) {
          target.store(target.lanes(k) + other.lanes(k), k)
        }
      }
      for k in 1...reach {
        target[-k] = isTorus ? target[width - 1 - (k - 1) % width] : 0
        target[width - 1 + k] = isTorus ? target[(k - 1) % width] : 0
      }
    }
  }

  @inline(__always)
  private func sumRows(
    _ scratch: UnsafeMutablePointer<Double>, _ finish: (Lanes, Int) -> Void, masks: UnsafePointer<Double>?
  ) {
    let (length, stride, margin) = (grid.rowLength, rowStride, Self.margin(reach))
    for y in 0..<grid.height {
      let row = scratch + y * stride + margin
      for k in Swift.stride(from: 0, to: length, by: Lanes.scalarCount) {
        var sum = Lanes.zero
        for shift in -reach...reach {
          if let masks {
            let mask = masks.lanes((shift + reach) * length + k)
            sum = elementary_multiply_add_lanes(row.lanes(k + shift), mask, sum)
          } else {
            sum += row.lanes(k + shift)
          }
        }
        finish(sum, y * length + k)
      }
    }
  }
}
