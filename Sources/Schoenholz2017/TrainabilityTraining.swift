import Architectures
import Datasets
import FiniteWidth
import Inference
import Platform
import Results
import Suite

extension Trainability.Settings {
  /// Images to train on, and the first of them, which are scored.
  private struct Images: Sendable {
    let all, scored: ImageRegression
  }

  private func images(_ map: Trainability.Map, _ context: RunContext) throws -> Images {
    try context.recent("images", for: map.dataset.id) {
      let training = try context.dataset(map.dataset).training
      func regression(_ count: Int) throws -> ImageRegression {
        let own = training.subset(0..<min(count, training.count))
        return try ImageRegression(own, preprocessing, targets: Targets.oneHot(own.labels))
      }
      return Images(all: try regression(images), scored: try regression(scored))
    }
  }

  /// The networks of one σ_w²: training accuracies by depth, then by look, not a number where a network is not trained
  /// so long; and by depth the step at which it diverged.
  ///
  /// One network goes through all looks. Each is on one core, those that take longest first.
  ///
  /// - Complexity: `work` multiply-adds.
  package func row(_ map: Trainability.Map, column: Int, _ context: RunContext) throws -> Row {
    let images = try images(map, context)
    let looks = looks(map, depthScale: try depthScale(map, map.weightVariances[column]))
    let work = zip(map.depths, looks).map { layerSteps(map, depth: $0, looks: $1) }
    let order = map.depths.indices.sorted { work[$0] > work[$1] }
    let found = try Parallel.map(count: order.count, threads: context.threads) { piece in
      try course(map, column: column, row: order[piece], looks: looks[order[piece]], images, context)
    }
    let places = order.enumerated().sorted { $0.element < $1.element }.map(\.offset)
    return Row(
      Figure5.accuracy
        => places.flatMap { place in
          let accuracies = found[place].accuracies.map { $0[0] }
          return accuracies + Array(repeating: .nan, count: map.looks.count - accuracies.count)
        },
      Figure5.divergence => places.map { found[$0].divergedStep })
  }

  private func course(
    _ map: Trainability.Map, column: Int, row: Int, looks: Int, _ images: Images, _ context: RunContext
  ) throws -> TrainingCourse {
    let index = column * map.depths.count + row
    let network = try network(map, depth: map.depths[row], weightVariance: map.weightVariances[column]).finiteWidth(
      width, outputs: images.all.outputs, inputs: images.all.inputs.columns,
      seed: context.seed(purpose: "\(map.name) parameters", index: index), as: Float.self)
    let trainer = try Trainer(
      network, inputs: images.all.inputs, targets: images.all.targets,
      settings: TrainingSettings(
        loss: .crossEntropy, optimiser: map.method.optimiser, learningRate: .constant(learningRate(map.method)),
        batchSize: batch),
      seed: context.seed(purpose: "\(map.name) training", index: index), threads: 1)
    return try trainer.course(
      to: map.looks.prefix(looks).map(\.steps), (images.scored.inputs, images.scored.targets))
  }

  private func network(_ map: Trainability.Map, depth: Int, weightVariance: Double) throws -> Architecture {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let dropout = map.keepProbability < 1 ? [Layer.dropout(keepProbability: map.keepProbability)] : []
    return try Architecture(
      layers: [dense, .repeated(count: depth, layers: [.activation(.tanh)] + dropout + [dense])])
  }

  private func layerSteps(_ map: Trainability.Map, depth: Int, looks: Int) -> Double {
    guard looks > 0 else { return 0 }
    // The read-in is as wide as images are large.
    let layers = Double(depth) + Double(map.dataset.shape.pixelCount) / Double(width)
    return layers * Double(map.looks[looks - 1].steps)
  }

  /// Multiply-adds of one σ_w².
  func work(_ map: Trainability.Map, column: Int) throws -> Double {
    let looks = looks(map, depthScale: try depthScale(map, map.weightVariances[column]))
    let steps = zip(map.depths, looks).reduce(0) { $0 + layerSteps(map, depth: $1.0, looks: $1.1) }
    return 1 + 3 * steps * Double(batch * width * width)
  }
}
