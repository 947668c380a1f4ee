import Architectures
import FiniteWidth
import LinearAlgebra
import Platform
import Randomness

extension Chart {
  /// What the searches of Table 2 spend their time on, at one of its sizes.
  static let training = Chart(title: "Training 784-2000-2000-10, ReLU, Adam, float32") { context in
    let images = TrainingImages(count: 10_000)
    var figures: [Figure] = []
    for (batch, limit) in [(256, Figure.Limit.atLeast(60)), (64, .none)] {
      let trainer = try images.trainer(batch: batch, width: 2_000)
      // The median of seven spans of about a second.
      let steps = max(1, 3_000 / batch)
      trainer.run(steps: steps)
      let before = trainer.matrixProductTime
      let time = Measurement(runs: 7, warmUp: false) { trainer.run(steps: steps) }
      let products = trainer.matrixProductTime - before
      let seconds = time.seconds / Double(steps)
      let rate = products.operations / (products.seconds / Double(Device.current.threads)) * 1e-9
      figures.append(
        Figure(name: "batch \(batch): images a second", value: Double(batch) / seconds, unit: "/s"))
      figures.append(
        Figure(
          name: "batch \(batch): speed of the matrix products", value: 100 * rate / context.singlePeak,
          unit: "% of sgemm", limit: limit))
      figures += try against(
        context.peers, images, batch: batch, width: 2_000, seconds, limit: batch == 256 ? 1.6 : 2.5)
    }
    return figures + (try images.evaluation(context))
  }

  /// Where the work around the products counts for more than they do.
  static let smallTraining = Chart(title: "Training small networks, 784-w-w-10, ReLU, Adam, float32") { context in
    let images = TrainingImages(count: 1_000)
    return try [10, 50, 100, 200].flatMap { width in
      try [16, 64].flatMap { batch in
        let trainer = try images.trainer(batch: batch, width: width)
        let steps = 20_000 / batch
        trainer.run(steps: steps)
        let seconds = Measurement(runs: 7, warmUp: false) { trainer.run(steps: steps) }.seconds / Double(steps)
        var figures = [Figure(name: "width \(width), batch \(batch): a step", value: 1e6 * seconds, unit: "µs")]
        figures += try against(context.peers, images, batch: batch, width: width, seconds, limit: 5)
        return figures
      }
    }
  }

  /// PyTorch's time for a step over ours, with its Adam as it comes and with the fused one.
  private static func against(
    _ peers: Peers?, _ images: TrainingImages, batch: Int, width: Int, _ seconds: Double, limit: Double
  ) throws -> [Figure] {
    guard let peers else { return [] }
    return try [("", Figure.Limit.atLeast(limit)), ("fused", .none)].map { optimiser, limit in
      let theirs = try peers.seconds(
        "training.py", ["\(batch)", "\(width)", "\(images.inputs.rows)"] + (optimiser.isEmpty ? [] : [optimiser]))
      let name = optimiser.isEmpty ? "PyTorch's" : "PyTorch's (fused Adam)"
      return Figure(
        name: "width \(width), batch \(batch): \(name) time for ours", value: theirs / seconds, unit: "×", limit: limit,
        ratio: "PyTorch \(Table.number(1e6 * theirs)) µs")
    }
  }

  /// As a search does it: each trial on one core, against both cores on one trial after the other.
  static let trialsSideBySide = Chart(title: "Two trials side by side, 784-w-w-10, ReLU, Adam, batch 64") { _ in
    let images = TrainingImages(count: 1_000)
    return try [50, 200, 500].map { width in
      let steps = 400_000 / (width + 200)
      func seconds(_ trainers: [Trainer<Float>], threads: Int) throws -> Double {
        let own = trainers.map(OneUsersTrainer.init)
        return try Measurement(runs: 5) {
          try Parallel.forEach(count: own.count, threads: threads) { own[$0].trainer.run(steps: steps) }
        }.seconds
      }
      let own = try (0..<2).map { _ in try images.trainer(batch: 64, width: width, threads: 1) }
      let (one, both) = (try seconds(own, threads: 1), try seconds(own, threads: 2))
      let shared = try (0..<2).map { _ in try images.trainer(batch: 64, width: width) }
      let inTurn = try seconds(shared, threads: 1)
      return Figure(
        name: "width \(width): throughput of two at a time over one after the other", value: one / both, unit: "×",
        limit: .atLeast(1.8),
        ratio: "\(Table.number(inTurn / both)) × that of both cores on each")
    }
  }
}

/// A trainer that one thread at a time works with.
private struct OneUsersTrainer: @unchecked Sendable {
  let trainer: Trainer<Float>
}

/// Images of noise: a step takes as long as with any others.
private struct TrainingImages {
  let inputs: Matrix<Float>
  let targets: Matrix<Float>
  private let seed = Seed(root: 0, experiment: "benchmarks", purpose: "training")

  init(count: Int) {
    let generator = CounterBasedGenerator(seed: seed, stream: 1 << 32)
    inputs = Matrix(rows: count, columns: 784) { generator.fillNormals($0, from: 0) }
    targets = Matrix(
      rows: count, columns: 10, elements: (0..<10 * count).map { $0 % 10 == $0 / 10 % 10 ? 0.9 : -0.1 })
  }

  func trainer(batch: Int, width: Int, threads: Int = Device.current.threads) throws -> Trainer<Float> {
    let network = try Architecture.fullyConnected(
      depth: 2, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1
    ).finiteWidth(width, outputs: 10, inputs: 784, seed: seed, as: Float.self)
    return try Trainer(
      network, inputs: inputs, targets: targets,
      settings: TrainingSettings(
        loss: .meanSquaredError, optimiser: .adam(), learningRate: .constant(1e-4), batchSize: batch), seed: seed,
      threads: threads)
  }

  /// How long the outputs of all images take, and how much of that is spent in the matrix products.
  func evaluation(_ context: Context) throws -> [Figure] {
    let trainer = try trainer(batch: 256, width: 2_000)
    _ = try trainer.outputs(for: inputs)
    let before = trainer.matrixProductTime
    let time = try Measurement(runs: 5, warmUp: false) { _ = try trainer.outputs(for: inputs) }
    let products = trainer.matrixProductTime - before
    let threads = Double(Device.current.threads)
    return [
      Figure(
        name: "evaluation of 10,000 images", value: time.seconds, unit: "s",
        ratio: "\(Table.number(100 * products.operations / 5 / time.seconds * 1e-9 / context.singlePeak)) % of sgemm"),
      Figure(
        name: "evaluation: time in matrix products", value: 100 * products.seconds / threads / (5 * time.seconds),
        unit: "%", limit: .atLeast(80)),
    ]
  }
}
