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
      let trainer = try images.trainer(batch: batch)
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
      if let peers = context.peers {
        let theirs = try peers.seconds("training.py", ["\(batch)"])
        figures.append(
          Figure(
            name: "batch \(batch): PyTorch's time for ours", value: theirs / seconds, unit: "×", limit: .atLeast(1.5),
            ratio: "PyTorch \(Table.number(Double(batch) / theirs)) /s"))
      }
    }
    return figures + (try images.evaluation(context))
  }
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

  func trainer(batch: Int) throws -> Trainer<Float> {
    let network = try Architecture.fullyConnected(
      depth: 2, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1
    ).finiteWidth(2000, outputs: 10, inputs: 784, seed: seed, as: Float.self)
    return try Trainer(
      network, inputs: inputs, targets: targets,
      settings: TrainingSettings(
        loss: .meanSquaredError, optimiser: .adam(), learningRate: .constant(1e-4), batchSize: batch), seed: seed,
      threads: Device.current.threads)
  }

  /// How long the outputs of all images take, and how much of that is spent in the matrix products.
  func evaluation(_ context: Context) throws -> [Figure] {
    let trainer = try trainer(batch: 256)
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
