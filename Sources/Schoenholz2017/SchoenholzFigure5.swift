import Architectures
import Datasets
import FiniteWidth
import Inference
import LinearAlgebra
import Platform
import Plotting
import Results
import Suite

/// Schoenholz et al. 2017, Figure 5: training accuracy on MNIST over σ_w² and depth after a fixed number of steps, with
/// stochastic gradient descent and with RMSProp, beside the depth scale ξ_c. tanh, σ_b² = 0.05, cross-entropy.
///
/// A replication's networks, and by memory the paper's, have width 300. In standard parameterisation a step moves the
/// outputs in proportion to rate × width, so the rates, 10⁻³ and 10⁻⁵ at width 300, are multiplied by 300/width. They
/// are not printed in what was at hand but those of a replication (SGD) and of memory (RMSProp).
struct SchoenholzFigure5: Experiment {
  let id = "schoenholz2017/figure5"
  let title = "Trainability over σ_w² and depth, SGD and RMSProp (Figure 5)"
  let reference = SchoenholzSettings.reference
  let datasets: [DatasetDescription] = [.mnist]

  enum Method: String, CaseIterable {
    case sgd, rmsProp = "rmsprop"

    var title: String { self == .sgd ? "SGD" : "RMSProp" }
    var optimiser: Optimiser { self == .sgd ? .gradientDescent : .rmsProp() }
    /// At width 300.
    var rate: Double { self == .sgd ? 1e-3 : 1e-5 }
  }

  struct Sizes {
    let weightVariances: [Double]
    let depths: [Int]
    let width, images, batch: Int
    /// Of SGD and of RMSProp.
    let steps: [Int]
  }

  static func sizes(_ tier: Tier) -> Sizes {
    func line(_ count: Int) -> [Double] { (0..<count).map { 1 + 3 * Double($0) / Double(count - 1) } }
    return switch tier {
    case .quick:
      Sizes(
        weightVariances: line(7), depths: Array(stride(from: 4, through: 60, by: 14)), width: 64, images: 512,
        batch: 64,
        steps: [100, 100])
    case .standard:
      Sizes(
        weightVariances: line(12), depths: Array(stride(from: 10, through: 175, by: 15)), width: 100, images: 2_000,
        batch: 64, steps: [200, 200])
    case .paper:
      Sizes(
        weightVariances: line(30), depths: Array(stride(from: 10, through: 300, by: 10)), width: 300, images: 50_000,
        batch: 256, steps: [200, 300])
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 6, memoryBytes: 300_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 230, memoryBytes: 500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 300_000, memoryBytes: 2_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let sizes = Self.sizes(tier)
    let cell = ["optimiser", "weight_variance"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "optimiser", values: .strings(Method.allCases.map(\.rawValue)), longName: "optimiser"),
          Coordinate(
            name: "weight_variance", values: .numbers(sizes.weightVariances), longName: "weight variance σ_w²"),
          Coordinate(name: "depth", values: .integers(sizes.depths), longName: "number of hidden layers"),
        ],
        variables: [
          .number("training_accuracy", over: cell + ["depth"], "fraction of training images classified right")
        ],
        cellDimensions: cell)
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let (sizes, method) = (Self.sizes(tier), Method.allCases[cell[0]])
    let data = try context.recent("images", for: "\(sizes.images)") {
      let images = try context.dataset(.mnist).training.subset(0..<sizes.images)
      return try ImageRegression(images, targets: Targets.oneHot(images.labels))
    }
    // The deepest first, which take longest.
    let deepestFirst = Array(sizes.depths.enumerated().reversed())
    let accuracies = try Parallel.map(count: sizes.depths.count, threads: context.threads) { piece in
      let (number, depth) = deepestFirst[piece]
      let index = (cell[0] * sizes.weightVariances.count + cell[1]) * sizes.depths.count + number
      let network = try Architecture.fullyConnected(
        depth: depth, nonlinearity: .tanh, weightVariance: sizes.weightVariances[cell[1]],
        biasVariance: SchoenholzSettings.biasVariance
      ).finiteWidth(
        sizes.width, outputs: data.outputs, inputs: data.inputs.columns,
        seed: context.seed(purpose: "parameters", index: index), as: Float.self)
      let trainer = try Trainer(
        network, inputs: data.inputs, targets: data.targets,
        settings: TrainingSettings(
          loss: .crossEntropy, optimiser: method.optimiser,
          learningRate: .constant(method.rate * Double(SchoenholzSettings.width) / Double(sizes.width)),
          batchSize: sizes.batch),
        seed: context.seed(purpose: "training", index: index), threads: 1)
      trainer.run(steps: sizes.steps[cell[0]])
      return try trainer.evaluate(data.inputs, data.targets).accuracy
    }
    return CellOutcome(CellValues(numbers: ["training_accuracy": accuracies.reversed()]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try maps(results, tier).flatMap { try $0.measurements }
  }

  private func maps(_ results: ResultsFile, _ tier: Tier) throws -> [TrainabilityMap] {
    let (sizes, values) = (Self.sizes(tier), try results.numbers("training_accuracy").values)
    let (columns, depths) = (sizes.weightVariances.count, sizes.depths.count)
    return Method.allCases.enumerated().map { k, method in
      TrainabilityMap(
        method: method, steps: sizes.steps[k],
        grid: AccuracyGrid(
          weightVariances: sizes.weightVariances, depths: sizes.depths.map(Double.init),
          values: (0..<columns).map { column in
            let first = (k * columns + column) * depths
            return Array(values[first..<first + depths])
          }))
    }
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    Figure(
      title: "tanh, σ<sub>b</sub><sup>2</sup> = 0.05, width \(Self.sizes(tier).width): MNIST, training accuracy",
      columns: 2, panels: try maps(results, tier).map { try $0.panel })
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let sizes = Self.sizes(tier)
    return """
      Networks of width \(sizes.width) in standard parameterisation, cross-entropy, \(sizes.images) training images of MNIST in batches of \
      \(sizes.batch), rates 10⁻³ (SGD) and 10⁻⁵ (RMSProp) times 300/\(sizes.width), \(sizes.steps[0]) and \(sizes.steps[1]) steps. A boundary is the \
      depth at which a column falls for the last time half-way from its best to 0.1; columns count in which 6 ξ_c lies between 8 \
      layers and three quarters of the deepest.
      """
  }
}
