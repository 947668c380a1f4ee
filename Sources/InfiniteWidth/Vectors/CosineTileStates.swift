import Inputs
import LinearAlgebra
import Platform

/// Every pair between two depths of a sweep that carries cosines, tile after tile. Different tiles touch different
/// pairs, so threads need no lock.
final class CosineTileStates: @unchecked Sendable {
  private let layout: TileOffsets
  private let isSymmetric: Bool
  private let states: UnsafeMutablePointer<CosinePair>

  init<Pairs: InputPairs>(_ pairs: Pairs, threads: Int) throws {
    let layout = TileOffsets(pairs)
    (self.layout, isSymmetric) = (layout, pairs.isSymmetric)
    states = .allocate(capacity: layout.count)
    states.initialize(repeating: .same, count: layout.count)
    try Parallel.forEach(
      count: layout.tiles.count, threads: threads,
      scratch: { (products: pairs.makeWorkspace(), separations: [Double](repeating: 0, count: layout.largest)) },
      { index, scratch in
        let (tile, states) = (layout.tiles[index], self.states + self.layout.offsets[index])
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
      count: layout.tiles.count, threads: threads, scratch: { [Double](repeating: 0, count: 2 * self.layout.largest) },
      { index, numbers in
        let tile = self.layout.tiles[index]
        numbers.withUnsafeMutableBufferPointer { numbers in
          guard let kernels = numbers.baseAddress else { return }
          let tangents = target.wantsTangent ? kernels + self.layout.largest : nil
          recursion.advance(
            self.states + self.layout.offsets[index], tile, kernels: kernels, tangents: tangents,
            lowerTriangleOnly: self.isSymmetric)
          target.write(tile, nngp: kernels, ntk: tangents, mirrored: self.isSymmetric, diagonal: diagonal)
        }
      })
  }
}
