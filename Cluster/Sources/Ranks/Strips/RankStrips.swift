import LinearAlgebra
import Platform
import Synchronization

/// This rank's strips of a symmetric matrix of which only rows and products are wanted: those that its memory has room
/// for are kept, the others are computed at every product.
///
/// Entries are those of tiles of the lower triangle, and sums are taken strip by strip in one order, so that bits
/// depend neither on what is kept nor on threads; on the number of ranks products do, by rounding.
final class RankStrips {
  let order: Int
  /// Aᵢᵢ of all i, at every rank.
  private(set) var diagonal: [Double]
  private let communicator: Communicator
  private let recipe: any MatrixRecipe
  private var kept: [SymmetricStrip] = []
  private var others: [Range<Int>] = []

  /// Columns of a tile, of which threads take one at a time.
  private static let tileColumns = 1024

  /// Every rank makes it at the same time, and computes its strips once.
  ///
  /// - Parameters:
  ///   - memoryBytes: that they may take, less where this machine has less.
  ///   - progress: the part of the first rank's entries that is done.
  /// - Throws: what the recipe throws at any rank, at every rank; `EndRequest.Requested`.
  /// - Complexity: n²/2 entries over the ranks; n numbers summed.
  init(
    _ recipe: any MatrixRecipe, order: Int, memoryBytes: Int, communicator: Communicator,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    (self.order, self.recipe, self.communicator) = (order, recipe, communicator)
    diagonal = [Double](repeating: 0, count: order)
    // Free memory is looked at by all before any rank takes some.
    let available = try communicator.together { Machine.current().availableMemoryBytes }
    var left = min(memoryBytes, available / communicator.ranksOfMachine / 10 * 9)
    let own = StripDeal(order: order, ranks: communicator.size).strips(of: communicator.rank)
    let whole = own.reduce(0) { $0 + $1.count * $1.upperBound }
    try communicator.together {
      var done = 0
      for rows in own {
        let strip = try strip(rows)
        diagonal.replaceSubrange(rows, with: strip.diagonal)
        left -= 8 * strip.numbers.elements.count
        if left >= 0 { kept.append(strip) } else { others.append(rows) }
        done += rows.count * rows.upperBound
        progress?(Double(done) / Double(whole))
      }
    }
    communicator.sum(&diagonal)
  }

  /// The rows of `places`, [places.count, n], at every rank.
  ///
  /// - Throws: likewise.
  /// - Complexity: what is kept is copied; of what is not, 256 n entries a place; places.count · n numbers summed.
  func rows(_ places: [Int]) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: places.count, columns: order)
    try communicator.together {
      for strip in kept { for (k, place) in places.enumerated() { strip.copy(row: place, to: &result, at: k) } }
      for rows in others where places.contains(where: rows.contains) {
        let strip = try strip(rows)
        for (k, place) in places.enumerated() where rows.contains(place) { strip.copy(row: place, to: &result, at: k) }
      }
      for piece in try mirrors(of: places) {
        for (i, value) in piece.values.enumerated() { result[piece.index, piece.first + i] = value }
      }
    }
    communicator.sum(&result.elements)
    return result
  }

  /// What strips that are not kept have of rows above them: of the row at `index`, numbers from column `first` on.
  private func mirrors(of places: [Int]) throws -> [(index: Int, first: Int, values: [Double])] {
    let blocks = Set(places.map { $0 / StripDeal.width }).sorted()
    let tiles = others.flatMap { rows in
      blocks.map { $0 * StripDeal.width..<($0 + 1) * StripDeal.width }.filter { $0.upperBound <= rows.lowerBound }.map {
        Tile(rows: rows, columns: $0)
      }
    }
    let found = Mutex([(index: Int, first: Int, values: [Double])]())
    try Parallel.forEach(count: tiles.count) { [recipe] number in
      let tile = tiles[number]
      let block = try recipe.block(tile)
      for (k, place) in places.enumerated() where tile.columns.contains(place) {
        let values = (0..<block.rows).map { block[$0, place - tile.columns.lowerBound] }
        found.withLock { $0.append((k, tile.rows.lowerBound, values)) }
      }
    }
    return found.withLock { $0 }
  }

  /// A x of every row x of `block`, [m, n], at every rank.
  ///
  /// - Throws: likewise.
  /// - Complexity: m n² multiply-adds over the ranks, and the entries that are not kept; m n numbers summed.
  func product(_ block: Matrix<Double>) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: block.rows, columns: order)
    try communicator.together {
      for strip in kept { try strip.add(productWith: block, to: &result) }
      for rows in others { try strip(rows).add(productWith: block, to: &result) }
    }
    communicator.sum(&result.elements)
    return result
  }

  private func strip(_ rows: Range<Int>) throws -> SymmetricStrip {
    let pieces = TileGrid.pieces(0..<rows.upperBound, Self.tileColumns)
    let blocks = Mutex([Matrix<Double>?](repeating: nil, count: pieces.count))
    try Parallel.forEach(count: pieces.count) { [recipe] number in
      let block = try recipe.block(Tile(rows: rows, columns: pieces[number]))
      blocks.withLock { $0[number] = block }
    }
    var numbers = Matrix<Double>(rows: rows.count, columns: rows.upperBound)
    for (piece, block) in zip(pieces, blocks.withLock { $0 }) {
      guard let block else { continue }
      for i in 0..<rows.count {
        let start = i * rows.upperBound + piece.lowerBound
        numbers.elements.replaceSubrange(start..<start + piece.count, with: block.row(i))
      }
    }
    return SymmetricStrip(rows, numbers)
  }
}
