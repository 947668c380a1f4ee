/// How the lower triangle of a symmetric matrix of order n lies on a disk: in panels of w columns, the last perhaps
/// fewer.
///
/// The panel of the columns c..<c + w holds, one after another, the w diagonal entries of the matrix as it was before
/// its elimination, and the rows c..<n of these columns, row-major without gaps. So the part of a panel that a later
/// one needs, from some row to the end, is one run of bytes.
public struct PanelLayout: Sendable, Equatable {
  /// n
  public let order: Int
  /// w
  public let width: Int

  /// More columns save nothing: a panel read from disk at 1 GB/s is multiplied for longer than it is read from some
  /// hundred columns on, and what a kill costs grows with them.
  public static let largestWidth = 8_192
  /// Wide enough for BLAS.
  public static let smallestWidth = 256
  /// Bytes that are read at a time.
  private static let chunkBytes = 1 << 26

  public init(order: Int, width: Int) {
    precondition(order >= 0 && width > 0, "panels have columns")
    (self.order, self.width) = (order, min(width, max(1, order)))
  }

  /// The widest panels, in multiples of 256 columns up to 8,192, whose elimination takes no more memory than is given;
  /// the narrowest there are if that is too little.
  public init(order: Int, memoryBytes: Int) {
    let widths = stride(from: Self.largestWidth, to: Self.smallestWidth, by: -Self.smallestWidth)
    let fitting = widths.first { PanelLayout(order: order, width: $0).memoryBytes <= memoryBytes }
    self.init(order: order, width: fitting ?? Self.smallestWidth)
  }

  public var count: Int { (order + width - 1) / width }

  public func columns(_ panel: Int) -> Range<Int> { panel * width..<min((panel + 1) * width, order) }

  /// Rows that are read at a time. They follow from w alone, as the last bits of products do from them.
  var chunkRows: Int { max(1, Self.chunkBytes / (width * Self.size)) }

  /// Where a panel begins, in bytes.
  func offset(_ panel: Int) -> Int {
    // Panels before it are of full width.
    let columns = panel * width
    return Self.size * (columns + columns * order - width * width * (panel * (panel - 1) / 2))
  }

  /// Where row i of a panel begins, in bytes.
  func offset(_ panel: Int, row: Int) -> Int {
    let columns = columns(panel)
    return offset(panel) + Self.size * columns.count * (1 + row - columns.lowerBound)
  }

  /// What is on disk: n (n + w)/2 numbers and n, as much as an integer holds.
  public var bytes: Int {
    if 4 * Double(order) * Double(order + width) > 0x1p61 { return 1 << 62 }
    return count == 0 ? 0 : offset(count - 1, row: order)
  }

  /// Numbers of the panel in work, of what is read at a time, and of the square of a former panel that meets it.
  public var memoryBytes: Int { Self.size * width * (order + min(order, chunkRows)) }

  /// What a solve works in.
  public var solveBytes: Int { Self.size * width * max(width, min(order, chunkRows)) }

  /// What one factorisation reads: of every panel, once for each later one, the rows from that on; n³/(6 w) numbers for
  /// many panels, as much as an integer holds.
  /// - Complexity: O(panels).
  public var readBytes: Int {
    let bytes = (0..<count).reduce(0.0) { $0 + Double(Self.size * $1 * width) * Double(order - columns($1).lowerBound) }
    return Int(min(bytes, 0x1p62))
  }

  private static let size = MemoryLayout<Double>.size
}
