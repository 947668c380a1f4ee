import Inputs
import LinearAlgebra

/// A kernel of vectors of which tiles are asked for one by one, prepared once for all of them.
///
/// A tile whose edges are multiples of 256 has the bits that `Kernel.matrices(of:)` of the same pairs has there:
/// whether the angle's function is composed is decided by all pairs, not by a tile's.
package struct TiledKernel<Pairs: InputPairs>: Sendable {
  private let pairs: Pairs
  private let map: PairMap
  private let diagonal: [SelfCovariance]
  private let isTangent: Bool

  /// - Parameter isTangent: whether it is Θ and not K.
  /// - Throws: as `Kernel.matrices(of:)`.
  /// - Complexity: that of the inputs, and some ten thousand evaluations of the recursion.
  package init(_ kernel: Kernel, of pairs: Pairs, isTangent: Bool = false, path: KernelPath = .automatic) throws {
    let vectors = try kernel.vectors
    (self.pairs, self.isTangent) = (pairs, isTangent)
    diagonal = try vectors.diagonal(of: pairs, get: isTangent ? .ntk : .nngp)
    map = try PairMap(vectors.layers, pairs, algorithm: vectors.algorithm, wantsTangent: isTangent, path: path)
  }

  package var rows: Int { pairs.rowVariances.count }
  package var columns: Int { pairs.columnVariances.count }

  /// The entries of a tile, row-major; of symmetric pairs what is right of the diagonal is of no meaning.
  package func block(_ tile: Tile) -> Matrix<Double> {
    var block = Matrix<Double>(rows: tile.rows.count, columns: tile.columns.count)
    let parts = TileGrid(rows: tile.rows, columns: tile.columns, tile: pairs.preferredTile).tiles
    // Behind a part there is room for whole vectors of the processor.
    let room = (parts.map(\.count).max() ?? 0) + 1024
    var (kernels, tangents) = ([Double](repeating: 0, count: room), [Double](repeating: 0, count: isTangent ? room : 0))
    var (products, workspace) = (pairs.makeWorkspace(), PairWorkspace())
    for part in parts where !pairs.isSymmetric || part.columns.lowerBound <= part.rows.lowerBound {
      kernels.withUnsafeMutableBufferPointer { kernels in
        tangents.withUnsafeMutableBufferPointer { tangents in
          guard let kernels = kernels.baseAddress else { return }
          pairs.separations(of: part, into: kernels, workspace: &products)
          map.run(
            part, separations: kernels, tangents: isTangent ? tangents.baseAddress : nil,
            lowerTriangleOnly: pairs.isSymmetric, workspace: &workspace)
          copy(part, isTangent ? tangents.baseAddress ?? kernels : kernels, to: &block, of: tile)
        }
      }
    }
    return block
  }

  private func copy(_ part: Tile, _ values: UnsafePointer<Double>, to block: inout Matrix<Double>, of tile: Tile) {
    for (k, i) in part.rows.enumerated() {
      for (l, j) in part.columns.enumerated() {
        let isDiagonal = pairs.isSymmetric && i == j
        block[i - tile.rows.lowerBound, j - tile.columns.lowerBound] =
          isDiagonal ? (isTangent ? diagonal[i].ntk : diagonal[i].nngp) : values[k * part.columns.count + l]
      }
    }
  }
}
