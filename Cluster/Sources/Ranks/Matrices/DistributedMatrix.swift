import Failures
import Foundation
import LinearAlgebra
import Platform
import Synchronization

/// This rank's piece of a symmetric matrix that no rank has as a whole, in the block-cyclic layout of ScaLAPACK.
///
/// The lower triangle is filled, block by block, each by the rank that has it, and then copied across the diagonal:
/// what Cholesky's elimination leaves of A is the strict upper triangle, and the diagonal is kept apart. So products
/// with A remain possible, and A comes back for another shift, without any entry being computed again.
final class DistributedMatrix: @unchecked Sendable {
  let grid: ProcessGrid
  let layout: BlockCyclicLayout
  /// Column-major without gaps.
  private let piece: FlatMemory<Double>
  let base: UnsafeMutablePointer<Double>
  /// Aᵢᵢ of all i, at every rank.
  private(set) var diagonal: [Double] = []
  /// Whether the strict lower triangle is still A's, and not what an elimination has left.
  private var hasLower = false

  /// Rows and columns of a block: what every kernel's tiles divide, so that its entries have one process's bits.
  static let usualBlock = 256

  var order: Int { layout.rowAxis.count }
  var communicator: Communicator { grid.communicator }
  var localRows: Int { layout.rowAxis.count(of: grid.row) }
  var localColumns: Int { layout.columnAxis.count(of: grid.column) }
  var stride: Int { max(1, localRows) }

  /// How a matrix will lie in the memories.
  static func layout(order: Int, shape: GridShape) -> BlockCyclicLayout {
    BlockCyclicLayout(order: order, block: usualBlock, shape: shape)
  }

  /// Every rank makes it at the same time, of a layout that fits (`BlockCyclicLayout.requireIndices`, `MemoryDemand`).
  init(_ layout: BlockCyclicLayout, grid: ProcessGrid) {
    (self.grid, self.layout) = (grid, layout)
    let communicator = grid.communicator
    let count = layout.rows(of: communicator.rank) * layout.columns(of: communicator.rank)
    piece = FlatMemory(pieces: [count])
    base = piece.take(count)
  }

  /// Blocks (I, J) of this rank with I ≥ J.
  private var lowerBlocks: [(row: Int, column: Int)] {
    layout.columnAxis.blocks(of: grid.column).flatMap { column in
      layout.rowAxis.blocks(of: grid.row).filter { $0 >= column }.map { ($0, column) }
    }
  }

  /// Where block (I, J), which is this rank's, begins.
  func place(_ row: Int, _ column: Int) -> UnsafeMutablePointer<Double> {
    base + layout.columnAxis.place(ofBlock: column) * stride + layout.rowAxis.place(ofBlock: row)
  }

  /// Sets all entries from those of the lower triangle.
  ///
  /// - Parameters:
  ///   - threads: that share the blocks of a rank.
  ///   - progress: the part of the first rank's blocks that is done.
  ///   - block: the entries of a tile of the lower triangle, row-major; of one on the diagonal what is right of the
  ///     diagonal is not read.
  /// - Throws: what `block` throws at any rank, at every rank; `EndRequest.Requested`.
  /// - Complexity: n²/2 entries over the ranks, and n²/2 numbers sent.
  func fill(
    threads: Int, progress: (@Sendable (Double) -> Void)? = nil,
    _ block: @escaping @Sendable (Tile) throws -> Matrix<Double>
  ) throws {
    let blocks = lowerBlocks
    let done = Atomic<Int>(0)
    try communicator.together {
      try Parallel.forEach(count: blocks.count, threads: threads) { [self] number in
        let (row, column) = blocks[number]
        let tile = Tile(
          rows: layout.rowAxis.indices(ofBlock: row), columns: layout.columnAxis.indices(ofBlock: column))
        write(try block(tile), place(row, column), isDiagonal: row == column)
        progress?(Double(done.wrappingAdd(1, ordering: .relaxed).newValue) / Double(blocks.count))
      }
    }
    keepDiagonal()
    copyAcross(toUpper: true)
    hasLower = true
  }

