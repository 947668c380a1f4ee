/// How a matrix that need not fit into memory is cut: into blocks whose edges are multiples of the tile edge, so that
/// the tile grid inside is the whole matrix's.
public struct BlockPlan: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// Rows and columns of a block, except the last.
  public let edge: Int

  /// Every kernel's tile grid divides this.
  public static let tile = 256

  /// - Parameters:
  ///   - width: numbers in one input. A block holds its row and column inputs twice: as read, and as the kernel copies
  ///     them at most.
  ///   - kernels: how many matrices a block has.
  ///   - memoryBytes: what one block may take; a block has at least one tile.
  public init(rows: Int, columns: Int, width: Int, kernels: Int, memoryBytes: Int) {
    (self.rows, self.columns) = (rows, columns)
    let numbers = Double(max(0, memoryBytes)) / Double(MemoryLayout<Double>.size)
    // kernels · e² for the block and as much for its transpose, 4 · width · e for the inputs.
    let (a, b) = (2 * Double(kernels), 4 * Double(width))
    let largest = ((b * b + 4 * a * numbers).squareRoot() - b) / (2 * a)
    let tiles = Int(min(largest, Double(max(rows, columns))) / Double(Self.tile))
    edge = largest >= Double(max(rows, columns)) ? max(rows, columns) : max(1, tiles) * Self.tile
  }

  public var rowBlocks: [Range<Int>] { Self.cut(rows, edge) }
  public var columnBlocks: [Range<Int>] { Self.cut(columns, edge) }

  private static func cut(_ count: Int, _ edge: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: edge).map { $0..<min($0 + edge, count) }
  }
}
