import LinearAlgebra

/// The end of branches that stand side by side: at every position one branch's channels after the other's.
struct ConcatenationOperation: TrainingOperation {
  let channels: [Int]
  var inputs: [SignalEdge]
  let output: Int

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    let values = pass.workspace.values
    forEachPart(pass) { edge, count, rows, width, first in
      Columns.copy(values[edge.signal], stride: count, values[output] + first, stride: width, rows, count: count)
    }
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let gradient = pass.workspace.gradients[output] else { return }
    forEachPart(pass) { edge, count, rows, width, first in
      guard let target = pass.workspace.gradients[edge.signal] else { return }
      if edge.accumulates {
        Columns.add(gradient + first, stride: width, target, stride: count, rows, count: count)
      } else {
        Columns.copy(gradient + first, stride: width, target, stride: count, rows, count: count)
      }
      if edge.completes {
        pass.complete(edge.signal, at: rows.lowerBound * count, Block(rows: 1, columns: rows.count * count, stride: 0))
      }
    }
  }

  /// Calls `body(edge, channels, positions of this worker, channels of the whole, where the branch's own begin)`, the
  /// last branch first: gradients arrive in the reverse order of reading.
  private func forEachPart<S: TrainableScalar>(
    _ pass: Pass<S>, _ body: (SignalEdge, Int, Range<Int>, Int, Int) -> Void
  ) {
    let width = channels.reduce(0, +)
    let rows = pass.part(of: pass.rows * pass.workspace.signals[output].features / width)
    var first = width
    for (edge, count) in zip(inputs, channels).reversed() {
      first -= count
      body(edge, count, rows, width, first)
    }
  }
}

/// Some columns of one row-major matrix to those of another, for rows of both.
private enum Columns {
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func copy<S: TrainableScalar>(
    _ source: UnsafePointer<S>, stride from: Int, _ target: UnsafeMutablePointer<S>, stride to: Int, _ rows: Range<Int>,
    count: Int
  ) {
    for row in rows { (target + row * to).update(from: source + row * from, count: count) }
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func add<S: TrainableScalar>(
    _ source: UnsafePointer<S>, stride from: Int, _ target: UnsafeMutablePointer<S>, stride to: Int, _ rows: Range<Int>,
    count: Int
  ) {
    for row in rows {
      for k in 0..<count { target[row * to + k] = target[row * to + k] + source[row * from + k] }
    }
  }
}
