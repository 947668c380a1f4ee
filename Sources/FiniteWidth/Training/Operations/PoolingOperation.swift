import LinearAlgebra

/// Means over windows; a worker takes whole images.
struct PoolingOperation: TrainingOperation {
  let geometry: PoolingGeometry
  var inputs: [SignalEdge]
  let output: Int

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    let part = pass.part(of: pass.rows, multiple: 1)
    let (x, y) = (pass.workspace.values[inputs[0].signal], pass.workspace.values[output])
    geometry.pool(
      x + part.lowerBound * geometry.inputCount, y + part.lowerBound * geometry.outputCount, count: part.count)
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    let edge = inputs[0]
    guard let gradient = pass.workspace.gradients[output], let target = pass.workspace.gradients[edge.signal] else {
      return
    }
    let part = pass.part(of: pass.rows, multiple: 1)
    let first = part.lowerBound * geometry.inputCount
    geometry.spread(
      gradient + part.lowerBound * geometry.outputCount, target + first, count: part.count, adds: edge.accumulates)
    if edge.completes {
      pass.complete(edge.signal, at: first, Block(rows: 1, columns: part.count * geometry.inputCount, stride: 0))
    }
  }
}
