import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite("Separations that are kept") struct StoredPairsTests {
  private static func vectors(_ rows: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SplitMix64(seed: seed)
    return Matrix(
      rows: rows, columns: 5, elements: (0..<rows * 5).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  /// Every separation of `pairs`, tile by tile.
  private static func all(_ pairs: some InputPairs, tile: Int) -> [Double] {
    let (rows, columns) = (pairs.rowVariances.count, pairs.columnVariances.count)
    var result = [Double](repeating: .nan, count: rows * columns)
    var workspace = pairs.makeWorkspace()
    for tile in TileGrid(rows: 0..<rows, columns: 0..<columns, tile: tile).tiles {
      var values = [Double](repeating: 0, count: tile.count)
      values.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { pairs.separations(of: tile, into: base, workspace: &workspace) }
      }
      for (k, i) in tile.rows.enumerated() {
        for (l, j) in tile.columns.enumerated() { result[i * columns + j] = values[k * tile.columns.count + l] }
      }
    }
    return result
  }

  @Test(arguments: [1, 2, 3]) func separationsAreTheSameBitsFromAnyTile(threads: Int) throws {
    let rectangular = try VectorPairs(rows: Self.vectors(300, seed: 1), columns: Self.vectors(513, seed: 2))
    let symmetric = try VectorPairs(rows: Self.vectors(270, seed: 3))
    for pairs in [rectangular, symmetric] {
      let stored = try StoredPairs(pairs, threads: threads)
      #expect(stored.rowVariances == pairs.rowVariances && stored.columnVariances == pairs.columnVariances)
      #expect(stored.isSymmetric == pairs.isSymmetric)
      let exact = Self.all(pairs, tile: pairs.preferredTile)
      for tile in [pairs.preferredTile, 64, 1000] { #expect(Self.all(stored, tile: tile) == exact) }
    }
  }

  @Test func memoryIsEightBytesAPair() { #expect(StoredPairs.memoryBytes(pairs: 1_000 * 11_000) == 88_000_000) }
}
