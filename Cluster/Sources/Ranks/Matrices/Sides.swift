import LinearAlgebra

extension DistributedMatrix {
  /// Deals out rows of a block, which the first rank has, as this rank's piece of right-hand sides.
  ///
  /// - Parameters:
  ///   - block: [m, n − f] at the first rank, nil at the others.
  ///   - first: f; the pieces' rows before it are 0.
  /// - Complexity: m n numbers are sent.
  func scatter(_ block: Matrix<Double>?, _ sides: BlockCyclicLayout, from first: Int) -> [Double] {
    let communicator = communicator
    guard let block else {
      var own = [Double](repeating: 0, count: count(sides, communicator.rank))
      own.withUnsafeMutableBufferPointer { communicator.receive($0, from: 0) }
      return own
    }
    for rank in 1..<max(1, communicator.size) {
      packed(block, sides, rank, first).withUnsafeBufferPointer { communicator.send($0, to: rank) }
    }
    return packed(block, sides, 0, first)
  }

  /// Puts the pieces together again at the first rank, which gives its block.
  func gather(_ piece: [Double], _ sides: BlockCyclicLayout, from first: Int, into block: inout Matrix<Double>) {
    unpack(piece, sides, 0, first, &block)
    for rank in 1..<max(1, communicator.size) {
      var other = [Double](repeating: 0, count: count(sides, rank))
      other.withUnsafeMutableBufferPointer { communicator.receive($0, from: rank) }
      unpack(other, sides, rank, first, &block)
    }
  }

  /// What every other rank does meanwhile.
  func send(_ piece: [Double]) { piece.withUnsafeBufferPointer { communicator.send($0, to: 0) } }

  private func count(_ sides: BlockCyclicLayout, _ rank: Int) -> Int { sides.rows(of: rank) * sides.columns(of: rank) }

  private func packed(_ block: Matrix<Double>, _ sides: BlockCyclicLayout, _ rank: Int, _ first: Int) -> [Double] {
    var piece = [Double](repeating: 0, count: count(sides, rank))
    piece.withUnsafeMutableBufferPointer { target in
      block.elements.withUnsafeBufferPointer { source in
        guard let target = target.baseAddress, let source = source.baseAddress else { return }
        forEachRun(sides, rank, first, columns: block.columns) { (target + $0).update(from: source + $1, count: $2) }
      }
    }
    return piece
  }

  private func unpack(
    _ piece: [Double], _ sides: BlockCyclicLayout, _ rank: Int, _ first: Int, _ block: inout Matrix<Double>
  ) {
    let columns = block.columns
    piece.withUnsafeBufferPointer { source in
      block.elements.withUnsafeMutableBufferPointer { target in
        guard let target = target.baseAddress, let source = source.baseAddress else { return }
        forEachRun(sides, rank, first, columns: columns) { (target + $1).update(from: source + $0, count: $2) }
      }
    }
  }

  /// Runs of numbers that lie together in a rank's piece and in the block: where in either, and how many.
  private func forEachRun(
    _ sides: BlockCyclicLayout, _ rank: Int, _ first: Int, columns: Int, _ body: (Int, Int, Int) -> Void
  ) {
    let (row, column) = sides.shape.place(of: rank)
    let rows = sides.rows(of: rank)
    for run in sides.columnAxis.blocks(of: column) {
      for (k, side) in sides.columnAxis.indices(ofBlock: run).enumerated() {
        let start = (sides.columnAxis.place(ofBlock: run) + k) * rows
        for b in sides.rowAxis.blocks(of: row) {
          let whole = sides.rowAxis.indices(ofBlock: b)
          let part = whole.clamped(to: first..<max(first, sides.rowAxis.count))
          guard !part.isEmpty else { continue }
          body(
            start + sides.rowAxis.place(ofBlock: b) + part.lowerBound - whole.lowerBound,
            side * columns + part.lowerBound - first, part.count)
        }
      }
    }
  }
}
