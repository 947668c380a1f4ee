import Inputs
import LinearAlgebra
import Platform

extension VectorSweep {
  /// Hands on the whole kernels at one depth after another: what a spectrum needs.
  ///
  /// Between depths ε and Θ of all pairs are kept (of symmetric ones, of the tiles that touch the lower triangle), so
  /// the cost is that of the deepest kernel alone, however many depths are asked for.
  ///
  /// - Parameters:
  ///   - quantities: which kernels; Θ is carried along only where it is wanted.
  ///   - body: called depth by depth, ascending, with the position in `depths` and the kernels, which are its own to
  ///     overwrite.
  /// - Throws: `InfiniteWidthError.overflows`, `NonlinearityFailure`, and what `body` throws.
  /// - Complexity: about 1 to 3 ns a pair, layer and thread; n₁ n₂ numbers a kernel, for the kernels and again for the
  ///   state.
  func forEachDepth(
    of pairs: some InputPairs, get quantities: KernelQuantities, threads: Int,
    _ body: (_ position: Int, _ kernels: KernelMatrices) throws -> Void
  ) throws {
    let (rows, columns) = (pairs.rowVariances.count, pairs.columnVariances.count)
    let own = try selfCovariances(inputVariances: pairs.rowVariances, get: quantities)
    // Pairs are bounded by what either input has with itself.
    if !pairs.isSymmetric { _ = try selfCovariances(inputVariances: pairs.columnVariances, get: quantities) }
    let diagonals = pairs.isSymmetric ? own : []
    if needsCosines {
      let state = try CosineTileStates(pairs, threads: threads)
      let recursions = try cosineRecursions(rowVariances: pairs.rowVariances, columnVariances: pairs.columnVariances)
      for (position, recursion) in recursions.enumerated() {
        let diagonal = pairs.isSymmetric ? diagonals[position] : []
        let kernels = try KernelMatrices(rows: rows, columns: columns, get: quantities) { target in
          try state.advance(recursion, into: target, diagonal: diagonal, threads: threads)
        }
        try body(position, kernels)
      }
      return
    }
    var compiler = PairCompiler(
      rowVariances: pairs.rowVariances, columnVariances: pairs.columnVariances, isSymmetric: pairs.isSymmetric)
    let state = try TileStates(pairs, wantsTangent: quantities.contains(.ntk), threads: threads)
    for position in depths.indices {
      let segment = try compiler.segment(layers(to: position))
      let diagonal = pairs.isSymmetric ? diagonals[position] : []
      let kernels = try KernelMatrices(rows: rows, columns: columns, get: quantities) { target in
        try state.advance(segment, into: target, diagonal: diagonal, threads: threads)
      }
      try body(position, kernels)
    }
  }
}

/// ε and Θ of every pair between two depths, tile after tile. Different tiles touch different numbers, so threads need
/// no lock.
private final class TileStates: @unchecked Sendable {
  private let layout: TileOffsets
  private let isSymmetric: Bool
  private let separations: UnsafeMutablePointer<Double>
  private let tangents: UnsafeMutablePointer<Double>?

  init<Pairs: InputPairs>(_ pairs: Pairs, wantsTangent: Bool, threads: Int) throws {
    let layout = TileOffsets(pairs)
    (self.layout, isSymmetric) = (layout, pairs.isSymmetric)
    separations = .allocate(capacity: layout.count)
    separations.initialize(repeating: 0, count: layout.count)
    tangents = wantsTangent ? .allocate(capacity: layout.count) : nil
    tangents?.initialize(repeating: 0, count: layout.count)
    try Parallel.forEach(count: layout.tiles.count, threads: threads, scratch: { pairs.makeWorkspace() }) {
      index, workspace in
      pairs.separations(
        of: layout.tiles[index], into: self.separations + self.layout.offsets[index], workspace: &workspace)
    }
  }

  deinit {
    separations.deallocate()
    tangents?.deallocate()
  }

  func advance(_ segment: DepthSegment, into target: SquareTarget, diagonal: [SelfCovariance], threads: Int) throws {
    try Parallel.forEach(
      count: layout.tiles.count, threads: threads,
      scratch: { (recursion: PairWorkspace(), kernels: [Double](repeating: 0, count: self.layout.largest)) },
      { index, scratch in
        let (tile, offset) = (self.layout.tiles[index], self.layout.offsets[index])
        let (epsilon, theta) = (self.separations + offset, self.tangents.map { $0 + offset })
        segment.advance(
          tile, separations: epsilon, tangents: theta, lowerTriangleOnly: self.isSymmetric,
          workspace: &scratch.recursion)
        scratch.kernels.withUnsafeMutableBufferPointer { kernels in
          guard let kernels = kernels.baseAddress else { return }
          segment.writeKernels(
            tile, separations: epsilon, kernels: kernels, lowerTriangleOnly: self.isSymmetric)
          // Of a tile on the diagonal this also sets what lies on and right of it in the state of Θ, which nobody
          // reads.
          target.write(tile, nngp: kernels, ntk: theta, mirrored: self.isSymmetric, diagonal: diagonal)
        }
      })
  }
}
