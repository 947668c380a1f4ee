import Architectures
import Datasets
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform

extension Chart {
  /// The models of Table 2's largest rows at growing n, in packed storage: how each stage grows, and what it reaches.
  static let paperScaleMNIST = paperScale(
    .mnist, depth: 1, weightVariance: 0.10, biasVariance: 0.48,
    counts: [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 50_000], kernelSeconds: 45)
  static let paperScaleCIFAR = paperScale(
    .cifar10, depth: 3, weightVariance: 3.31, biasVariance: 1.86, counts: [10_000, 45_000], kernelSeconds: 75)

  /// - Parameter kernelSeconds: what the training kernel of the largest count may take.
  private static func paperScale(
    _ dataset: DatasetDescription, depth: Int, weightVariance: Double, biasVariance: Double, counts: [Int],
    kernelSeconds: Double
  ) -> Chart {
    Chart(
      title: "\(dataset.title), ReLU depth \(depth), packed: kernel, factor, mean of 10,000 test images, against n"
    ) { context in
      let kernel = try Architecture.fullyConnected(
        depth: depth, nonlinearity: .relu, weightVariance: weightVariance, biasVariance: biasVariance
      ).infiniteWidth
      let data = try DatasetStore.load(dataset, from: URL(fileURLWithPath: context.datasets))
      let limits = Limits(largest: counts.last ?? 0, kernel: kernelSeconds)
      return try figures(context, data, kernel, counts.filter { $0 <= context.largest }, limits)
    }
  }

  private struct Limits {
    let largest: Int
    let kernel: Double
  }

  private static func figures(
    _ context: Context, _ data: Dataset, _ kernel: Kernel, _ counts: [Int], _ limits: Limits
  ) throws -> [Figure] {
    var figures: [Figure] = []
    var former: (n: Double, stages: Stages)?
    for count in counts {
      let stages = try Stages(data: data, count: count, kernel: kernel)
      let n = Double(count)
      let growth: (KeyPath<Stages, Double>) -> String = { stage in
        guard let former else { return "" }
        return ", ∝ n^"
          + Table.number(log(stages[keyPath: stage] / former.stages[keyPath: stage]) / log(n / former.n))
      }
      let speed = n * n * n / 3 / stages.factor * 1e-9
      figures += [
        Figure(
          name: "n = \(count): kernel, correlations included", value: stages.kernel, unit: "s",
          limit: count == limits.largest ? .atMost(limits.kernel) : .none,
          ratio: "\(Table.number(n * (n + 1) / 2 / stages.kernel * 1e-6)) million entries/s" + growth(\.kernel)),
        Figure(
          name: "  factor", value: speed, unit: "GFLOP/s",
          limit: count >= 20_000 ? .atLeast(0.8 * context.doublePeak) : .none,
          ratio: context.share(ofDouble: n * n * n / 3, in: stages.factor)
            + ", \(Table.number(stages.factor)) s" + growth(\.factor)),
        Figure(name: "  mean", value: stages.mean, unit: "s", ratio: String(growth(\.mean).dropFirst(2))),
        Figure(
          name: "  all of it", value: stages.all, unit: "s", limit: count == limits.largest ? .atMost(420) : .none,
          ratio: String(growth(\.all).dropFirst(2))),
        Figure(
          name: "  peak memory, data set included", value: stages.memory / 1_073_741_824, unit: "GiB",
          limit: count == limits.largest ? .atMost(11.5) : .none,
          ratio: "\(Table.number(8 * n * (n + 1) / 2 / 1_073_741_824)) of it the kernel"),
      ]
      former = (n, stages)
    }
    return figures
  }

  /// Seconds of each stage, and bytes.
  private struct Stages {
    var kernel = 0.0
    var factor = 0.0
    var mean = 0.0
    var all: Double { kernel + factor + mean }
    let memory: Double

    init(data: Dataset, count: Int, kernel: Kernel) throws {
      let training = data.training.subset(Array(0..<count))
      let targets = Targets.centredOneHot(training.labels, classes: 10)
      Machine.resetPeakMemory()
      let start = Date()
      var filled = start
      let process = try GaussianProcess(targets: targets, noise: .absolute(first: 1e-10)) { triangle in
        try kernel.fill(nngp: triangle, of: ImagePairs(rows: training.images, shift: .ownMean, unitVariance: true))
        filled = Date()
      }
      let factored = Date()
      for part in TileGrid.pieces(0..<data.test.images.count, 1_000) {
        let images = data.test.images.subset(part)
        let pairs = ImagePairs(rows: images, columns: training.images, shift: .ownMean, unitVariance: true)
        let cross = try kernel.matrices(of: pairs).nngp ?? Matrix(rows: 0, columns: count)
        _ = process.mean(crossKernel: cross)
      }
      (self.kernel, factor) = (filled.timeIntervalSince(start), factored.timeIntervalSince(filled))
      mean = Date().timeIntervalSince(factored)
      memory = Machine.peakMemory
    }
  }
}