  private func write(_ block: Matrix<Double>, _ target: UnsafeMutablePointer<Double>, isDiagonal: Bool) {
    block.elements.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      let columns = block.columns
      for j in 0..<columns {
        for i in 0..<block.rows {
          target[j * stride + i] = source[isDiagonal && i < j ? j * columns + i : i * columns + j]
        }
      }
    }
  }

  /// Aᵢᵢ to every rank.
  private func keepDiagonal() { diagonal = currentDiagonal() }

  /// The entries (i, i) as they are, at every rank.
  func currentDiagonal() -> [Double] {
    var numbers = [Double](repeating: 0, count: order)
    forEachDiagonalBlock { rows, block in for (k, i) in rows.enumerated() { numbers[i] = block[k * (stride + 1)] } }
    communicator.sum(&numbers)
    return numbers
  }

  /// The blocks on the diagonal that are this rank's.
  private func forEachDiagonalBlock(_ body: (Range<Int>, UnsafeMutablePointer<Double>) -> Void) {
    for b in layout.rowAxis.blocks(of: grid.row) where layout.columnAxis.owner(ofBlock: b) == grid.column {
      body(layout.rowAxis.indices(ofBlock: b), place(b, b))
    }
  }

  /// A's lower triangle, again from the upper one if an elimination has been there, with a shift on the diagonal.
  ///
  /// It is then as it was filled, and what follows may change it.
  func restoreLower(shift: Double) {
    if !hasLower { copyAcross(toUpper: false) }
    hasLower = false
    forEachDiagonalBlock { [self] rows, block in
      for (k, i) in rows.enumerated() { block[k * (stride + 1)] = diagonal[i] + shift }
    }
  }

  /// A x of every row x of `block`, [m, n], at every rank, by the upper triangle and the diagonal kept.
  ///
  /// - Complexity: m n² multiply-adds over the ranks; m n numbers summed.
  func multiply(_ block: Matrix<Double>) -> Matrix<Double> {
    precondition(block.columns == order, "right-hand sides have the matrix's order")
    let (n, m) = (order, block.rows)
    var result = Matrix<Double>(rows: m, columns: n)
    // This rank's rows of the upper triangle, of all sides: gathered once, scattered once.
    let rowBlocks = Array(layout.rowAxis.blocks(of: grid.row))
    var gathered = Matrix<Double>(rows: m, columns: localRows)
    for b in rowBlocks {
      let (indices, place) = (layout.rowAxis.indices(ofBlock: b), layout.rowAxis.place(ofBlock: b))
      for c in 0..<m { for (k, i) in indices.enumerated() { gathered[c, place + k] = block[c, i] } }
    }
    var sums = Matrix<Double>(rows: m, columns: localRows)
    for column in layout.columnAxis.blocks(of: grid.column) {
      let columns = layout.columnAxis.indices(ofBlock: column)
      let above = layout.rowAxis.localCount(of: grid.row, below: column)
      let start = base + layout.columnAxis.place(ofBlock: column) * stride
      multiply(start, stride, above, columns, block, gathered, &sums, &result)
      guard layout.rowAxis.owner(ofBlock: column) == grid.row else { continue }
      // Of the block on the diagonal what is above it.
      let corner = place(column, column)
      var strict = [Double](repeating: 0, count: columns.count * columns.count)
      for j in 0..<columns.count { for i in 0..<j { strict[j * columns.count + i] = corner[j * stride + i] } }
      var own = Matrix<Double>(rows: m, columns: columns.count)
      var ownSums = own
      for c in 0..<m { for (k, i) in columns.enumerated() { own[c, k] = block[c, i] } }
      strict.withUnsafeBufferPointer { strict in
        guard let strict = strict.baseAddress else { return }
        multiply(strict, columns.count, columns.count, columns, block, own, &ownSums, &result)
      }
      for c in 0..<m {
        for (k, i) in columns.enumerated() { result[c, i] += ownSums[c, k] + diagonal[i] * block[c, i] }
      }
    }
    for b in rowBlocks {
      let (indices, place) = (layout.rowAxis.indices(ofBlock: b), layout.rowAxis.place(ofBlock: b))
      for c in 0..<m { for (k, i) in indices.enumerated() { result[c, i] += sums[c, place + k] } }
    }
    communicator.sum(&result.elements)
    return result
  }

  /// With a column-major part U of `rows` × `columns.count`: sums ← sums + U x_columns, result ← result + Uᵀ x_rows.
  private func multiply(
    _ part: UnsafePointer<Double>, _ stride: Int, _ rows: Int, _ columns: Range<Int>, _ block: Matrix<Double>,
    _ gathered: Matrix<Double>, _ sums: inout Matrix<Double>, _ result: inout Matrix<Double>
  ) {
    let (m, n, width) = (block.rows, block.columns, gathered.columns)
    guard rows > 0, !columns.isEmpty, m > 0 else { return }
    block.elements.withUnsafeBufferPointer { x in
      gathered.elements.withUnsafeBufferPointer { own in
        sums.elements.withUnsafeMutableBufferPointer { sums in
          result.elements.withUnsafeMutableBufferPointer { result in
            guard let x = x.baseAddress, let own = own.baseAddress, let sums = sums.baseAddress,
              let result = result.baseAddress
            else { return }
            // Column-major U is row-major Uᵀ, [columns, rows].
            Double.multiply(
              MatrixProduct(
                m: m, n: rows, k: columns.count, alpha: 1, a: x + columns.lowerBound, strideA: n, b: part,
                strideB: stride, beta: 1, c: sums, strideC: width))
            Double.multiply(
              MatrixProduct(
                transposeB: true, m: m, n: columns.count, k: rows, alpha: 1, a: own, strideA: width, b: part,
                strideB: stride, beta: 1, c: result + columns.lowerBound, strideC: n))
          }
        }
      }
    }
  }
}
