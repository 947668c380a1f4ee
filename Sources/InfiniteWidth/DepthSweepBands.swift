import Inputs
import LinearAlgebra
import Synchronization

/// K and Θ at one depth between a few row inputs and all column inputs, row-major without gaps, for the length of a call.
public struct DepthBand {
  /// The position in `DepthSweep.depths`.
  public let position: Int
  /// The row inputs.
  public let rows: Range<Int>
  public let columnCount: Int
  /// K, [rows, columns]; nil if it was not asked for.
  public let nngp: UnsafePointer<Double>?
  /// Θ, likewise.
  public let ntk: UnsafePointer<Double>?
}

extension DepthSweep {
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
  /// A band holds some rows with all their columns, so that a consumer can multiply it with weights and forget it; no whole
  /// matrix ever exists.
  ///
  /// - Parameters:
  ///   - quantities: which kernels; Θ is carried along only where it is wanted.
  ///   - consume: called from any thread, for each band with its depths in ascending order. Different bands have different
  ///     rows.
  /// - Throws: `InfiniteWidthError.overflows`, `NonlinearityFailure`, and what `consume` throws.
  /// - Complexity: about 1 to 3 ns a pair, layer and thread; O(layers · (1024 + columns)) numbers a thread.
  public func forEachBand(
    of pairs: some InputPairs, get quantities: KernelQuantities, threads: Int = Parallel.availableThreads,
    progress: (@Sendable (Double) -> Void)? = nil, consume: @Sendable (DepthBand) throws -> Void
  ) throws {
    let diagonals = pairs.isSymmetric ? try selfCovariances(inputVariances: pairs.rowVariances) : []
    let panels = TileGrid.pieces(0..<pairs.rowVariances.count, Self.panelRows)
    let finished = Atomic<Int>(0)
    try Parallel.forEach(count: panels.count, threads: threads) { index in
      try BandRun(self, pairs, panels[index], quantities, diagonals).run(
        bandRows: Self.bandRows(columns: pairs.columnVariances.count), consume: consume)
      progress?(Double(finished.wrappingAdd(1, ordering: .relaxed).newValue) / Double(panels.count))
    }
  }
}

/// The bands of one panel of rows.
private struct BandRun<Pairs: InputPairs> {
  let pairs: Pairs
  let panel: Range<Int>
  let quantities: KernelQuantities
  let segments: [DepthSegment]
  let diagonals: [[SelfCovariance]]
  var columnCount: Int { pairs.columnVariances.count }

  init(
    _ sweep: DepthSweep, _ pairs: Pairs, _ panel: Range<Int>, _ quantities: KernelQuantities,
    _ diagonals: [[SelfCovariance]]
  ) throws {
    (self.pairs, self.panel, self.quantities, self.diagonals) = (pairs, panel, quantities, diagonals)
    var compiler = PairCompiler(
      rowVariances: Array(pairs.rowVariances[panel]), columnVariances: pairs.columnVariances, isSymmetric: false)
    segments = try sweep.depths.indices.map { try compiler.segment(sweep.layers(to: $0)) }
  }

  func run(bandRows: Int, consume: (DepthBand) throws -> Void) throws {
    var (products, recursion) = (pairs.makeWorkspace(), PairWorkspace())
    let (wantsKernel, wantsTangent) = (quantities.contains(.nngp), quantities.contains(.ntk))
    let capacity = bandRows * columnCount
    var piece = [Double](repeating: 0, count: bandRows * min(pairs.preferredTile, columnCount))
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * capacity) { numbers in
      guard let separations = numbers.baseAddress else { return }
      let (tangents, kernels) = (separations + capacity, separations + 2 * capacity)
      for rows in TileGrid.pieces(panel, bandRows) {
        fill(rows, separations, &piece, &products)
        tangents.update(repeating: 0, count: rows.count * columnCount)
        // The steps know the panel's rows alone.
        let own = rows.lowerBound - panel.lowerBound
        let tile = Tile(rows: own..<own + rows.count, columns: 0..<columnCount)
        for (position, segment) in segments.enumerated() {
          segment.advance(
            tile, separations: separations, tangents: wantsTangent ? tangents : nil, lowerTriangleOnly: false,
            workspace: &recursion)
          if wantsKernel {
            segment.writeKernels(tile, separations: separations, kernels: kernels, lowerTriangleOnly: false)
          }
          if pairs.isSymmetric {
            for (k, i) in rows.enumerated() {
              kernels[k * columnCount + i] = diagonals[position][i].nngp
              if wantsTangent { tangents[k * columnCount + i] = diagonals[position][i].ntk }
            }
          }
          try consume(
            DepthBand(
              position: position, rows: rows, columnCount: columnCount,
              nngp: wantsKernel ? UnsafePointer(kernels) : nil,
              ntk: wantsTangent ? UnsafePointer(tangents) : nil))
        }
      }
    }
  }

  /// ε of some rows with all columns, formed in tiles of the grid that the pairs prefer.
  private func fill(
    _ rows: Range<Int>, _ separations: UnsafeMutablePointer<Double>, _ piece: inout [Double],
    _ products: inout Pairs.Workspace
  ) {
    piece.withUnsafeMutableBufferPointer { piece in
      guard let piece = piece.baseAddress else { return }
      for columns in TileGrid.pieces(0..<columnCount, pairs.preferredTile) {
        pairs.separations(of: Tile(rows: rows, columns: columns), into: piece, workspace: &products)
        for k in 0..<rows.count {
          (separations + k * columnCount + columns.lowerBound)
            .update(from: piece + k * columns.count, count: columns.count)
        }
      }
    }
  }
}
