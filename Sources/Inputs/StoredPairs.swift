import LinearAlgebra
import Platform

/// Pairs whose separations were formed once and are kept, for kernels of many architectures on the same inputs.
///
/// A kernel reads nothing of its inputs but variances and separations, so what it gives on stored pairs has the same
/// bits as on the pairs they were made from.
public struct StoredPairs: InputPairs {
  public let rowVariances: [Double]
  public let columnVariances: [Double]
  public let isSymmetric: Bool
  public let preferredTile: Int
  /// ε of every pair, [n₁, n₂].
  private let separations: Matrix<Double>

  /// - Complexity: that of the pairs' separations, both triangles of symmetric ones; 8 n₁ n₂ bytes are kept.
  public init(_ pairs: some InputPairs, threads: Int = Device.current.threads) throws {
    (rowVariances, columnVariances) = (pairs.rowVariances, pairs.columnVariances)
    (isSymmetric, preferredTile) = (pairs.isSymmetric, pairs.preferredTile)
    let (rows, columns, size) = (rowVariances.count, columnVariances.count, pairs.preferredTile)
    let tiles = TileGrid(rows: 0..<rows, columns: 0..<columns, tile: size).tiles
    separations = try Matrix(rows: rows, columns: columns) { target in
      let store = Store(target: target.baseAddress, columns: columns)
      try Parallel.forEach(
        count: tiles.count, threads: threads,
        scratch: { (values: [Double](repeating: 0, count: size * size), workspace: pairs.makeWorkspace()) },
        { index, scratch in
          scratch.values.withUnsafeMutableBufferPointer { values in
            guard let values = values.baseAddress else { return }
            pairs.separations(of: tiles[index], into: values, workspace: &scratch.workspace)
            store.write(tiles[index], values)
          }
        })
    }
  }

  /// Where tiles go. Different tiles touch different entries, so threads need no lock.
  private struct Store: @unchecked Sendable {
    let target: UnsafeMutablePointer<Double>?
    let columns: Int

    func write(_ tile: Tile, _ values: UnsafePointer<Double>) {
      guard let target else { return }
      for (k, i) in tile.rows.enumerated() {
        (target + i * columns + tile.columns.lowerBound)
          .update(from: values + k * tile.columns.count, count: tile.columns.count)
      }
    }
  }

  /// Bytes that `count` separations take.
  public static func memoryBytes(pairs count: Int) -> Int { count * MemoryLayout<Double>.stride }

  public typealias Workspace = Void
  public func makeWorkspace() {}

  public func separations(of tile: Tile, into target: UnsafeMutablePointer<Double>, workspace: inout Void) {
    separations.elements.withUnsafeBufferPointer { stored in
      guard let stored = stored.baseAddress else { return }
      for (k, i) in tile.rows.enumerated() {
        (target + k * tile.columns.count)
          .update(from: stored + i * separations.columns + tile.columns.lowerBound, count: tile.columns.count)
      }
    }
  }
}
