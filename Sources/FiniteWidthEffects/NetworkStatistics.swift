import Architectures
import FiniteWidth
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness

/// Draws networks and takes the means of `StatisticsPart` over them. In double precision.
struct NetworkStatistics: Sendable {
  private let architecture: Architecture
  private let task: ExpansionTask
  /// σ_w²; there are no biases.
  private let weightVariance: Double
  /// K and Θ of infinite width, by pair.
  private let kernel, tangent: [Double]

  init(_ architecture: Architecture, task: ExpansionTask, weightVariance: Double) throws {
    let limit = try architecture.infiniteWidth.both(of: VectorPairs(rows: task.inputs), threads: 1)
    (self.architecture, self.task, self.weightVariance) = (architecture, task, weightVariance)
    (kernel, tangent) = (task.entries(limit.nngp), task.entries(limit.ntk))
  }

  /// By part.
  func means(width: Int, seeds: [Seed]) throws -> [[Double]] {
    var sums: [[Double]] = []
    for seed in seeds {
      let parts = try parts(width: width, seed: seed)
      if sums.isEmpty {
        sums = parts
      } else {
        for (part, values) in parts.enumerated() { for k in values.indices { sums[part][k] += values[k] } }
      }
    }
    return sums.map { $0.map { $0 / Double(seeds.count) } }
  }

  private func parts(width: Int, seed: Seed) throws -> [[Double]] {
    let network: FiniteNetwork<Double> = try architecture.finiteWidth(
      width, inputs: task.inputs.columns, seed: seed, parameterisation: .neuralTangent)
    let trace = try network.trace(task.inputs)
    let (outputs, moments) = (trace.outputs.elements, trace.lastHiddenSecondMoments.map(task.entries) ?? [])
    let kernels = moments.map { weightVariance * $0 }
    let tangents = task.entries(try network.tangentKernel(of: task.inputs, outputs: 0..<1))
    func less(_ values: [Double], _ others: [Double]) -> [Double] { zip(values, others).map { $0 - $1 } }
    let products = task.pairs.map { outputs[$0.0] * outputs[$0.1] }
    return StatisticsPart.allCases.map { part in
      part.measured(
        kernel: less(kernels, kernel), tangent: less(tangents, tangent), outputs: less(products, kernels))
    }
  }
}
