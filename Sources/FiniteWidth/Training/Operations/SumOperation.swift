import LinearAlgebra

/// The end of branches whose units are added, a residual's input among them.
struct SumOperation: TrainingOperation {
  var inputs: [SignalEdge]
  let output: Int

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    let part = pass.part(of: pass.rows * pass.workspace.signals[output].features)
    let (first, values) = (part.lowerBound, pass.workspace.values)
    EntrywiseSums.add(
      values[inputs[0].signal] + first, values[inputs[1].signal] + first, values[output] + first, count: part.count)
    for edge in inputs.dropFirst(2) {
      EntrywiseSums.add(
        values[output] + first, values[edge.signal] + first, values[output] + first, count: part.count)
    }
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let gradient = pass.workspace.gradients[output] else { return }
    let part = pass.part(of: pass.rows * pass.workspace.signals[output].features)
    let first = part.lowerBound
    // The last branch first: gradients arrive in the reverse order of reading.
    for k in inputs.indices.reversed() {
      let edge = inputs[k]
      guard let target = pass.workspace.gradients[edge.signal] else { continue }
      EntrywiseSums.write(gradient + first, factors: nil, target + first, count: part.count, adds: edge.accumulates)
      if edge.completes {
        pass.complete(edge.signal, at: first, Block(rows: 1, columns: part.count, stride: 0))
      }
    }
  }
}

/// Sums and products entry by entry, out of place.
enum EntrywiseSums {
  /// c ← a + b
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func add<S: TrainableScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, _ c: UnsafeMutablePointer<S>, count: Int
  ) {
    for i in 0..<count { c[i] = a[i] + b[i] }
  }

  /// target ← source ∘ factors, or that added to it; no factors are ones.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func write<S: TrainableScalar>(
    _ source: UnsafePointer<S>, factors: UnsafePointer<S>?, _ target: UnsafeMutablePointer<S>, count: Int, adds: Bool
  ) {
    switch (factors, adds) {
    case (let f?, true): for i in 0..<count { target[i] = S.multiplyAdd(source[i], f[i], target[i]) }
    case (let f?, false): for i in 0..<count { target[i] = source[i] * f[i] }
    case (nil, true): for i in 0..<count { target[i] = target[i] + source[i] }
    case (nil, false): for i in 0..<count { target[i] = source[i] }
    }
  }
}
