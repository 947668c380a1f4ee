import Architectures
import Datasets
import Foundation
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Randomness

extension Chart {
  /// When an iteration pays: steps and seconds against noise and rank, beside the exact factor of the same kernel in
  /// memory. `--largest 20000` is the larger of the two orders, some thousand steps there.
  static let iterativeSolver = Chart(title: "MNIST by conjugate gradients, 10 targets, residual 1e-8") { context in
    try Set([min(4_000, context.largest), min(20_000, context.largest)]).sorted().flatMap {
      try IterativeProblem(datasets: context.datasets, order: $0).figures()
    }
  }
}

/// The kernel of so many MNIST images, and what solving with it takes.
private struct IterativeProblem {
  private let kernel: Matrix<Double>
  private let targets: Matrix<Double>

  /// Parts of the mean diagonal. With 1e-4, 4,000 images take several times as long as their factor at any rank.
  private static let noises = [1e-1, 1e-2, 1e-3]
  /// Where more steps are needed, the factor has long been made.
  private static let limits = BlockConjugateGradients.Limits(residual: 1e-8, iterations: 300)

  init(datasets: String, order: Int) throws {
    let data = try DatasetStore.load(.mnist, from: URL(fileURLWithPath: datasets)).training
    let width = data.images.pixelCount
    let inputs = Matrix<Double>(rows: order, columns: width) { numbers in
      for i in 0..<order {
        for (p, byte) in data.images.bytes(i).enumerated() { numbers[i * width + p] = Double(byte) / 255 }
      }
    }
    targets = Targets.centredOneHot(Array(data.labels.prefix(order)), classes: 10).transposed
    let network = try Architecture.fullyConnected(
      depth: 3, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1
    ).infiniteWidth
    guard let matrix = try network.matrices(rows: inputs).nngp else { throw InfiniteWidthError.noWeights }
    kernel = matrix
  }

  private var order: Int { kernel.rows }

  func figures() throws -> [Figure] {
    let factor = try Measurement(runs: 1, warmUp: false) {
      var solutions = targets
      try CholeskyFactor.factor(kernel, shifts: [Self.noises[1] * kernel.meanDiagonal]).factor.solve(&solutions)
    }
    let first = Figure(name: "n = \(order): factor in memory and 10 solutions", value: factor.seconds, unit: "s")
    // Without a preconditioner, as the command has it, and twice that.
    let usual = ConjugateGradients().rank(of: order)
    let ranks = Set([0, usual, min(2 * usual, order)]).sorted()
    return try [first] + ranks.flatMap { try figures(rank: $0, factor: factor.seconds) }
  }

  private func figures(rank: Int, factor: Double) throws -> [Figure] {
    let matrix = DenseOperator(kernel)
    var approximation: RandomlyPivotedCholesky?
    let pivots = try Measurement(runs: 1, warmUp: false) {
      var generator = CounterBasedGenerator(seed: Seed(root: 0, experiment: "benchmark", purpose: "pivots"))
      if rank > 0 { approximation = try RandomlyPivotedCholesky(of: matrix, rank: rank, using: &generator) }
    }
    let rows = approximation?.factor ?? Matrix(rows: 0, columns: order)
    return try Self.noises.map { noise in
      var (steps, reached) = (0, 0.0)
      let solve = try Measurement(runs: 1, warmUp: false) {
        let preconditioner = try LowRankPreconditioner(factor: rows, shift: noise * kernel.meanDiagonal)
        do {
          let found = try BlockConjugateGradients.solve(
            matrix, preconditioner: preconditioner, sides: targets, limits: Self.limits)
          (steps, reached) = (found.iterations, found.residual)
        } catch BlockConjugateGradients.Obstacle.notConverged(let residual, _, let iterations, _) {
          (steps, reached) = (iterations, residual)
        } catch BlockConjugateGradients.Obstacle.stagnated(let residual, _, let iterations, _) {
          (steps, reached) = (iterations, residual)
        }
      }
      let seconds = pivots.seconds + solve.seconds
      let outcome = reached <= Self.limits.residual ? "" : ", not converged: \(Table.number(reached))"
      return Figure(
        name: "  noise \(Table.number(noise)) of the diagonal, rank \(rank)", value: seconds, unit: "s",
        ratio: "\(steps) steps\(outcome); \(Table.number(seconds / factor)) times the factor")
    }
  }
}
