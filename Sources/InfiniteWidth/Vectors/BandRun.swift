import Inputs
import LinearAlgebra
import Nonlinearities

/// The bands of one panel of rows, through all depths of a sweep.
struct BandRun<Pairs: InputPairs> {
  private let pairs: Pairs
  private let panel: Range<Int>
  private let quantities: KernelQuantities
  private let diagonals: [[SelfCovariance]]
  private let stages: Stages
  /// From one row of a band to the next.
  private let stride: Int

  /// What lies between the depths.
  private enum Stages {
    /// One stretch for every depth.
    case separations([DepthSegment])
    /// The read-in, then one stretch for every depth.
    case covariances(DepthSegment, [CovarianceSegment])
    /// One stretch for every depth.
    case cosines([CosineRecursion])
  }

  init(
    _ sweep: VectorSweep, _ pairs: Pairs, panel: Range<Int>, quantities: KernelQuantities, state: DepthSweep.PairState,
    diagonals: [[SelfCovariance]]
  ) throws {
    (self.pairs, self.panel, self.quantities, self.diagonals) = (pairs, panel, quantities, diagonals)
    let (rows, columns) = (Array(pairs.rowVariances[panel]), pairs.columnVariances)
    if sweep.needsCosines {
      stages = .cosines(try sweep.cosineRecursions(rowVariances: rows, columnVariances: columns))
      stride = columns.count
      return
    }
    var compiler = PairCompiler(rowVariances: rows, columnVariances: columns, isSymmetric: false)
    guard state == .covariances, let (weight, bias) = CovarianceSegment.variances(of: sweep.repeated) else {
      stages = .separations(try sweep.depths.indices.map { try compiler.segment(sweep.layers(to: $0)) })
      stride = columns.count
      return
    }
    let readIn = try compiler.segment(sweep.readIn)
    var (depth, variances) = (0, (rows: compiler.rows, columns: compiler.columns))
    stages = .covariances(
      readIn,
      sweep.depths.map { next in
        let segment = CovarianceSegment(
          count: next - depth, weight: weight, bias: bias, rowVariances: variances.rows,
          columnVariances: variances.columns)
        (depth, variances) = (next, (segment.rowVariances, segment.columnVariances))
        return segment
      })
    stride = (columns.count + ErfCovarianceMap.stride - 1) / ErfCovarianceMap.stride * ErfCovarianceMap.stride
  }

  func run(bandRows: Int, consume: (DepthBand) throws -> Void) throws {
    var (products, recursion) = (pairs.makeWorkspace(), PairWorkspace())
    let wantsTangent = quantities.contains(.ntk)
    let (columnCount, capacity) = (pairs.columnVariances.count, bandRows * stride)
    var piece = [Double](repeating: 0, count: bandRows * min(pairs.preferredTile, columnCount))
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * capacity) { numbers in
      guard let separations = numbers.baseAddress else { return }
      let (theta, kernels) = (separations + capacity, separations + 2 * capacity)
      let tangents = wantsTangent ? theta : nil
      for rows in TileGrid.pieces(panel, bandRows) {
        let own = rows.lowerBound - panel.lowerBound..<rows.upperBound - panel.lowerBound
        let tile = Tile(rows: own, columns: 0..<columnCount)
        fill(rows, separations, &piece, &products)
        theta.update(repeating: 0, count: capacity)
        func hand(_ position: Int, _ kernels: UnsafeMutablePointer<Double>) throws {
          if pairs.isSymmetric { setDiagonal(rows, diagonals[position], kernels, tangents) }
          try consume(
            DepthBand(
              position: position, rows: rows, columnCount: columnCount, stride: stride,
              nngp: quantities.contains(.nngp) ? UnsafePointer(kernels) : nil, ntk: tangents.map { UnsafePointer($0) }))
        }
        switch stages {
        case .separations(let segments):
          for (position, segment) in segments.enumerated() {
            segment.advance(
              tile, separations: separations, tangents: tangents, lowerTriangleOnly: false, workspace: &recursion)
            if quantities.contains(.nngp) {
              segment.writeKernels(tile, separations: separations, kernels: kernels, lowerTriangleOnly: false)
            }
            try hand(position, kernels)
          }
        case .covariances(let readIn, let segments):
          readIn.advance(
            tile, separations: separations, tangents: tangents, lowerTriangleOnly: false, workspace: &recursion)
          readIn.writeKernels(tile, separations: separations, kernels: kernels, lowerTriangleOnly: false)
          for table in [kernels, tangents].compactMap({ $0 }) { spread(rows.count, columnCount, table) }
          for (position, segment) in segments.enumerated() {
            segment.advance(own, kernels: kernels, tangents: tangents, stride: stride)
            try hand(position, kernels)
          }
        case .cosines(let recursions):
          var states = (0..<tile.count).map { CosinePair(carried: separations[$0]) }
          for (position, recursion) in recursions.enumerated() {
            states.withUnsafeMutableBufferPointer { states in
              guard let states = states.baseAddress else { return }
              recursion.advance(states, tile, kernels: kernels, tangents: tangents, lowerTriangleOnly: false)
            }
            try hand(position, kernels)
          }
        }
      }
    }
  }

  /// ε of some rows with all columns, formed in tiles of the grid that the pairs prefer.
  private func fill(
    _ rows: Range<Int>, _ separations: UnsafeMutablePointer<Double>, _ piece: inout [Double],
    _ products: inout Pairs.Workspace
  ) {
    let columnCount = pairs.columnVariances.count
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

  /// Moves rows without gaps `stride` apart, the last one first, and pads them with zeros.
  private func spread(_ rowCount: Int, _ columnCount: Int, _ table: UnsafeMutablePointer<Double>) {
    guard stride > columnCount else { return }
    for k in (0..<rowCount).reversed() {
      // The ranges may overlap; `update` copies as memmove does.
      (table + k * stride).update(from: table + k * columnCount, count: columnCount)
      (table + k * stride + columnCount).update(repeating: 0, count: stride - columnCount)
    }
  }

  /// An input with itself has its own recursion: dropout gives it another kernel than two equal inputs.
  private func setDiagonal(
    _ rows: Range<Int>, _ diagonal: [SelfCovariance], _ kernels: UnsafeMutablePointer<Double>,
    _ tangents: UnsafeMutablePointer<Double>?
  ) {
    for (k, i) in rows.enumerated() {
      kernels[k * stride + i] = diagonal[i].nngp
      if let tangents { tangents[k * stride + i] = diagonal[i].ntk }
    }
  }
}
