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
  func add(_ plane: UnsafePointer<Double>, offset: PositionOffset, to sums: UnsafeMutablePointer<Double>) {
    let weight = isSum ? 1 : 1 / Double(window * window * window * window)
    for y in 0..<fine.height {
      let row = y / window
      let other = (y + offset.y) % fine.height / window
      let shift = (other - row + coarse.height) % coarse.height
      for x in 0..<fine.width {
        let column = x / window
        let partner = (x + offset.x) % fine.width / window
        let place = places[shift * coarse.width + (partner - column + coarse.width) % coarse.width]
        if place >= 0 {
          sums[place * coarse.planeCount + row * coarse.rowLength + column] += weight * plane[y * fine.rowLength + x]
        }
      }
    }
  }
}
