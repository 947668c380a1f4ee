import Architectures
import CElementary
import LinearAlgebra

/// A convolution of stride 1 on the covariances of one offset (Xiao et al. 2020, Eq. 45; Arora et al. 2019, Section 4):
///
///     K′[p] = σ_w²/k² Σ_δ K[p + δ] + σ_b²,    Θ′[p] = K′[p] + σ_w²/k² Σ_δ Θ[p + δ],
///
/// the sums over k × k neighbours δ, both positions of a pair moved alike. A neighbour counts 0 where zero padding has put one of
/// its two positions outside its image. Sums go down the columns first, then along the rows, each in the order of δ.
final class SpatialConvolution: Sendable {
  /// δ from −reach to reach.
  let reach: Int
  private let padding: Padding
  private let weightVariance: Double
  private let biasVariance: Double
  private let trainable: Bool
  private let grid: PositionGrid
  /// For zero padding, [offset x][δ][x]: 1 where the neighbour counts, 0 where it is in another image's column.
  private let masks: [Double]

  init(
    kernelSize: Int, padding: Padding, weightVariance: Double, biasVariance: Double, trainable: Bool, grid: PositionGrid
  ) {
    reach = kernelSize / 2
    (self.padding, self.grid, self.trainable) = (padding, grid, trainable)
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
    masks = padding == .circular || kernelSize == 1 ? [] : Self.masks(grid, reach: kernelSize / 2)
  }

  private static func masks(_ grid: PositionGrid, reach: Int) -> [Double] {
    (0..<grid.width).flatMap { offset in
      (-reach...reach).flatMap { shift in
        (0..<grid.rowLength).map { x in isJoined(x, x + shift, offset, grid.width) ? 1 : 0 }
      }
    }
  }

  /// Whether the pairs at a and b of one offset along an axis wrap around the edge alike, so that one is the other, moved.
  private static func isJoined(_ a: Int, _ b: Int, _ offset: Int, _ length: Int) -> Bool {
    b >= 0 && b < length && (a < length - offset) == (b < length - offset)
  }

  /// Numbers of scratch that `apply` needs.
  static func scratchCount(_ grid: PositionGrid, reach: Int) -> Int {
    grid.height * (grid.rowLength + 2 * margin(reach)) + 9 * grid.rowLength
  }

  /// Room for the halo, on either side of a row.
  private static func margin(_ reach: Int) -> Int { (reach + 7) / 8 * 8 }

  /// Rows that are finished together.
  private static let group = 4

  /// Replaces K and, unless nil, Θ of one plane.
  ///
  /// - Parameter finished: called with runs of rows, in order, that have their new values and that nothing reads again: the next
  ///   layer may begin with them while they are in the first-level cache.
  @inline(__always)
  func apply(
    _ covariances: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?, offset: PositionOffset,
    scratch: UnsafeMutablePointer<Double>, finished: (Range<Int>) -> Void = { _ in }
  ) {
    let neighbours = Double((2 * reach + 1) * (2 * reach + 1))
    let (weight, bias) = (Lanes(repeating: weightVariance / neighbours), Lanes(repeating: biasVariance))
    @inline(__always) func finish(_ sum: Lanes, _ k: Int) {
      covariances.store(elementary_multiply_add_lanes(sum, weight, bias), k)
    }
    @inline(__always) func finishTangent(_ sum: Lanes, _ k: Int, _ tangents: UnsafeMutablePointer<Double>) {
      let gained = trainable ? covariances.lanes(k) : Lanes.zero
      tangents.store(elementary_multiply_add_lanes(sum, weight, gained), k)
    }
    if reach == 1, grid.width == grid.rowLength {
      let first = OverwrittenRows(covariances, grid, buffers: scratch)
      let second = tangents.map { OverwrittenRows($0, grid, buffers: scratch + 4 * grid.width) }
      let zeros = scratch + 8 * grid.width
      zeros.update(repeating: 0, count: grid.width)
      for start in stride(from: 0, to: grid.height, by: Self.group) {
        let rows = start..<min(start + Self.group, grid.height)
        for y in rows { sumThree(first, y, offset, zeros, finish) }
        if let tangents, let second {
          for y in rows { sumThree(second, y, offset, zeros) { finishTangent($0, $1, tangents) } }
        }
        finished(rows)
      }
    } else {
      sum(covariances, offset, scratch, finish)
      if let tangents { sum(tangents, offset, scratch) { finishTangent($0, $1, tangents) } }
      finished(0..<grid.height)
    }
  }

  /// Calls `finish(sum, place)` with the box sums of eight positions after another.
  @inline(__always)
  private func sum(
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

  @inline(__always)
  private func withMasks(_ offset: PositionOffset, _ body: (UnsafePointer<Double>?) -> Void) {
    guard padding == .zero, offset.x > 0 else { return body(nil) }
    masks.withUnsafeBufferPointer { masks in
      body(masks.baseAddress.map { $0 + offset.x * (2 * reach + 1) * grid.rowLength })
    }
  }

  /// A plane whose rows are replaced from the top, and what its remaining rows need of the former ones.
  private struct OverwrittenRows {
    let plane: UnsafeMutablePointer<Double>
    let top: UnsafeMutablePointer<Double>
    /// The former rows above and at y − 1 lie in turn in the one and the other.
    let kept: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

    init(_ plane: UnsafeMutablePointer<Double>, _ grid: PositionGrid, buffers: UnsafeMutablePointer<Double>) {
      (self.plane, top, kept) = (plane, buffers, (buffers + grid.width, buffers + 2 * grid.width))
      top.update(from: plane, count: grid.width)
      // What is above the first row of a torus.
      kept.1.update(from: plane + (grid.height - 1) * grid.width, count: grid.width)
    }
  }

  /// The sums of 3 × 3 neighbours in one row of whole lanes, from registers.
  @inline(__always)
  private func sumThree(
    _ rows: OverwrittenRows, _ y: Int, _ offset: PositionOffset, _ zeros: UnsafeMutablePointer<Double>,
    _ finish: (Lanes, Int) -> Void
  ) {
    let (width, height, isTorus) = (grid.width, grid.height, padding == .circular)
    let own = rows.plane + y * width
    let (above, kept) = y % 2 == 0 ? (rows.kept.1, rows.kept.0) : (rows.kept.0, rows.kept.1)
    let breakRow = height - offset.y
    let isFirst = isTorus ? false : y == 0 || y == breakRow
    let isLast = isTorus ? false : y == height - 1 || y == breakRow - 1
    let up = isFirst ? zeros : above
    let down = isLast ? zeros : y == height - 1 ? rows.top : own + width
    @inline(__always) func column(_ k: Int) -> Lanes { up.lanes(k) + own.lanes(k) + down.lanes(k) }
    withMasks(offset) { masks in
      let first = column(0)
      var (before, current) = (isTorus ? column(width &- 8) : Lanes.zero, first)
      var k = 0
      while k < width {
        kept.store(own.lanes(k), k)
        let next = k &+ 8 < width ? column(k &+ 8) : isTorus ? first : Lanes.zero
        let (left, right) = (elementary_left_neighbours(before, current), elementary_right_neighbours(current, next))
        if let masks {
          let sum = elementary_multiply_add_lanes(left, masks.lanes(k), current)
          finish(elementary_multiply_add_lanes(right, masks.lanes(2 &* width &+ k), sum), y &* width &+ k)
        } else {
          finish(left + current + right, y &* width &+ k)
        }
        (before, current) = (current, next)
        k &+= 8
      }
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
