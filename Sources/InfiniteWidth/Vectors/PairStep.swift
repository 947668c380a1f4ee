import LinearAlgebra

/// One layer's action on a block of pairs, with everything that depends on one input alone precomputed.
protocol PairStep: Sendable {
  func apply(to block: PairBlock, workspace: inout PairWorkspace)

  /// Whether something can be prepared that the pairs of a whole tile share.
  var isPreparable: Bool { get }
  /// The same action, prepared for the pairs of a tile, with the same bits.
  func prepared(for tile: Tile) -> any PairStep
}

extension PairStep {
  var isPreparable: Bool { false }
  func prepared(for tile: Tile) -> any PairStep { self }
}

/// Pairs of a few row inputs with consecutive column inputs, in flight between two layers.
///
/// A block is small enough to stay in the first-level cache through all layers, and large enough to make the cost of
/// walking the layers vanish.
struct PairBlock {
  let rows: Range<Int>
  let columns: Range<Int>
  /// ε = 1 − c of each pair; the rows are `stride` apart, and so are those of `tangents`.
  let separations: UnsafeMutablePointer<Double>
  /// Θ of each pair; nil if nobody wants it.
  let tangents: UnsafeMutablePointer<Double>?
  let stride: Int

  static let largestRowCount = 4
  static let largestColumnCount = 256

  /// Calls `body(row, ε, Θ)` with the position of every row in the block and its first pair.
  @inline(__always)
  func forEachRow(_ body: (Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?) -> Void) {
    for row in 0..<rows.count { body(row, separations + row * stride, tangents.map { $0 + row * stride }) }
  }
}

/// Buffers for one number of every pair of a block, which the steps of one thread borrow and give back.
struct PairWorkspace {
  private var buffers: [[Double]] = []

  /// Calls `body` with a buffer of unspecified content; its rows are `PairBlock.largestColumnCount` apart.
  mutating func borrow(_ body: (UnsafeMutablePointer<Double>, inout PairWorkspace) -> Void) {
    var buffer =
      buffers.popLast()
      ?? Array(repeating: 0, count: PairBlock.largestRowCount * PairBlock.largestColumnCount)
    buffer.withUnsafeMutableBufferPointer { numbers in
      if let base = numbers.baseAddress { body(base, &self) }
    }
    buffers.append(buffer)
  }
}

/// One number for every row and every column input, of which the pair's own number is the product.
struct PairFactors: Sendable {
  let rows: [Double]
  let columns: [Double]

  /// Calls `body` with the factors of the block's rows and columns.
  @inline(__always)
  func of(_ block: PairBlock, _ body: (UnsafePointer<Double>, UnsafePointer<Double>) -> Void) {
    rows.withUnsafeBufferPointer { rows in
      columns.withUnsafeBufferPointer { columns in
        guard let rows = rows.baseAddress, let columns = columns.baseAddress else { return }
        body(rows + block.rows.lowerBound, columns + block.columns.lowerBound)
      }
    }
  }
}
