import FiniteWidth
import Foundation
import LinearAlgebra
import Platform
import Results
import Suite

/// Panel c of `Figure2SGD`: training accuracy of full-batch gradient descent at rates about 2/λ_max.
struct RateSweep: Codable, Sendable {
  struct Phase: Codable, Sendable {
    let name: String
    let weightVariance: Double
  }

  var phases = [
    Phase(name: "ordered", weightVariance: 1.25), Phase(name: "critical", weightVariance: 1.76),
    Phase(name: "chaotic", weightVariance: 2.5),
  ]
  var biasVariance = 0.186
  var depth = 10
  /// k of the rates ρ = 10^(−1 + 0.1 k), the paper's.
  var powers: [Int]
  var width, training, steps: Int
  /// Pixels along a side of the squares that are averaged.
  var window = 4

  /// In units of 2/λ_max of the analytic kernel.
  var rates: [Double] { powers.map { pow(10, -1 + 0.1 * Double($0)) } }

  /// Multiply-adds of one σ_w², about.
  var work: Double { 3 * Double(depth * width * width) * Double(powers.count * steps * training) }

  /// The accuracies of one σ_w², every rate from the same initial network, and λ_max of both kernels.
  ///
  /// - Complexity: `work`, and a tangent kernel over all outputs.
  func row(weightVariance: Double, context: RunContext) throws -> Row {
    let data = try TrainedMapData.kept(
      "rate images", training: training, test: 1, biasVariance: biasVariance, window: window, context: context)
    let largest = try data.largestEigenvalue(weightVariance: weightVariance, depth: depth, threads: context.threads)
    let network = try data.network(
      weightVariance: weightVariance, depth: depth, width: width,
      seed: context.seed(purpose: "parameters of rates"))
    context.report(stage: "tangent kernel")
    let kernel = Matrix<Double>(try network.fullTangentKernel(data.inputs))
    // Outputs take part unequally, so that no eigenvector is missed by symmetry.
    let start = (0..<kernel.rows).map { 1 + 0.1 * Double($0 % data.targets.columns) }
    let empirical = try kernel.largestEigenvalue(start: start, tolerance: 1e-6).eigenvalue
    let mean = Matrix<Double>(try network.tangentKernel(of: data.inputs, outputs: 0..<data.targets.columns))
    let rates = rates
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
    return try Row(
      AccuracyGrid.trainingAccuracy => runs.map(\.accuracy), Figure2SGD.growth => runs.map(\.growth),
      Figure2SGD.analytic => largest, Figure2SGD.empirical => empirical,
      Figure2SGD.mean => mean.largestEigenvalue().eigenvalue)
  }
}
