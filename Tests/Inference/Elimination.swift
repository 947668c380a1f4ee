#if arch(x86_64)
  /// Gaussian elimination with partial pivoting in 80-bit arithmetic: 2048 times finer than what it is compared with.
  enum Elimination {
    static func solve(_ matrix: [[Float80]], _ sides: [[Float80]]) -> [[Float80]] {
      var (a, b) = (matrix, sides)
      let n = a.count
      for column in 0..<n {
        let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
        a.swapAt(column, pivot)
        for s in b.indices { b[s].swapAt(column, pivot) }
        for row in column + 1..<max(n, column + 1) {
          let factor = a[row][column] / a[column][column]
          for k in column..<n { a[row][k] -= factor * a[column][k] }
          for s in b.indices { b[s][row] -= factor * b[s][column] }
        }
      }
      for s in b.indices {
        for row in (0..<n).reversed() {
          for k in row + 1..<max(n, row + 1) { b[s][row] -= a[row][k] * b[s][k] }
          b[s][row] /= a[row][row]
        }
      }
      return b
    }
  }
#endif
