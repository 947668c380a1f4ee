import LinearAlgebra

/// Layer normalisation of groups of features; a worker takes whole rows. Mean and variance are found again on the way
/// back.
struct LayerNormOperation: TrainingOperation {
  /// Of a group.
  let features: Int
  var inputs: [SignalEdge]
  let output: Int

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    let part = groups(pass)
    let first = part.lowerBound * features
    FeatureNormalisation.apply(
      pass.workspace.values[inputs[0].signal] + first, pass.workspace.values[output] + first, groups: part.count,
      features: features)
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    let edge = inputs[0]
    guard let gradient = pass.workspace.gradients[output], let target = pass.workspace.gradients[edge.signal] else {
      return
    }
    let part = groups(pass)
    let first = part.lowerBound * features
    FeatureNormalisation.carry(
      gradient + first, at: pass.workspace.values[edge.signal] + first, target + first, groups: part.count,
      features: features, adds: edge.accumulates)
    if edge.completes {
      pass.complete(edge.signal, at: first, Block(rows: 1, columns: part.count * features, stride: 0))
    }
  }

  private func groups<S>(_ pass: Pass<S>) -> Range<Int> {
    pass.part(of: pass.rows * pass.workspace.signals[output].features / features, multiple: 1)
  }
}
