import Inputs
import LinearAlgebra
import Platform
import Synchronization

extension VectorSweep {
  /// Row inputs that are prepared together: their norms after every layer are kept.
  private static let panelRows = 1024

  /// Row inputs that go through all depths together: as many as leave ε and Θ in the second-level cache.
  private static func bandRows(columns: Int) -> Int {
    var rows = 64
    while rows > 4, rows * columns > 16_384 { rows /= 2 }
    return rows
  }

  /// Hands on the kernels band by band, each at all depths: what predictions on many test inputs need.
  ///
  /// A band holds some rows with all their columns, so that a consumer can multiply it with weights and forget it; no
  /// whole matrix ever exists.
  ///
  /// - Parameters:
  ///   - quantities: which kernels; Θ is carried along only where it is wanted.
  ///   - state: what is carried. With separations the kernels are those of `VectorKernel`.
  ///   - consume: called from any thread, for each band with its depths in ascending order. Different bands have
  ///     different rows.
  /// - Throws: `InfiniteWidthError.overflows`, `NonlinearityFailure`, and what `consume` throws.
  /// - Complexity: about 1 to 5 ns a pair, layer and thread; O(layers · (1024 + columns)) numbers a thread.
  func forEachBand(
    of pairs: some InputPairs, get quantities: KernelQuantities, state: DepthSweep.PairState,
    threads: Int, progress: (@Sendable (Double) -> Void)?,
    consume: @Sendable (DepthBand) throws -> Void
  ) throws {
    let own = try selfCovariances(inputVariances: pairs.rowVariances, get: quantities)
    // Pairs are bounded by what either input has with itself.
    if !pairs.isSymmetric { _ = try selfCovariances(inputVariances: pairs.columnVariances, get: quantities) }
    let diagonals = pairs.isSymmetric ? own : []
    let panels = TileGrid.pieces(0..<pairs.rowVariances.count, Self.panelRows)
    let finished = Atomic<Int>(0)
    try Parallel.forEach(count: panels.count, threads: threads) { index in
      let run = try BandRun(
        self, pairs, panel: panels[index], quantities: quantities, state: state, diagonals: diagonals)
      try run.run(bandRows: Self.bandRows(columns: pairs.columnVariances.count), consume: consume)
      progress?(Double(finished.wrappingAdd(1, ordering: .relaxed).newValue) / Double(panels.count))
    }
  }
}
