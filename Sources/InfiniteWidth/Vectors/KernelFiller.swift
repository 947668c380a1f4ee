import Inputs
import LinearAlgebra
import Platform
import Synchronization

/// Computes a kernel tile by tile on several threads and hands every finished tile on.
///
/// Symmetric pairs: only the tiles that touch the lower triangle. What becomes of a tile (a square matrix, a packed
/// one, a file) is the caller's business.
struct KernelFiller<Pairs: InputPairs> {
  let pairs: Pairs
  let map: PairMap
  let wantsTangent: Bool
  let threads: Int

  /// What one thread keeps from tile to tile.
  private struct Scratch {
    var kernels: [Double]
    var tangents: [Double]
    var products: Pairs.Workspace
    var recursion = PairWorkspace()
  }

  /// - Parameter consume: called once a tile, from any thread, with K and Θ of the tile, row-major without gaps; Θ is
  ///   nil unless `wantsTangent`. Of symmetric pairs only what is on and below the diagonal counts.
  func run(
    progress: (@Sendable (Double) -> Void)?,
    consume: @Sendable (Tile, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?) -> Void
  ) throws {
    let size = pairs.preferredTile
    let grid = TileGrid(
      rows: 0..<pairs.rowVariances.count, columns: 0..<pairs.columnVariances.count, tile: size)
    let tiles = pairs.isSymmetric ? grid.lowerTriangle : grid.tiles
    // Of a few inputs a part of a tile, and what is behind it as room for whole vectors of the processor.
    let room = min(
      size * size, min(size, pairs.rowVariances.count) * min(size, pairs.columnVariances.count) + Self.margin)
    let finished = Atomic<Int>(0)
    try Parallel.forEach(
      count: tiles.count, threads: threads,
      scratch: {
        Scratch(
          kernels: Self.untouched(room), tangents: Self.untouched(wantsTangent ? room : 0),
          products: pairs.makeWorkspace())
      },
      { index, scratch in
        let tile = tiles[index]
        scratch.kernels.withUnsafeMutableBufferPointer { kernels in
          scratch.tangents.withUnsafeMutableBufferPointer { tangents in
            guard let kernels = kernels.baseAddress else { return }
            let tangents = wantsTangent ? tangents.baseAddress : nil
            pairs.separations(of: tile, into: kernels, workspace: &scratch.products)
            map.run(
              tile, separations: kernels, tangents: tangents, lowerTriangleOnly: pairs.isSymmetric,
              workspace: &scratch.recursion)
            consume(tile, kernels, tangents)
          }
        }
        let count = finished.wrappingAdd(1, ordering: .relaxed).newValue
        progress?(Double(count) / Double(tiles.count))
      })
  }

  private static var margin: Int { 1024 }

  /// Numbers of any value: setting a whole tile to zero, and asking the system for it, would be most of the time that a
  /// few inputs take.
  private static func untouched(_ count: Int) -> [Double] {
    Array(unsafeUninitializedCapacity: count) { $1 = count }
  }
}
