import LinearAlgebra
import Platform
import Randomness

/// What an operation needs to do one worker's part of a forward or backward pass.
struct Pass<S: TrainableScalar> {
  let workspace: Workspace<S>
  let parameters: ParameterMemory<S>
  /// The examples in this pass.
  let rows: Int
  let worker: Int
  let workers: Int
  /// Memory of this worker's own, as large as the operation that needs most says.
  var scratch: UnsafeMutablePointer<S>?
  /// Every worker's `scratch`, for what they add up together.
  var scratches: [UnsafeMutablePointer<S>] = []
  /// Where all workers can meet within an operation.
  var barrier: Barrier?
  /// nil outside training.
  var update: OptimiserUpdate?
  /// nil outside training: then nothing is dropped.
  var dropout: DropoutSeed?
  /// Where the time of this worker's matrix products is added up.
  var clock: UnsafeMutablePointer<MatrixProductTime>?

  /// This worker's share of 0..<count, in whole multiples of `multiple` but for the end.
  func part(of count: Int, multiple: Int = 16) -> Range<Int> {
    let pieces = (count + multiple - 1) / multiple
    return min(count, pieces * worker / workers * multiple)..<min(count, pieces * (worker + 1) / workers * multiple)
  }

  /// The product, timed.
  func multiply(_ product: MatrixProduct<S>) {
    guard product.m > 0, product.n > 0, product.k > 0 else { return }
    guard let clock else { return S.multiply(product) }
    let start = MatrixProductTime.now
    S.multiply(product)
    clock.pointee.seconds += MatrixProductTime.now - start
    clock.pointee.operations += 2 * Double(product.m) * Double(product.n) * Double(product.k)
  }

  /// ∂loss/∂(φ's argument) ← ∂loss/∂(φ's value) ∘ φ′ for a signal that has just been completed, on a part of it.
  func complete(_ signal: Int, at offset: Int, _ block: Block) {
    guard let nonlinearity = workspace.signals[signal].nonlinearity, let gradient = workspace.gradients[signal] else {
      return
    }
    if let arguments = workspace.extra[signal] {
      ActivationLoops.atPreactivations(
        .scale, nonlinearity, arguments + offset, source: nil, gradient + offset, block)
    } else {
      ActivationLoops.scaleByDerivative(
        nonlinearity, values: workspace.values[signal] + offset, gradient + offset, block)
    }
  }
}

/// Where the units that dropout removes in one step come from.
struct DropoutSeed {
  let seed: Seed
  /// The number of the step, from 1.
  let step: Int
}
