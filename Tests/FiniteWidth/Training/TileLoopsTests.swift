import FiniteWidth
import Testing

/// Products tile by tile against sums written out: the same fused operations in the same order, so the same bits.
@Suite struct TileLoopsTests {
  /// Fewer than a tile has, as many, more, and not a multiple.
  static let sizes: [(depth: Int, rows: Int, columns: Int)] = [
    (1, 1, 1), (5, 3, 7), (36, 12, 32), (37, 13, 33), (64, 24, 70), (300, 7, 97),
  ]

  @Test(arguments: sizes, [true, false])
  func aProductIsItsSumsInOrder(size: (depth: Int, rows: Int, columns: Int), fetches: Bool) {
    check(Float.self, size.depth, size.rows, size.columns, fetches)
    check(Double.self, size.depth, size.rows, size.columns, fetches)
  }

  private func check<S: TrainableScalar>(
    _ type: S.Type, _ depth: Int, _ rows: Int, _ columns: Int, _ fetches: Bool
  ) {
    let tiles = S.tiles
    // Columns of wider matrices, as a layer's are for one worker.
    let (wideA, wideB) = (rows + 3, columns + 2)
    let a = (0..<depth * wideA).map { S(Double($0 * 37 % 101) / 51 - 1) }
    let b = (0..<depth * wideB).map { S(Double($0 * 53 % 97) / 49 - 1) }
    func whole(_ count: Int, _ unit: Int) -> Int { (count + unit - 1) / unit * unit }
    let (fullRows, fullColumns) = (whole(rows, tiles.rows), whole(columns, tiles.columns))
    var left = [S](repeating: .nan, count: fullRows * depth)
    var right = [S](repeating: .nan, count: fullColumns * depth)
    tiles.packLeft(a, wideA, depth, rows, &left)
    tiles.packRight(b, wideB, depth, columns, &right)
    for first in stride(from: 0, to: rows, by: tiles.rows) {
      let count = min(tiles.rows, rows - first)
      // Rows one behind the other: a tile reaches into the next row, and behind the last.
      var result = [S](repeating: .nan, count: tiles.rows * columns + tiles.columns)
      left.withUnsafeBufferPointer { left in
        tiles.strip(
          left.baseAddress.map { $0 + first * depth }, right, depth, fullColumns / tiles.columns, &result, columns,
          fetches ? a : nil, a, a, 0, count)
      }
      for i in 0..<count {
        for j in 0..<columns {
          var sum: S = 0
          for r in 0..<depth { sum = S.multiplyAdd(a[r * wideA + first + i], b[r * wideB + j], sum) }
          #expect(result[i * columns + j] == sum)
        }
      }
    }
  }
}
