import LinearAlgebra

/// The end of branches whose units are multiplied, y = ∏ yᵢ; back, ∂yᵢ = ∂y ∏_{j ≠ i} yⱼ.
struct ProductOperation: TrainingOperation {
  /// Of the output.
  let features: Int
  var inputs: [SignalEdge]
  let output: Int

  /// For the products of the other branches.
  func scratch<S: TrainableScalar>(_ parameters: ParameterMemory<S>, examples: Int) -> Int {
    inputs.count > 2 ? features * examples : 0
  }

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    let part = pass.part(of: pass.rows * features)
    let (first, values) = (part.lowerBound, pass.workspace.values)
    let target = values[output] + first
    EntrywiseSums.write(
      values[inputs[0].signal] + first, factors: values[inputs[1].signal] + first, target, count: part.count,
      adds: false)
    for edge in inputs.dropFirst(2) {
      EntrywiseSums.write(target, factors: values[edge.signal] + first, target, count: part.count, adds: false)
    }
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let gradient = pass.workspace.gradients[output] else { return }
    let part = pass.part(of: pass.rows * features)
    // The last branch first: gradients arrive in the reverse order of reading.
    for k in inputs.indices.reversed() {
      let edge = inputs[k]
      guard let target = pass.workspace.gradients[edge.signal] else { continue }
      EntrywiseSums.write(
        gradient + part.lowerBound, factors: others(than: k, pass, part), target + part.lowerBound, count: part.count,
        adds: edge.accumulates)
      if edge.completes {
        pass.complete(edge.signal, at: part.lowerBound, Block(rows: 1, columns: part.count, stride: 0))
      }
    }
  }

  /// ∏_{j ≠ k} yⱼ on a part.
  private func others<S: TrainableScalar>(than k: Int, _ pass: Pass<S>, _ part: Range<Int>) -> UnsafePointer<S>? {
    let values = pass.workspace.values
    guard inputs.count > 2 else { return UnsafePointer(values[inputs[1 - k].signal] + part.lowerBound) }
    guard let scratch = pass.scratch else { return nil }
    var isFirst = true
    for j in inputs.indices where j != k {
      let other = values[inputs[j].signal] + part.lowerBound
      if isFirst {
        scratch.update(from: other, count: part.count)
      } else {
        EntrywiseSums.write(scratch, factors: other, scratch, count: part.count, adds: false)
      }
      isFirst = false
    }
    return UnsafePointer(scratch)
  }
}
