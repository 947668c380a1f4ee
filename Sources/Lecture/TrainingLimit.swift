import InfiniteWidth
import Inputs
import LinearAlgebra
import Suite

/// What infinite width makes of the training of `TrainedNetworks`.
struct TrainingLimit: Sendable {
  let task: LineTask
  let settings: TrainedNetworks.Settings
  /// Θ between the two inputs that are drawn, in the order of `PairEntry.allCases`.
  let pairKernel: [Double]
  /// A of f₀ + A (Y − f₀(X)) at the places that are no inputs.
  private let learning: Matrix<Double>
  /// G of g = G (Y − f₀(X)), [m, m], and by layer Θ_l.
  private let gain: Matrix<Double>
  private let layerKernels: [Matrix<Double>]

  /// - Throws: `ArchitectureFailure`, `InfiniteWidthError`.
  init(_ task: LineTask, _ settings: TrainedNetworks.Settings, threads: Int) throws {
    (self.task, self.settings) = (task, settings)
    let training = settings.training(task)
    learning = task.learning(training, at: task.places)
    gain = task.modes.matrix(training.gain)
    let inputs = try VectorPairs(rows: LineTask.column(task.data.inputs))
    layerKernels = try WeightLayer.allCases.map { layer in
      try task.data.training(weightsOfLayer: layer.place).infiniteWidth.both(of: inputs, threads: threads).ntk
    }
    let pair = try task.data.architecture.infiniteWidth.both(
      of: VectorPairs(rows: LineTask.column(settings.pair)), threads: threads
    ).ntk
    pairKernel = [pair[0, 0], pair[0, 1], pair[1, 1]]
  }

  /// Y − f₀(X)
  /// - Parameter start: f₀ at all positions.
  private func gaps(_ start: [Double]) -> Matrix<Double> {
    LineTask.column(zip(task.data.targets, start).map { $0 - $1 })
  }

  /// By how much f changes at the places that are no inputs.
  func change(from start: [Double]) -> [Double] { learning.multiplied(by: gaps(start)).elements }

  /// gᵀ Θ_l g by layer.
  func changeSquares(from start: [Double]) -> [Double] {
    let moves = gain.multiplied(by: gaps(start))
    return layerKernels.map { Self.product($0.multiplied(by: moves).elements, moves.elements) }
  }

  /// Tr[Θ_l G (Y Yᵀ + K) G] by layer.
  var expectedSquares: [Double] {
    let targets = LineTask.column(task.data.targets)
    var moments = targets.multiplied(byTransposeOf: targets)
    let covariance = task.crossCovariance(0..<task.count)
    for k in moments.elements.indices { moments.elements[k] += covariance.elements[k] }
    let spread = gain.multiplied(by: moments).multiplied(by: gain)
    return layerKernels.map { Self.product($0.elements, spread.elements) }
  }

  static func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
