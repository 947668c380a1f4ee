import Ranks

/// Bytes that the ranks of a grid P × Q give each other, by theory.
struct CommunicationVolume {
  let order: Int
  let block: Int
  let shape: GridShape

  private var blocks: Int { (order + block - 1) / block }
  private func width(_ b: Int) -> Double { Double(min(block, order - b * block)) }

  /// Inputs to all ranks, and the entries whose mirror is another rank's, each once.
  func filling(inputWidth: Int) -> Double {
    var numbers = Double(order * inputWidth * (shape.count - 1))
    for b in 0..<blocks {
      for c in b + 1..<max(b + 1, blocks)
      where (c % shape.rows, b % shape.columns) != (b % shape.rows, c % shape.columns) {
        numbers += width(b) * width(c)
      }
    }
    return 8 * numbers
  }

  /// A right-looking factor: every column of blocks of L goes to the Q − 1 other ranks of its rows of the grid, and as
  /// its transpose to the P − 1 others of the columns that it stands across, n² (P + Q − 2)/2 numbers (Choi, Dongarra,
  /// Ostrouchov, Petitet, Walker and Whaley 1996).
  var factor: Double {
    var numbers = 0.0
    for b in 0..<blocks { numbers += width(b) * Double(order - b * block) }
    return 8 * numbers * Double(shape.rows + shape.columns - 2)
  }
}
