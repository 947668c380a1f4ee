import Platform

/// One factorisation in panels on disk, from the first panel or from where a former run has come to.
struct OutOfCoreRun {
  let scratch: PanelScratch
  let progress: ((Double) -> Void)?

  enum Outcome {
    /// Aᵢᵢ without the shift, and Lᵢᵢ.
    case factor(matrixDiagonal: [Double], diagonal: [Double])
    case notPositiveDefinite(leadingMinor: Int)
  }

  private var layout: PanelLayout { scratch.layout }

  /// Factors A + shift · I.
  ///
  /// - Throws: `CholeskyFactor.Obstacle.notFinite`, which no shift mends, and as `OutOfCoreFactor.factor`.
  func attempt(shift: Double, fill: (Range<Int>) throws -> Matrix<Double>) throws -> Outcome {
    var (matrixDiagonal, diagonal) = try finished()
    for panel in scratch.ledger.state.checksums.count..<layout.count {
      try EndRequest.current?.check()
      let columns = layout.columns(panel)
      var block = try fill(columns)
      precondition(
        block.columns == columns.count && block.rows == layout.order - columns.lowerBound,
        "a panel holds its columns from the diagonal down")
      let own = block.columnDiagonal
      for k in own.indices { block[k, k] += shift }
      let minor = try block.elements.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        let elimination = PanelElimination(layout: layout, file: scratch.file)
        return try elimination.eliminate(panel, base) { progress?(done(columns, $0)) }
      }
      let found = block.columnDiagonal
      if let broken = CholeskyFactor.Obstacle.brokenPivot(minor: minor, order: columns.count, { found[$0].isFinite }) {
        throw CholeskyFactor.Obstacle.notFinite(row: columns.lowerBound + broken)
      }
      guard minor == 0 else { return .notPositiveDefinite(leadingMinor: columns.lowerBound + minor) }
      try write(panel, own, block)
      matrixDiagonal += own
      diagonal += found
    }
    return .factor(matrixDiagonal: matrixDiagonal, diagonal: diagonal)
  }

  /// The diagonals of the panels that are on disk and as they were written; those behind the first that is not are
  /// computed again.
  ///
  /// - Complexity: reads them once.
  private func finished() throws -> (matrix: [Double], factor: [Double]) {
    var result: (matrix: [Double], factor: [Double]) = ([], [])
    let sums = scratch.ledger.state.checksums
    for panel in sums.indices {
      try EndRequest.current?.check()
      let (sum, matrix, factor) = try look(at: panel)
      guard sum == sums[panel] else {
        scratch.ledger.forget(from: panel)
        break
      }
      result.matrix += matrix
      result.factor += factor
      progress?(done(layout.columns(panel), 1))
    }
    return result
  }

  private func look(at panel: Int) throws -> (sum: UInt64, matrix: [Double], factor: [Double]) {
    let columns = layout.columns(panel)
    let width = columns.count
    var (checksum, matrix, factor) = (PanelChecksum(), [Double](repeating: 0, count: width), [Double]())
    try matrix.withUnsafeMutableBufferPointer { try scratch.file.read(layout.offset(panel), into: $0) }
    matrix.withUnsafeBufferPointer { checksum.add($0) }
    var run = [Double](repeating: 0, count: width * min(layout.chunkRows, layout.order))
    for rows in layout.runs(of: columns.lowerBound..<layout.order) {
      try run.withUnsafeMutableBufferPointer { buffer in
        let part = UnsafeMutableBufferPointer(rebasing: buffer[..<(rows.count * width)])
        try scratch.file.read(layout.offset(panel, row: rows.lowerBound), into: part)
        checksum.add(UnsafeBufferPointer(part))
        for i in rows.clamped(to: columns) {
          factor.append(part[(i - rows.lowerBound) * width + i - columns.lowerBound])
        }
      }
    }
    return (checksum.value, matrix, factor)
  }

  /// On the disk first, and then in the ledger.
  private func write(_ panel: Int, _ own: [Double], _ block: Matrix<Double>) throws {
    let columns = layout.columns(panel)
    var checksum = PanelChecksum()
    try own.withUnsafeBufferPointer {
      checksum.add($0)
      try scratch.file.write(layout.offset(panel), $0)
    }
    try block.elements.withUnsafeBufferPointer { numbers in
      for rows in layout.runs(of: columns.lowerBound..<layout.order) {
        let start = (rows.lowerBound - columns.lowerBound) * columns.count
        let part = UnsafeBufferPointer(rebasing: numbers[start..<start + rows.count * columns.count])
        checksum.add(part)
        try scratch.file.write(layout.offset(panel, row: rows.lowerBound), part)
      }
    }
    try scratch.file.synchronise()
    try scratch.ledger.finish(panel: panel, checksum: checksum.value)
  }

  /// The first columns' share of Σ (n − j) j multiply-adds over the columns j, a part of the last of them included.
  private func done(_ columns: Range<Int>, _ part: Double) -> Double {
    let n = Double(layout.order)
    func share(_ k: Int) -> Double { (Double(k) * Double(k) * n / 2 - Double(k * k) * Double(k) / 3) / (n * n * n / 6) }
    let former = share(columns.lowerBound)
    return former + (share(columns.upperBound) - former) * part
  }
}

extension Matrix<Double> {
  /// Entries (i, i) of a matrix with at least as many rows as columns.
  fileprivate var columnDiagonal: [Double] { (0..<columns).map { self[$0, $0] } }
}
