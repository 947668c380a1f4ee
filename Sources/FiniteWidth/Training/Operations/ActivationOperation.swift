import LinearAlgebra
import Nonlinearities

/// a = φ(x) where x itself is read elsewhere too, as at the beginning of a residual's branch.
struct ActivationOperation: TrainingOperation {
  let nonlinearity: Nonlinearity
  var inputs: [SignalEdge]
  let output: Int

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    apply(pass, .value, source: nil, pass.workspace.values[output])
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    let edge = inputs[0]
    guard let gradient = pass.workspace.gradients[output], let target = pass.workspace.gradients[edge.signal] else {
      return
    }
    let part = apply(pass, edge.accumulates ? .add : .write, source: gradient, target)
    if edge.completes {
      pass.complete(edge.signal, at: part.lowerBound, Block(rows: 1, columns: part.count, stride: 0))
    }
  }

  @discardableResult
  private func apply<S: TrainableScalar>(
    _ pass: Pass<S>, _ use: LoopUse, source: UnsafePointer<S>?, _ target: UnsafeMutablePointer<S>
  ) -> Range<Int> {
    let part = pass.part(of: pass.rows * pass.workspace.signals[output].features)
    let x = pass.workspace.values[inputs[0].signal]
    ActivationLoops.atPreactivations(
      use, nonlinearity, x + part.lowerBound, source: source.map { $0 + part.lowerBound }, target + part.lowerBound,
      Block(rows: 1, columns: part.count, stride: 0))
    return part
  }
}
