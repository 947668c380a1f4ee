import LinearAlgebra

/// The sums of a window over equal positions, Σ_δ K[s·o + δ, s·o + δ], eight outputs at a time: down the columns into
/// rows with room for what the window reads beyond either edge, then along them.
///
/// What eight numbers hold beyond the end of a row of positions is overwritten with the next row.
extension PositionWindow {
  /// Numbers of the sums down the columns.
  var columnCount: Int { y.outputs * columnStride }

  /// From one row of sums to the next: eight more than the last eight outputs read.
  private var columnStride: Int { Self.eights(columnReach) + Lanes.scalarCount }

  private var columnReach: Int {
    max(x.before + Self.eights(x.length), x.stride * (Self.eights(x.outputs) - 1) + x.size)
  }

  private static func eights(_ count: Int) -> Int { (count + 7) / 8 * 8 }

  /// The sums down the columns of every row of outputs.
  /// - Parameter columns: `columnCount` numbers.
  func sumColumns(_ from: UnsafePointer<Double>, into columns: UnsafeMutablePointer<Double>) {
    let (width, stride, before) = (x.length, columnStride, x.before)
    y.reads.withUnsafeBufferPointer { reads in
      y.starts.withUnsafeBufferPointer { starts in
        for output in 0..<y.outputs {
          let row = columns + output &* stride
          var k = 0
          while k < before {
            row.store(.zero, k)
            k = k &+ Lanes.scalarCount
          }
          let (own, end) = (row + before, starts[output &+ 1])
          var read = starts[output]
          if end &- read >= 3 {
            let (one, two) = (from + reads[read] &* width, from + reads[read &+ 1] &* width)
            let three = from + reads[read &+ 2] &* width
            eachEight { own.store(one.lanes($0) + two.lanes($0) + three.lanes($0), $0) }
            read = read &+ 3
          } else if read < end {
            let one = from + reads[read] &* width
            eachEight { own.store(one.lanes($0), $0) }
            read = read &+ 1
          } else {
            eachEight { own.store(.zero, $0) }
          }
          while read < end {
            let next = from + reads[read] &* width
            eachEight { own.store(own.lanes($0) + next.lanes($0), $0) }
            read = read &+ 1
          }
          fillEdges(row)
        }
      }
    }
  }

  /// Every eighth column.
  @inline(__always)
  private func eachEight(_ body: (Int) -> Void) {
    let width = x.length
    var k = 0
    while k < width {
      body(k)
      k = k &+ Lanes.scalarCount
    }
  }

  /// What a row of sums holds beyond the image: zeros, or the other side of a torus.
  @inline(__always)
  private func fillEdges(_ row: UnsafeMutablePointer<Double>) {
    let (width, before, reach) = (x.length, x.before, columnReach)
    if x.isTorus {
      for k in 0..<before { row[k] = row[before + ((k - before) % width + width) % width] }
      for k in before + width..<reach { row[k] = row[before + (k - before) % width] }
    } else {
      var k = before &+ width
      while k < reach {
        row.store(.zero, k)
        k = k &+ Lanes.scalarCount
      }
    }
  }

  /// Calls `body(place, source, reads)` for eight outputs after another from the first row on: where they stand in a
  /// list, and where what they read begins among the sums down the columns. The last eight of a row reach beyond it.
  @inline(__always)
  func forEachEight(_ body: (_ place: Int, _ source: Int, _ reads: RowReads) -> Void) {
    let (rows, outputs, stride) = (y.outputs, x.outputs, columnStride)
    @inline(__always) func forEachRow(_ reads: RowReads) {
      for row in 0..<rows {
        var k = 0
        while k < outputs {
          body(row &* outputs &+ k, row &* stride &+ k &* reads.stride, reads)
          k = k &+ Lanes.scalarCount
        }
      }
    }
    // A loop of its own for what is common.
    switch (x.stride, x.size) {
    case (1, 1): forEachRow(RowReads(stride: 1, size: 1))
    case (1, 3): forEachRow(RowReads(stride: 1, size: 3))
    case (1, let size): forEachRow(RowReads(stride: 1, size: size))
    case (let stride, let size): forEachRow(RowReads(stride: stride, size: size))
    }
  }
}

/// What outputs side by side read of a row of sums down the columns.
struct RowReads {
  let stride: Int
  let size: Int

  /// The sums of eight outputs.
  /// - Parameter own: the first that the first of them reads.
  @inline(__always)
  func sum(_ own: UnsafePointer<Double>) -> Lanes {
    var sum = Lanes.zero
    if stride == 1 {
      sum = own.lanes(0)
      var delta = 1
      while delta < size {
        sum += own.lanes(delta)
        delta = delta &+ 1
      }
    } else {
      for delta in 0..<size {
        for k in 0..<Lanes.scalarCount { sum[k] += own[k &* stride &+ delta] }
      }
    }
    return sum
  }
}
