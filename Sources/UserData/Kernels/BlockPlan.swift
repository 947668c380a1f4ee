import LinearAlgebra

/// How a kernel that need not fit into memory is cut into tiles, the unit of its work: what is resumed after a kill and
/// what parts are made of.
///
/// Edges are multiples of a unit in absolute indices, so that neither the edge nor who computes a tile changes a bit.
/// Tiles are numbered row by row; of a symmetric kernel there are those of the lower triangle alone.
public struct BlockPlan: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// Whether the rows are the columns too.
  public let isSymmetric: Bool
  /// Rows and columns of a tile, except the last.
  public let edge: Int

  /// Every kernel of vectors has a tile grid inside that divides this.
  public static let tile = 256
  /// A pair of images has the same bits in every tile, and takes so long that 256² of them are no unit of work.
  static let imageTile = 16

  public init(rows: Int, columns: Int, isSymmetric: Bool, edge: Int) {
    (self.rows, self.columns, self.isSymmetric, self.edge) = (rows, columns, isSymmetric, edge)
  }

  /// What decides the edge.
  public struct Demand: Sendable {
    /// Numbers in one input. A tile's row and column inputs are there twice: as read, and as the kernel copies them.
    public var width: Int
    /// How many matrices a tile has.
    public var kernels: Int
    /// Of one pair, with writing it.
    public var secondsPerPair: Double
    /// What the edge is a multiple of.
    public var unit = BlockPlan.tile

    public init(width: Int, kernels: Int, secondsPerPair: Double, unit: Int = BlockPlan.tile) {
      (self.width, self.kernels, self.secondsPerPair, self.unit) = (width, kernels, secondsPerPair, unit)
    }
  }

  /// What a tile may take: a kill loses no more.
  private static let seconds = 2.0
  /// Tiles of a part, at least: one more or less makes no difference between parts.
  private static let tilesPerPart = 64
  /// Tiles of a process, at least: they end at nearly one time.
  private static let tilesPerProcess = 8

  /// The largest edge with which a tile takes two seconds at most and fits into `memoryBytes`, and every one of `parts`
  /// and of the `processes` that share the work has tiles enough; at least one unit.
  ///
  /// Parts are computed on machines of their own, so what is given here must not depend on the machine if there is more
  /// than one.
  public init(
    rows: Int, columns: Int, isSymmetric: Bool, parts: Int = 1, processes: Int = 1, _ demand: Demand, memoryBytes: Int
  ) {
    let numbers = Double(max(0, memoryBytes)) / Double(MemoryLayout<Double>.size)
    // kernels · e² for the block, 4 · width · e for the inputs.
    let (a, b) = (Double(demand.kernels), 4 * Double(demand.width))
    var largest = ((b * b + 4 * a * numbers).squareRoot() - b) / (2 * a)
    largest = min(largest, (Self.seconds / demand.secondsPerPair).squareRoot())
    let entries = Double(rows) * Double(columns) * (isSymmetric ? 0.5 : 1)
    for (count, tiles) in [(parts, Self.tilesPerPart), (processes, Self.tilesPerProcess)] where count > 1 {
      largest = min(largest, (entries / Double(count * tiles)).squareRoot())
    }
    let unit = demand.unit
    let whole = (max(rows, columns) + unit - 1) / unit
    self.init(
      rows: rows, columns: columns, isSymmetric: isSymmetric,
      edge: min(whole, max(1, Int(min(largest, Double(whole * unit)) / Double(unit)))) * unit)
  }

  var rowCount: Int { (rows + edge - 1) / edge }
  var columnCount: Int { (columns + edge - 1) / edge }

  /// Of tiles.
  public var count: Int { isSymmetric ? rowCount * (rowCount + 1) / 2 : rowCount * columnCount }

  /// The place of tile `number` in the grid of tiles.
  func place(_ number: Int) -> (row: Int, column: Int) {
    guard isSymmetric else {
      let (row, column) = number.quotientAndRemainder(dividingBy: columnCount)
      return (row, column)
    }
    var row = Int(((8 * Double(number) + 1).squareRoot() - 1) / 2)
    // The root is rounded.
    while row * (row + 1) / 2 > number { row -= 1 }
    while (row + 1) * (row + 2) / 2 <= number { row += 1 }
    return (row, number - row * (row + 1) / 2)
  }

  /// nil: there is no such tile.
  func number(row: Int, column: Int) -> Int? {
    guard row >= 0, column >= 0, row < rowCount, column < (isSymmetric ? row + 1 : columnCount) else { return nil }
    return isSymmetric ? row * (row + 1) / 2 + column : row * columnCount + column
  }

  func rowRange(_ row: Int) -> Range<Int> { row * edge..<min((row + 1) * edge, rows) }
  func columnRange(_ column: Int) -> Range<Int> { column * edge..<min((column + 1) * edge, columns) }

  public subscript(number: Int) -> Tile {
    let (row, column) = place(number)
    return Tile(rows: rowRange(row), columns: columnRange(column))
  }

  /// Pairs that a tile computes: of one on the diagonal those below it.
  public func pairs(_ number: Int) -> Double {
    let tile = self[number]
    let (m, n) = (Double(tile.rows.count), Double(tile.columns.count))
    return isSymmetric && tile.rows == tile.columns ? m * (m + 1) / 2 : m * n
  }

  /// The tiles of part `number` of `parts`, 1 … parts: as many pairs as every other has, but for one tile, and one tile
  /// at least.
  ///
  /// - Parameter parts: at most `count`.
  /// - Complexity: O(count).
  public func run(ofPart number: Int, of parts: Int) -> Range<Int> {
    let whole = (0..<count).reduce(0) { $0 + pairs($1) }
    var (first, tile, sum) = (0, 0, 0.0)
    for part in 1...number {
      first = tile
      let target = whole * Double(part) / Double(parts)
      // Up to the boundary that lies nearest to the even one.
      while tile < count - (parts - part), tile == first || sum + pairs(tile) / 2 <= target {
        sum += pairs(tile)
        tile += 1
      }
    }
    return first..<tile
  }
}
