import LinearAlgebra

/// An average over disjoint windows of w × w positions, on covariances:
///
///     K′[P, P′] = w⁻⁴ Σ_{p in window P} Σ_{p′ in window P′} K[p, p′],
///
/// or the sum, without w⁻⁴.
///
/// The plane of one offset before the window spreads over up to four offsets after it.
struct PoolingWindow: Sendable {
  private let window: Int
  private let isSum: Bool
  private let fine: PositionGrid
  let coarse: PositionGrid
  /// The place of every coarse offset in the list of those that are needed; −1 for the others.
  private let places: [Int]

  /// - Parameter offsets: those that are needed after the window.
  init(_ window: Int, isSum: Bool = false, grid: PositionGrid, offsets: [PositionOffset]) {
    (self.window, self.isSum, fine) = (window, isSum, grid)
    coarse = PositionGrid(height: grid.height / window, width: grid.width / window)
    var places = [Int](repeating: -1, count: coarse.positionCount)
    for (place, offset) in offsets.enumerated() { places[offset.y * coarse.width + offset.x] = place }
    self.places = places
  }

  /// Adds a plane to the planes after the window, which lie one after another in the order of their offsets.
  ///
  /// The r-th positions of all windows along an axis go to the same offset, ⌊(r + offset)/w⌋ on the coarse torus.
  func add(_ plane: UnsafePointer<Double>, offset: PositionOffset, to sums: UnsafeMutablePointer<Double>) {
    let weight = isSum ? 1 : 1 / Double(window * window * window * window)
    for y in 0..<fine.height {
      let (row, from) = (y / window, plane + y &* fine.rowLength)
      let shift = (y % window + offset.y) / window % coarse.height
      for r in 0..<window {
        let place = places[shift * coarse.width + (r + offset.x) / window % coarse.width]
        guard place >= 0 else { continue }
        let to = sums + (place &* coarse.planeCount &+ row &* coarse.rowLength)
        if window == 2, coarse.width.isMultiple(of: Lanes.scalarCount) {
          addEverySecond(from, r, weight, to)
        } else {
          var (column, x) = (0, r)
          while column < coarse.width {
            to[column] += weight * from[x]
            (column, x) = (column &+ 1, x &+ window)
          }
        }
      }
    }
  }

  /// Adds the even or the odd columns of a row.
  @inline(__always)
  private func addEverySecond(
    _ from: UnsafePointer<Double>, _ parity: Int, _ weight: Double, _ to: UnsafeMutablePointer<Double>
  ) {
    let weight = Lanes(repeating: weight)
    var column = 0
    while column < coarse.width {
      let (one, two) = (from.lanes(2 &* column), from.lanes(2 &* column &+ Lanes.scalarCount))
      let part =
        parity == 0
        ? Lanes(lowHalf: one.evenHalf, highHalf: two.evenHalf) : Lanes(lowHalf: one.oddHalf, highHalf: two.oddHalf)
      to.store(to.lanes(column) + weight * part, column)
      column = column &+ Lanes.scalarCount
    }
  }
}
