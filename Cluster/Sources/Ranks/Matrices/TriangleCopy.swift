import CMPI

extension DistributedMatrix {
  /// Copies one triangle to the other side of the diagonal, as its transpose.
  ///
  /// A column of blocks of the lower triangle and the row of blocks across from it lie in a column and a row of the
  /// grid, so that for each of them all ranks exchange what they have of it.
  /// - Complexity: n²/2 numbers are sent; a rank's part of a column of blocks is there twice more.
  func copyAcross(toUpper: Bool) {
    for b in 0..<layout.columnAxis.blocks { copyAcross(b, toUpper: toUpper) }
  }

  private func copyAcross(_ b: Int, toUpper: Bool) {
    let (rowAxis, columnAxis, shape) = (layout.rowAxis, layout.columnAxis, grid.shape)
    let width = rowAxis.indices(ofBlock: b).count
    // The blocks (c, b) below the diagonal that this rank has, and those (b, c) right of it, by whose they are.
    let hasColumn = columnAxis.owner(ofBlock: b) == grid.column
    let hasRow = rowAxis.owner(ofBlock: b) == grid.row
    let below = hasColumn ? rowAxis.blocks(of: grid.row).filter { $0 > b } : []
    let right = hasRow ? columnAxis.blocks(of: grid.column).filter { $0 > b } : []
    let lower = (
      blocks: below, partner: { shape.rank(row: rowAxis.owner(ofBlock: b), column: columnAxis.owner(ofBlock: $0)) }
    )
    let upper = (
      blocks: right, partner: { shape.rank(row: rowAxis.owner(ofBlock: $0), column: columnAxis.owner(ofBlock: b)) }
    )
    let (from, to) = toUpper ? (lower, upper) : (upper, lower)
    func counts(_ side: (blocks: [Int], partner: (Int) -> Int)) -> [Int32] {
      var counts = [Int32](repeating: 0, count: shape.count)
      for c in side.blocks { counts[side.partner(c)] += Int32(width * rowAxis.indices(ofBlock: c).count) }
      return counts
    }
    let (sent, received) = (counts(from), counts(to))
    var (outgoing, incoming) = (Self.starts(sent), Self.starts(received))
    var source = [Double](repeating: 0, count: Int(sent.reduce(0, +)))
    var target = [Double](repeating: 0, count: Int(received.reduce(0, +)))
    // As the blocks below the diagonal are: column by column, `width` of them.
    for c in from.blocks {
      let (rank, rows) = (from.partner(c), rowAxis.indices(ofBlock: c).count)
      let block = toUpper ? place(c, b) : place(b, c)
      for j in 0..<width {
        for i in 0..<rows {
          source[Int(outgoing[rank]) + j * rows + i] = toUpper ? block[j * stride + i] : block[i * stride + j]
        }
      }
      outgoing[rank] += Int32(width * rows)
    }
    let (sendStarts, receiveStarts) = (Self.starts(sent), Self.starts(received))
    MPI_Alltoallv(
      &source, sent, sendStarts, mpi_doubles(), &target, received, receiveStarts, mpi_doubles(), mpi_world())
    for c in to.blocks {
      let (rank, rows) = (to.partner(c), rowAxis.indices(ofBlock: c).count)
      let block = toUpper ? place(b, c) : place(c, b)
      for j in 0..<width {
        for i in 0..<rows {
          let number = target[Int(incoming[rank]) + j * rows + i]
          if toUpper { block[i * stride + j] = number } else { block[j * stride + i] = number }
        }
      }
      incoming[rank] += Int32(width * rows)
    }
    // The block on the diagonal stays where it is.
    guard hasColumn, hasRow else { return }
    let corner = place(b, b)
    for j in 0..<width {
      for i in j + 1..<max(j + 1, width) {
        if toUpper {
          corner[i * stride + j] = corner[j * stride + i]
        } else {
          corner[j * stride + i] = corner[i * stride + j]
        }
      }
    }
  }

  private static func starts(_ counts: [Int32]) -> [Int32] {
    var (starts, sum) = ([Int32](), Int32(0))
    for count in counts {
      starts.append(sum)
      sum += count
    }
    return starts
  }
}
