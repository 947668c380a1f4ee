import Inputs
import LinearAlgebra
import Platform

/// Every pair between two depths of a sweep that carries cosines, tile after tile. Different tiles touch different
/// pairs, so threads need no lock.
final class CosineTileStates: @unchecked Sendable {
  private let tiles: [Tile]
  private let offsets: [Int]
  private let isSymmetric: Bool
  private let states: UnsafeMutablePointer<CosinePair>
  private let largestTile: Int

  init<Pairs: InputPairs>(_ pairs: Pairs, threads: Int) throws {
    let grid = TileGrid(
      rows: 0..<pairs.rowVariances.count, columns: 0..<pairs.columnVariances.count, tile: pairs.preferredTile)
    let tiles = pairs.isSymmetric ? grid.lowerTriangle : grid.tiles
    var count = 0
    offsets = tiles.map { tile in
      defer { count += tile.count }
      return count
    }
    let largest = tiles.reduce(0) { max($0, $1.count) }
    (self.tiles, isSymmetric, largestTile) = (tiles, pairs.isSymmetric, largest)
    states = .allocate(capacity: count)
    states.initialize(repeating: .same, count: count)
    try Parallel.forEach(
      count: tiles.count, threads: threads,
      scratch: { (products: pairs.makeWorkspace(), separations: [Double](repeating: 0, count: largest)) },
      { index, scratch in
        let (tile, states) = (tiles[index], self.states + self.offsets[index])
        scratch.separations.withUnsafeMutableBufferPointer { separations in
          guard let separations = separations.baseAddress else { return }
          pairs.separations(of: tile, into: separations, workspace: &scratch.products)
          for k in 0..<tile.count { states[k] = CosinePair(carried: separations[k]) }
        }
      })
  }

  deinit { states.deallocate() }

  /// Carries all pairs to the next depth and writes their kernels there.
  func advance(_ recursion: CosineRecursion, into target: SquareTarget, diagonal: [SelfCovariance], threads: Int) throws
  {
    try Parallel.forEach(
      count: tiles.count, threads: threads, scratch: { [Double](repeating: 0, count: 2 * self.largestTile) },
      { index, numbers in
        let tile = self.tiles[index]
        numbers.withUnsafeMutableBufferPointer { numbers in
          guard let kernels = numbers.baseAddress else { return }
          let tangents = target.wantsTangent ? kernels + self.largestTile : nil
          recursion.advance(
            self.states + self.offsets[index], tile, kernels: kernels, tangents: tangents,
            lowerTriangleOnly: self.isSymmetric)
          target.write(tile, nngp: kernels, ntk: tangents, mirrored: self.isSymmetric, diagonal: diagonal)
        }
      })
  }
}
