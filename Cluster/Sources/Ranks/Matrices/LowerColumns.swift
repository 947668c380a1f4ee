extension DistributedMatrix {
  /// Columns of the lower triangle, from the diagonal down one after another (`FactorColumns`), at the first rank; what
  /// the others give is empty.
  /// - Complexity: the numbers are sent.
  func lowerColumns(_ range: Range<Int>) -> [Double] {
    let n = order
    let start = Self.start(of: range.lowerBound, n)
    var numbers = [Double](repeating: 0, count: Self.start(of: range.upperBound, n) - start)
    for rank in 0..<communicator.size {
      // What a rank has, in the order in which it lies there.
      var places: [(Int, Int)] = []
      let (row, column) = grid.shape.place(of: rank)
      for columnBlock in layout.columnAxis.blocks(of: column) {
        for j in layout.columnAxis.indices(ofBlock: columnBlock).clamped(to: range) {
          for b in layout.rowAxis.blocks(of: row) {
            let rows = layout.rowAxis.indices(ofBlock: b).clamped(to: j..<n)
            if !rows.isEmpty { places.append((Self.start(of: j, n) - start + rows.lowerBound - j, rows.count)) }
          }
        }
      }
      if rank == communicator.rank {
        let own = ownColumns(range)
        if rank == 0 { Self.put(own, places, &numbers) } else { send(own) }
      } else if communicator.isFirst {
        var other = [Double](repeating: 0, count: places.reduce(0) { $0 + $1.1 })
        other.withUnsafeMutableBufferPointer { communicator.receive($0, from: rank) }
        Self.put(other, places, &numbers)
      }
    }
    return communicator.isFirst ? numbers : []
  }

  private func ownColumns(_ range: Range<Int>) -> [Double] {
    var own: [Double] = []
    for columnBlock in layout.columnAxis.blocks(of: grid.column) {
      let indices = layout.columnAxis.indices(ofBlock: columnBlock)
      for j in indices.clamped(to: range) {
        let line = base + (layout.columnAxis.place(ofBlock: columnBlock) + j - indices.lowerBound) * stride
        for b in layout.rowAxis.blocks(of: grid.row) {
          let whole = layout.rowAxis.indices(ofBlock: b)
          let rows = whole.clamped(to: j..<order)
          let place = layout.rowAxis.place(ofBlock: b) + rows.lowerBound - whole.lowerBound
          own.append(contentsOf: UnsafeBufferPointer(start: line + place, count: rows.count))
        }
      }
    }
    return own
  }

  private static func put(_ source: [Double], _ places: [(Int, Int)], _ numbers: inout [Double]) {
    var next = 0
    for (place, count) in places {
      numbers.replaceSubrange(place..<place + count, with: source[next..<next + count])
      next += count
    }
  }

  private static func start(of j: Int, _ n: Int) -> Int { j * n - j * (j - 1) / 2 }
}
