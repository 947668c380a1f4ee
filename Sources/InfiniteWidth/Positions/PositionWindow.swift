import LinearAlgebra

/// A window over the positions of an image, and its sums over the tensor of a pair. All are taken down the columns
/// first and then along the rows, each in the order of δ, so that equal patches have sums of the same bits; those over
/// equal positions alone are in `EqualSums.swift`.
struct PositionWindow: Sendable, Hashable {
  let y: AxisWindow
  let x: AxisWindow

  var input: PositionGrid { PositionGrid(height: y.length, width: x.length) }
  var output: PositionGrid { PositionGrid(height: y.outputs, width: x.outputs) }
  /// Positions that it covers, those outside the image counted.
  var count: Int { y.size * x.size }

  /// Scratch of `sumAligned`.
  var alignedScratchCount: Int { x.length * y.outputs * x.length }

  /// Scratch of `sumBoth`.
  var bothScratchCount: Int {
    y.outputs * x.length + (input.positionCount + x.length) * output.listLength
  }

  /// The positions that output p reads, in the order of the sums; as often as it does.
  func sources(of p: Int) -> [Int] {
    let columns = x.sources(p % x.outputs)
    return y.sources(p / x.outputs).flatMap { row in columns.map { row * x.length + $0 } }
  }

  /// The sums of all pairs of output positions (o, o′) with o in one row of outputs, both moved alike:
  ///
  ///     Σ_δ K[s·o + δ, s·o′ + δ].
  ///
  /// - Parameters:
  ///   - from: the whole tensor.
  ///   - to: its first row of those that are meant.
  func sumAligned(
    row: Int, of from: UnsafePointer<Double>, into to: UnsafeMutablePointer<Double>,
    scratch columns: UnsafeMutablePointer<Double>
  ) {
    let (width, columnLength) = (x.length, y.outputs * x.length)
    let (inLength, outLength) = (input.listLength, output.listLength)
    columns.update(repeating: 0, count: width * columnLength)
    for delta in 0..<y.size {
      guard let source = y.source(row, delta) else { continue }
      for column in 0..<width {
        let own = from + (source &* width &+ column) &* inLength
        let sums = columns + column &* columnLength
        for run in y.runs[delta] {
          if y.stride == 1 {
            Self.add(own + run.input &* width, to: sums + run.output &* width, count: run.count &* width)
          } else {
            for k in 0..<run.count {
              Self.add(
                own + (run.input &+ k &* y.stride) &* width, to: sums + (run.output &+ k) &* width, count: width)
            }
          }
        }
      }
    }
    to.update(repeating: 0, count: x.outputs * outLength)
    for delta in 0..<x.size {
      for column in 0..<x.outputs {
        guard let source = x.source(column, delta) else { continue }
        let (own, sums) = (columns + source &* columnLength, to + column &* outLength)
        for other in 0..<y.outputs {
          addRuns(delta, own + other &* width, to: sums + other &* x.outputs)
        }
      }
    }
  }

  /// The sums of all pairs of positions of two windows, Σ_δ Σ_δ′ K[s·o + δ, s·o′ + δ′]: of all pairs of windows, or of
  /// equal ones.
  func sumBoth(
    _ from: UnsafePointer<Double>, into to: UnsafeMutablePointer<Double>, met: MetPositions,
    scratch: UnsafeMutablePointer<Double>
  ) {
    let (width, inLength, outLength) = (x.length, input.listLength, output.listLength)
    let columnCount = y.outputs * width
    let halves = scratch + columnCount
    halves.update(repeating: 0, count: input.positionCount * outLength)
    for p in 0..<input.positionCount {
      scratch.update(repeating: 0, count: columnCount)
      for other in 0..<y.outputs {
        for source in y.sources(other) {
          Self.add(from + (p &* inLength &+ source &* width), to: scratch + other &* width, count: width)
        }
        for delta in 0..<x.size {
          addRuns(delta, scratch + other &* width, to: halves + (p &* outLength &+ other &* x.outputs))
        }
      }
    }
    let columns = halves + input.positionCount * outLength
    to.update(repeating: 0, count: (met == .all ? output.positionCount : 1) * outLength)
    for row in 0..<y.outputs {
      columns.update(repeating: 0, count: width * outLength)
      for source in y.sources(row) {
        Self.add(halves + source &* width &* outLength, to: columns, count: width &* outLength)
      }
      for column in 0..<x.outputs {
        let p = row * x.outputs + column
        for source in x.sources(column) {
          if met == .all {
            Self.add(columns + source &* outLength, to: to + p &* outLength, count: outLength)
          } else {
            to[p] += columns[source &* outLength &+ p]
          }
        }
      }
    }
  }

  /// Adds what every output along a row reads at δ.
  @inline(__always)
  private func addRuns(_ delta: Int, _ from: UnsafePointer<Double>, to: UnsafeMutablePointer<Double>) {
    for run in x.runs[delta] {
      if x.stride == 1 {
        Self.add(from + run.input, to: to + run.output, count: run.count)
      } else {
        let stride = x.stride
        for k in 0..<run.count { to[run.output &+ k] += from[run.input &+ k &* stride] }
      }
    }
  }

  @inline(__always)
  private static func add(_ from: UnsafePointer<Double>, to: UnsafeMutablePointer<Double>, count: Int) {
    var k = 0
    while k &+ Lanes.scalarCount <= count {
      to.store(to.lanes(k) + from.lanes(k), k)
      k = k &+ Lanes.scalarCount
    }
    while k < count {
      to[k] += from[k]
      k = k &+ 1
    }
  }
}
