import Architectures
import Datasets
import FiniteWidth
import LinearAlgebra
import Platform
import Plotting
import Results
import Suite

/// Lee, Xiao et al. 2019, Figure 2: the outputs of an ensemble of networks during training against the mean and the
/// variance of gradient flow at infinite width (Eqs. 14 and 15), along the line through two training images. Three
/// hidden layers, tanh, σ_w² = 1.5, no bias, full-batch gradient descent at η = 0.5 in NTK parameterisation on 128
/// images of MNIST.
///
/// One output; its target is +1 for even digits and −1 for odd ones. The loss is half the mean of (f − y)². At the
/// standard tier 256 networks of width 512 take the place of 100 of width 8192, on 32 images, and t ends at 1024 in
/// place of 65536: a variance needs networks, √(2/N) of it is its error.
struct EnsembleDynamics: Experiment {
  let id = "lee2019/figure2"
  let title = "An ensemble during training against gradient flow (Figure 2)"
  let reference = "arXiv:1902.06720v3"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var images, width, blocks: Int
    /// Networks of a block, which train side by side.
    var members = 8
    var times: [Int]
    var hiddenLayers = 3
    /// Of gradient descent on half the mean of (f − y)².
    var rate = 0.5
    var weightVariance = 1.5
    var preprocessing = Preprocessing.perImageStandardised

    var networks: Int { blocks * members }
    /// Of gradient descent on half the sum.
    var sumRate: Double { rate / Double(images) }

    var architecture: Architecture {
      .fullyConnected(depth: hiddenLayers, nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: 0)
    }

    /// The images and the line through them.
    func data(_ context: RunContext) throws -> LineData {
      try context.recent("line", for: "\(images)") {
        try LineData(
          context.dataset(.mnist).training.subset(0..<images), positions: EnsembleDynamics.positions,
          preprocessing)
      }
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(images: 16, width: 256, blocks: 8, times: [0, 16, 64, 256]), seconds: 4, megabytes: 400),
    .standard: TierPlan(
      Settings(images: 32, width: 512, blocks: 32, times: [0, 16, 256, 1024]), seconds: 220, megabytes: 500),
    .paper: TierPlan(
      Settings(images: 128, width: 2048, blocks: 25, members: 4, times: [0, 16, 256, 4096]), seconds: 16_000,
      megabytes: 1_000),
  ]

  /// x(α) = α x₁ + (1 − α) x₂
  private static let positions = (-10...30).map { Double($0) / 20 }

  static let block = Axis<Int>("block", "networks that train side by side")
  static let member = Axis<Int>("member", "network of a block")
  static let time = Axis<Int>("time", "steps of gradient descent")
  static let position = Axis<Double>("position", "α of x = α x₁ + (1 − α) x₂")
  static let output = Column<Double>("output", over: [member, time, position], "output of a network")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.block(0..<settings.blocks)],
        within: [Self.member(0..<settings.members), Self.time(settings.times), Self.position(Self.positions)],
        columns: [Self.output]
      ) { point, context in
        let (block, data) = (try point[Self.block], try settings.data(context))
        let outputs = try Parallel.map(count: settings.members, threads: context.threads) { member in
          try trajectory(of: block * settings.members + member, data, settings, context)
        }
        return Row(Self.output => outputs.flatMap(\.self))
      }
      .ofTrainedNetworks()
      .with(
        constants: [EnsembleTheory.flow, EnsembleTheory.readout].flatMap { [$0.mean, $0.variance] }
      ) { context in
        try EnsembleTheory(data: settings.data(context), kernel: settings.architecture.infiniteWidth)
          .row(
            at: settings.times.map { Double($0) * settings.rate / Double(settings.images) }, threads: context.threads)
      }
    ]
  }

  /// The outputs along the line at all times of training.
  private func trajectory(
    of network: Int, _ data: LineData, _ settings: Settings, _ context: RunContext
  ) throws -> [Double] {
    let trainer = try Trainer(
      settings.architecture.finiteWidth(
        settings.width, inputs: data.inputs.columns, seed: context.seed(purpose: "parameters", index: network),
        parameterisation: .neuralTangent, as: Float.self),
      inputs: Matrix<Float>(data.inputs), targets: Matrix<Float>(data.targets),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(settings.sumRate)),
      seed: context.seed(purpose: "training"), threads: 1)
    return try settings.times.flatMap { time in
      trainer.run(steps: time - trainer.stepsTaken)
      return try trainer.outputs(for: Matrix<Float>(data.line)).elements.map(Double.init)
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try settings.times.flatMap { try EnsembleSnapshot(tables.only, time: $0).scores }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    Figure(
      title: "tanh, \(settings.hiddenLayers) hidden layers: networks and gradient flow", columns: 2, legend: .shared,
      panels: try settings.times.map { try EnsembleSnapshot(tables.only, time: $0).panel })
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    """
    \(settings.networks) networks of width \(settings.width); the first \(settings.images) training images of MNIST, \
    target +1 for even digits and −1 for odd ones, full-batch gradient descent at η = \(settings.rate) on half the \
    mean of (f − y)². The line goes through the first image of either target. The distance of means is Σ(m − μ)² over \
    Σ s²/N along the line, which is 1 on average where the ensemble is a sample of the theory's distribution; the \
    ratio of variances is Σ s²/Σ σ²; N − 1 times it is a sum of chi-squares, whose spread is its error.
    """
  }
}
