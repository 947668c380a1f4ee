import Architectures
import Datasets
import FiniteWidth
import Inference
import Platform
import Suite

extension Figure5.Settings {
  /// Images to train on, and the first of them, which are scored.
  private struct Images: Sendable {
    let all, scored: ImageRegression
  }

  private func images(_ map: Figure5.Map, _ context: RunContext) throws -> Images {
    try context.recent("images", for: map.dataset.id) {
      let training = try context.dataset(map.dataset).training
      func regression(_ count: Int) throws -> ImageRegression {
        let own = training.subset(0..<min(count, training.count))
        return try ImageRegression(own, preprocessing, targets: Targets.oneHot(own.labels))
      }
      return Images(all: try regression(images), scored: try regression(scored))
    }
  }

  /// Training accuracies of one σ_w² by depth, then by look; not a number where a network is not trained so long.
  ///
  /// One network goes through all looks. Each is on one core, those that take longest first.
  ///
  /// - Complexity: `work` multiply-adds.
  func accuracies(_ map: Figure5.Map, column: Int, _ context: RunContext) throws -> [Double] {
    let images = try images(map, context)
    let scale = try depthScale(map, map.weightVariances[column])
    let looks = map.depths.map { self.looks(map, depth: $0, depthScale: scale) }
    let work = zip(map.depths, looks).map { layerSteps(map, depth: $0, looks: $1) }
    let order = map.depths.indices.sorted { work[$0] > work[$1] }
    let found = try Parallel.map(count: order.count, threads: context.threads) { piece in
      try accuracies(map, column: column, row: order[piece], looks: looks[order[piece]], images, context)
    }
    let places = order.enumerated().sorted { $0.element < $1.element }.map(\.offset)
    return places.flatMap { found[$0] }
  }

  private func accuracies(
    _ map: Figure5.Map, column: Int, row: Int, looks: Int, _ images: Images, _ context: RunContext
  ) throws -> [Double] {
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
    return try map.looks.enumerated().map { number, look in
      guard number < looks else { return .nan }
      trainer.run(steps: look.steps - trainer.stepsTaken)
      return try trainer.evaluate(images.scored.inputs, images.scored.targets).accuracy
    }
  }

  private func network(_ map: Figure5.Map, depth: Int, weightVariance: Double) throws -> Architecture {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let dropout = map.keepProbability < 1 ? [Layer.dropout(keepProbability: map.keepProbability)] : []
    return try Architecture(
      layers: [dense, .repeated(count: depth, layers: [.activation(.tanh)] + dropout + [dense])])
  }

  private func layerSteps(_ map: Figure5.Map, depth: Int, looks: Int) -> Double {
    guard looks > 0 else { return 0 }
    // The read-in is as wide as images are large.
    let layers = Double(depth) + Double(map.dataset.shape.pixelCount) / Double(width)
    return layers * Double(map.looks[looks - 1].steps)
  }

  /// Multiply-adds of one σ_w².
  func work(_ map: Figure5.Map, column: Int) throws -> Double {
    let scale = try depthScale(map, map.weightVariances[column])
    let steps = map.depths.reduce(0) {
      $0 + layerSteps(map, depth: $1, looks: looks(map, depth: $1, depthScale: scale))
    }
    return 1 + 3 * steps * Double(batch * width * width)
  }
}
