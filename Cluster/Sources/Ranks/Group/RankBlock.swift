import LinearAlgebra
import Platform
import Synchronization

/// A block of a kernel that all ranks compute and the first one gets: its columns in strips of 256, dealt out in turn.
struct RankBlock {
  let communicator: Communicator
  let rows: Int
  let columns: Int

  private static let width = DistributedMatrix.usualBlock

  private func strips(of rank: Int) -> [Range<Int>] {
    let all = TileGrid.pieces(0..<columns, Self.width)
    return stride(from: rank, to: all.count, by: communicator.size).map { all[$0] }
  }

  /// Tiles of a rank: its strips, cut at multiples of 1024 rows so that threads have enough of them.
  private func tiles(of rank: Int) -> [Tile] {
    strips(of: rank).flatMap { columns in TileGrid.pieces(0..<rows, 1024).map { Tile(rows: $0, columns: columns) } }
  }

  /// - Returns: nil at the other ranks.
  func compute(
    _ recipe: any MatrixRecipe, threads: Int, progress: (@Sendable (Double) -> Void)?
  ) throws -> Matrix<Double>? {
    let own = tiles(of: communicator.rank)
    let done = Atomic<Int>(0)
    let results = try communicator.together {
      let results = Mutex([Matrix<Double>?](repeating: nil, count: own.count))
      try Parallel.forEach(count: own.count, threads: threads) { number in
        let block = try recipe.block(own[number])
        results.withLock { $0[number] = block }
        progress?(Double(done.wrappingAdd(1, ordering: .relaxed).newValue) / Double(own.count))
      }
      return results.withLock { $0.compactMap(\.self) }
    }
    guard communicator.isFirst else {
      for result in results { result.elements.withUnsafeBufferPointer { communicator.send($0, to: 0) } }
      return nil
    }
    return Matrix(rows: rows, columns: columns) { target in
      for (tile, result) in zip(own, results) { Self.put(result, tile, target, columns) }
      for rank in 1..<max(1, communicator.size) {
        for tile in tiles(of: rank) {
          var result = Matrix<Double>(rows: tile.rows.count, columns: tile.columns.count)
          result.elements.withUnsafeMutableBufferPointer { communicator.receive($0, from: rank) }
          Self.put(result, tile, target, columns)
        }
      }
    }
  }

  private static func put(
    _ block: Matrix<Double>, _ tile: Tile, _ target: UnsafeMutableBufferPointer<Double>, _ columns: Int
  ) {
    block.elements.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress, let target = target.baseAddress else { return }
      let width = tile.columns.count
      for (k, i) in tile.rows.enumerated() {
        (target + i * columns + tile.columns.lowerBound).update(from: source + k * width, count: width)
      }
    }
  }
}
