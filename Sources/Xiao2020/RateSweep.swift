import FiniteWidth
import Foundation
import LinearAlgebra
import Platform
import Suite

/// Panel c of `Figure2SGD`: training accuracy of full-batch gradient descent at rates about 2/λ_max.
struct RateSweep {
  static let depth = 10

  /// k of the rates ρ = 10^(−1 + 0.1 k), the paper's.
  let powers: [Int]
  let width, training, steps: Int

  /// In units of 2/λ_max of the analytic kernel.
  var rates: [Double] { powers.map { pow(10, -1 + 0.1 * Double($0)) } }

  /// The accuracies of one σ_w², every rate from the same initial network, and λ_max of both kernels.
  ///
  /// - Complexity: rates × steps × 6 m parameters multiply-adds, and a tangent kernel over all outputs.
  func accuracies(weightVariance: Double, context: RunContext) throws -> [String: [Double]] {
    let data = try context.recent("rate images", for: "\(training)") {
      try TrainedMapData(training: training, test: 1, context: context)
    }
    let largest = try data.largestEigenvalue(
      weightVariance: weightVariance, depth: Self.depth, threads: context.threads)
    let network = try data.network(
      weightVariance: weightVariance, depth: Self.depth, width: width,
      seed: context.seed(purpose: "parameters of rates"))
    context.report(stage: "tangent kernel")
    let kernel = Matrix<Double>(try network.fullTangentKernel(data.inputs))
    // Outputs take part unequally, so that no eigenvector is missed by symmetry.
    let start = (0..<kernel.rows).map { 1 + 0.1 * Double($0 % data.targets.columns) }
    let empirical = try kernel.largestEigenvalue(start: start, tolerance: 1e-6).eigenvalue
    let mean = Matrix<Double>(try network.tangentKernel(of: data.inputs, outputs: 0..<data.targets.columns))
    let ones = [Double](repeating: 1, count: mean.rows)
    let runs = try Parallel.map(count: rates.count, threads: context.threads) { k in
      var (first, most) = (Double.nan, 0.0)
      let trainer = try data.trainer(
        network, rate: rates[k] * 2 / largest, batch: nil, seed: context.seed(purpose: "rates"))
      trainer.run(steps: steps, every: 1) { trainer in
        if trainer.stepsTaken == 1 { first = trainer.lastLoss }
        most = max(most, trainer.lastLoss)
        return true
      }
      return (
        accuracy: try trainer.evaluate(data.inputs, data.targets).accuracy,
        growth: trainer.status.isDiverged ? .infinity : most / first
      )
    }
    return [
      "training_accuracy": runs.map(\.accuracy), "loss_growth": runs.map(\.growth), "largest_eigenvalue": [largest],
      "empirical_largest_eigenvalue": [empirical],
      "mean_largest_eigenvalue": [try mean.largestEigenvalue(start: ones).eigenvalue],
    ]
  }
}
