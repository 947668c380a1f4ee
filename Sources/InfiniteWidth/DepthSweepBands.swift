import Inputs
import LinearAlgebra
import Platform
import Synchronization

/// K and Θ at one depth between a few row inputs and all column inputs, row-major, for the length of a call.
public struct DepthBand {
  /// The position in `DepthSweep.depths`.
  public let position: Int
  /// The row inputs.
  public let rows: Range<Int>
  public let columnCount: Int
  /// From one row to the next, at least `columnCount`.
  public let stride: Int
  /// K, [rows, columns]; nil if it was not asked for.
  public let nngp: UnsafePointer<Double>?
  /// Θ, likewise.
  public let ntk: UnsafePointer<Double>?

  /// Copies K or Θ without gaps.
  public func values(of quantity: KeyPath<DepthBand, UnsafePointer<Double>?>) -> [Double] {
    guard let first = self[keyPath: quantity] else { return [] }
    return rows.indices.flatMap {
      Array(UnsafeBufferPointer(start: first + ($0 - rows.lowerBound) * stride, count: columnCount))
    }
  }
}

extension DepthSweep {
  /// What is carried of a pair from layer to layer.
  public enum PairState: Sendable {
    /// ε = 1 − c, with relative precision; for all layers.
    case separations
    /// K itself where (erf, dense) is repeated, separations elsewhere: several times faster, with the errors that
    /// `ErfCovarianceMap` promises, and wrong only for nearly coinciding pairs in the chaotic phase. Last bits depend
    /// on the other columns of a row: K of a subset of inputs is the part of K of all of them up to those errors.
    case covariances
  }

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
  ///   - state: what is carried. With separations the kernels are those of `InfiniteWidthKernel`.
  ///   - consume: called from any thread, for each band with its depths in ascending order. Different bands have
  ///     different rows.
  /// - Throws: `InfiniteWidthError.overflows`, `NonlinearityFailure`, and what `consume` throws.
  /// - Complexity: about 1 to 5 ns a pair, layer and thread; O(layers · (1024 + columns)) numbers a thread.
  public func forEachBand(
    of pairs: some InputPairs, get quantities: KernelQuantities, state: PairState = .separations,
    threads: Int = Device.current.threads, progress: (@Sendable (Double) -> Void)? = nil,
    consume: @Sendable (DepthBand) throws -> Void
  ) throws {
    let diagonals = pairs.isSymmetric ? try selfCovariances(inputVariances: pairs.rowVariances) : []
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
