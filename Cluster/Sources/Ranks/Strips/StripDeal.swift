import LinearAlgebra

/// Which rank has which strip of the lower triangle of a symmetric matrix: strips of 256 rows, each a tile longer than
/// the one before, there and back again, so that all ranks have as many entries to within a strip.
struct StripDeal {
  let order: Int
  let ranks: Int

  /// What every kernel's tiles divide.
  static let width = DistributedMatrix.usualBlock

  /// The strips' rows, ascending.
  func strips(of rank: Int) -> [Range<Int>] {
    TileGrid.pieces(0..<order, Self.width).enumerated().filter { owner(of: $0.offset) == rank }.map(\.element)
  }

  private func owner(of strip: Int) -> Int {
    let (round, place) = strip.quotientAndRemainder(dividingBy: ranks)
    return round.isMultiple(of: 2) ? place : ranks - 1 - place
  }
}
