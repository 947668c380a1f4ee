import LinearAlgebra
import Randomness

/// Mean ± 2 deviations of an ensemble of trained networks, and how much of a network lies within.
struct FunctionBand: Sendable {
  private let task: FunctionsTask
  private let learning: Matrix<Double>
  private let means, deviations: [Double]

  init(_ task: FunctionsTask, _ ensemble: FunctionEnsemble) {
    self.task = task
    learning = task.learning(ensemble)
    let moments = task.moments(ensemble)
    (means, deviations) = (moments.means, moments.variances.map { max(0, $0).squareRoot() })
  }

  /// The shares of places where a trained network is within the band, and where what the limit makes of its initial
  /// function is.
  /// - Parameters:
  ///   - start: the network before training at all positions.
  ///   - end: and after it.
  func shares(before start: [Double], after end: [Double]) -> (network: Double, limit: Double) {
    let functions = Matrix(rows: 1, columns: start.count, elements: start)
    let targets = Matrix(rows: 1, columns: task.line.count, elements: task.line.data.targets)
    let limit = task.conditioned(functions, by: learning, on: targets).elements
    func share(_ function: [Double]) -> Double {
      let held = task.line.places.count { abs(function[$0] - means[$0]) < 2 * deviations[$0] }
      return Double(held) / Double(task.line.places.count)
    }
    return (share(end), share(limit))
  }
}

extension FunctionsTask {
  /// A network that is trained on the data, with weight decay or without.
  /// - Throws: `FiniteWidthFailure`.
  func run(_ ensemble: FunctionEnsemble, width: Int, seed: Seed) throws -> LineRun {
    try LineRun(
      line, width: width, rate: rate, steps: settings.steps,
      decay: ensemble == .decayed ? settings.noiseVariance : 0, seed: seed)
  }
}
