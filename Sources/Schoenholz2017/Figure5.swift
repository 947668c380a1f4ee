import Architectures
import Datasets
import FiniteWidth
import Inference
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
struct Figure5: Experiment {
  let id = "schoenholz2017/figure5"
  let title = "Trainability over σ_w² and depth, SGD and RMSProp (Figure 5)"
  let datasets: [DatasetDescription] = [.mnist]

  enum Method: String, CaseIterable, AxisValue {
    case sgd, rmsProp = "rmsprop"

    var title: String { self == .sgd ? "SGD" : "RMSProp" }
    var optimiser: Optimiser { self == .sgd ? .gradientDescent : .rmsProp() }
  }

  struct Settings: Codable {
    var weightVariances: [Double]
    var biasVariance = 0.05
    var depths: [Int]
    var width, images, batch: Int
    var sgdSteps, rmsPropSteps: Int
    /// At `rateWidth`.
    var sgdRate = 1e-3
    var rmsPropRate = 1e-5
    var rateWidth = 300
    /// The multiple of ξ_c beyond which networks are said not to train: from memory of the paper, not read in it.
    var guide = 6.0
    var preprocessing = Preprocessing.perImageStandardised

    init(columns: Int, depths: StrideThrough<Int>, width: Int, images: Int, batch: Int, steps: (Int, Int)) {
      weightVariances = (0..<columns).map { 1 + 3 * Double($0) / Double(columns - 1) }
      (self.depths, self.width, self.images, self.batch) = (Array(depths), width, images, batch)
      (sgdSteps, rmsPropSteps) = steps
    }

    func steps(_ method: Method) -> Int { method == .sgd ? sgdSteps : rmsPropSteps }

    func learningRate(_ method: Method) -> Double {
      (method == .sgd ? sgdRate : rmsPropRate) * Double(rateWidth) / Double(width)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        columns: 7, depths: stride(from: 4, through: 60, by: 14), width: 64, images: 512, batch: 64,
        steps: (100, 100)),
      seconds: 6, megabytes: 300),
    .standard: TierPlan(
      Settings(
        columns: 12, depths: stride(from: 10, through: 175, by: 15), width: 100, images: 2_000, batch: 64,
        steps: (200, 200)),
      seconds: 230, megabytes: 500),
    .paper: TierPlan(
      Settings(
        columns: 30, depths: stride(from: 10, through: 300, by: 10), width: 300, images: 50_000, batch: 256,
        steps: (200, 300)),
      seconds: 300_000, megabytes: 2_000),
  ]

  static let optimiser = Axis<Method>("optimiser", "optimiser")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.optimiser(Method.allCases), AccuracyGrid.weightVariance(settings.weightVariances)],
        within: [AccuracyGrid.depth(settings.depths)],
        columns: [AccuracyGrid.trainingAccuracy.over(AccuracyGrid.depth)]
      ) { point, context in
        try Row(AccuracyGrid.trainingAccuracy => Self.accuracies(at: point, settings, context))
      }.ofTrainedNetworks()
    ]
  }

  /// Training accuracies of one optimiser and σ_w² by depth.
  private static func accuracies(at point: Point, _ settings: Settings, _ context: RunContext) throws -> [Double] {
    let data = try context.recent("images", for: "\(settings.images)") {
      let images = try context.dataset(.mnist).training.subset(0..<settings.images)
      return try ImageRegression(images, settings.preprocessing, targets: Targets.oneHot(images.labels))
    }
    let (method, weightVariance) = (try point[optimiser], try point[AccuracyGrid.weightVariance])
    let column =
      try point.place(on: optimiser) * settings.weightVariances.count + point.place(on: AccuracyGrid.weightVariance)
    let depths = settings.depths
    return try context.byDepth(depths) { number, depth in
      let index = column * depths.count + number
      let network = try Architecture.fullyConnected(
        depth: depth, nonlinearity: .tanh, weightVariance: weightVariance,
        biasVariance: settings.biasVariance
      ).finiteWidth(
        settings.width, outputs: data.outputs, inputs: data.inputs.columns,
        seed: context.seed(purpose: "parameters", index: index), as: Float.self)
      let trainer = try Trainer(
        network, inputs: data.inputs, targets: data.targets,
        settings: TrainingSettings(
          loss: .crossEntropy, optimiser: method.optimiser,
          learningRate: .constant(settings.learningRate(method)), batchSize: settings.batch),
        seed: context.seed(purpose: "training", index: index), threads: 1)
      trainer.run(steps: settings.steps(method))
      return try trainer.evaluate(data.inputs, data.targets).accuracy
    }
  }

  private func maps(_ tables: Tables, _ settings: Settings) throws -> [TrainabilityMap] {
    try Method.allCases.map { method in
      TrainabilityMap(
        method: method, settings: settings,
        grid: try AccuracyGrid(AccuracyGrid.trainingAccuracy, of: tables.only, Self.optimiser == method))
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try maps(tables, settings).flatMap { try $0.scores() }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    Figure(
      title: "tanh, σ<sub>b</sub><sup>2</sup> = \(settings.biasVariance), width \(settings.width): "
        + "MNIST, training accuracy",
      columns: 2, panels: try maps(tables, settings).map { try $0.panel() })
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    """
    Networks of width \(settings.width) in standard parameterisation, cross-entropy, \(settings.images) training \
    images of MNIST in batches of \(settings.batch), rates \(settings.sgdRate) (SGD) and \(settings.rmsPropRate) \
    (RMSProp) times \(settings.rateWidth)/\(settings.width), \(settings.sgdSteps) and \(settings.rmsPropSteps) steps. \
    A boundary is the depth at which a column falls for the last time half-way from its best to 0.1; columns count in \
    which \(Int(settings.guide)) ξ_c lies between 8 layers and three quarters of the deepest.
    """
  }
}
