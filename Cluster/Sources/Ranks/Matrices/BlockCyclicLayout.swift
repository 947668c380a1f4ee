import Failures
import Foundation
import Platform

/// How a matrix lies in the ranks' memories: block (I, J) of `rowAxis.width` × `columnAxis.width` entries is that of
/// the rank in row I mod R and column J mod C of the grid, whose blocks are one column-major matrix.
struct BlockCyclicLayout: Sendable {
  let rowAxis, columnAxis: CyclicAxis
  let shape: GridShape

  /// A piece has too many numbers for ScaLAPACK.
  struct Obstacle: Failure, Equatable {
    let order, ranks, needed: Int

    var message: String {
      "a matrix of order \(order) has pieces beyond ScaLAPACK's 32-bit index, 16 GiB each, on "
        + "\(ranks) \(ranks == 1 ? "rank" : "ranks"); use \(needed) ranks or more (mpirun -n \(needed))"
    }

    var exitStatus: ExitStatus { .doesNotFit }
  }

  /// Numbers that a rank's piece may have: the local index is a 32-bit integer.
  static let mostNumbers = Int(Int32.max)

  /// A square matrix.
  init(order: Int, block: Int, shape: GridShape) {
    rowAxis = CyclicAxis(count: order, width: block, processes: shape.rows)
    columnAxis = CyclicAxis(count: order, width: block, processes: shape.columns)
    self.shape = shape
  }

  /// Right-hand sides beside such a matrix, as columns: those of a column of the grid are one run.
  init(sides: Int, of matrix: BlockCyclicLayout) {
    (rowAxis, shape) = (matrix.rowAxis, matrix.shape)
    let width = max(1, (sides + shape.columns - 1) / shape.columns)
    columnAxis = CyclicAxis(count: sides, width: width, processes: shape.columns)
  }

  func rows(of rank: Int) -> Int { rowAxis.count(of: shape.place(of: rank).row) }
  func columns(of rank: Int) -> Int { columnAxis.count(of: shape.place(of: rank).column) }

  /// Numbers of the largest piece, the first rank's.
  var largestPiece: Int { rows(of: 0) * columns(of: 0) }

  /// - Throws: `Obstacle`.
  func requireIndices() throws {
    guard largestPiece <= Self.mostNumbers else {
      throw Obstacle(order: rowAxis.count, ranks: shape.count, needed: fewestRanks)
    }
  }

  /// The smallest number of ranks, from this one on, whose pieces fit ScaLAPACK and whose grid is near a square: on
  /// one of 3 × 157 a panel goes to many more ranks than on one of 19 × 25.
  private var fewestRanks: Int {
    var ranks = shape.count + 1
    while true {
      let shape = GridShape(ranks: ranks)
      let layout = BlockCyclicLayout(order: rowAxis.count, block: rowAxis.width, shape: shape)
      if shape.columns <= 2 * shape.rows, layout.largestPiece <= Self.mostNumbers { return ranks }
      ranks += 1
    }
  }

  /// ScaLAPACK's description of it, as rank `rank` has it.
  func descriptor(context: Int32, rank: Int) -> [Int32] {
    [
      1, context, Int32(rowAxis.count), Int32(columnAxis.count), Int32(rowAxis.width), Int32(columnAxis.width), 0, 0,
      Int32(max(1, rows(of: rank))),
    ]
  }
}
