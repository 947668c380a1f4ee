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
/// One output; its target is +1 for even digits and −1 for odd ones. The loss is half the mean of (f − y)². 30 networks
/// of width 512 take the place of 100 of width 8192, and t ends at 4096 in place of 65536.
struct EnsembleDynamics: Experiment {
  let id = "lee2019/figure2"
  let title = "An ensemble during training against gradient flow (Figure 2)"
  let reference = "arXiv:1902.06720v3"
  let datasets: [DatasetDescription] = [.mnist]

  static let depth = 3
  static let rate = 0.5
  /// x(α) = α x₁ + (1 − α) x₂
  static let positions = (-10...30).map { Double($0) / 20 }
  /// Networks of a cell, which train side by side.
  private static let members = 2

  struct Sizes {
    let images, width, blocks: Int
    let times: [Int]
    var networks: Int { blocks * EnsembleDynamics.members }
  }

  static func sizes(_ tier: Tier) -> Sizes {
    switch tier {
    case .quick: Sizes(images: 64, width: 256, blocks: 6, times: [0, 16, 64, 256])
    case .standard: Sizes(images: 128, width: 512, blocks: 15, times: [0, 16, 256, 4096])
    case .paper: Sizes(images: 128, width: 2048, blocks: 50, times: [0, 16, 256, 16384])
    }
  }

  static let architecture = Architecture.fullyConnected(
    depth: depth, nonlinearity: .tanh, weightVariance: 1.5, biasVariance: 0)

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 3, memoryBytes: 400_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 450, memoryBytes: 500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 40_000, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let sizes = Self.sizes(tier)
    let theory = [
      ("flow_mean", "mean of gradient flow"), ("flow_variance", "variance of gradient flow"),
      ("readout_mean", "mean where the last layer alone is trained"),
      ("readout_variance", "variance where the last layer alone is trained"),
    ].map { Variable.number($0.0, over: ["time", "position"], $0.1) }
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          .index("block", count: sizes.blocks, longName: "networks that train side by side"),
          .index("member", count: Self.members, longName: "network of a block"),
          Coordinate(name: "time", values: .integers(sizes.times), longName: "steps of gradient descent"),
          Coordinate(name: "position", values: .numbers(Self.positions), longName: "α of x = α x₁ + (1 − α) x₂"),
        ],
        variables: [.number("output", over: ["block", "member", "time", "position"], "output of a network")] + theory,
        cellDimensions: ["block"])
    ]
  }

  func shared(group: String, tier: Tier, context: RunContext) throws -> SharedValues {
    let sizes = Self.sizes(tier)
    return SharedValues(
      numbers: try EnsembleTheory(data(sizes, context), architecture: Self.architecture).values(
        at: sizes.times.map { Double($0) * Self.rate / Double(sizes.images) }, threads: context.threads))
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let sizes = Self.sizes(tier)
    let data = try data(sizes, context)
    let outputs = try Parallel.map(count: Self.members, threads: context.threads) { member in
      let number = cell[0] * Self.members + member
      let network = try Self.architecture.finiteWidth(
        sizes.width, inputs: data.inputs.columns, seed: context.seed(purpose: "parameters", index: number),
        parameterisation: .neuralTangent, as: Float.self)
      let trainer = try Trainer(
        network, inputs: Matrix<Float>(data.inputs), targets: Matrix<Float>(data.targets),
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .gradientDescent,
          learningRate: .constant(Self.rate / Double(sizes.images))),
        seed: context.seed(purpose: "training"), threads: 1)
      return try sizes.times.flatMap { time in
        trainer.run(steps: time - trainer.stepsTaken)
        return try trainer.outputs(for: Matrix<Float>(data.line)).elements.map(Double.init)
      }
    }
    return CellOutcome(CellValues(numbers: ["output": outputs.flatMap(\.self)]))
  }

  private func data(_ sizes: Sizes, _ context: RunContext) throws -> LineData {
    try context.recent("line", for: "\(sizes.images)") {
      try LineData(context.dataset(.mnist).training.subset(0..<sizes.images), positions: Self.positions)
    }
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try EnsembleScores(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? { try EnsembleScores(results, tier: tier).figure }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let sizes = Self.sizes(tier)
    return """
      \(sizes.networks) networks of width \(sizes.width); the first \(sizes.images) training images of MNIST, target +1 for even digits \
      and −1 for odd ones, full-batch gradient descent at η = 0.5 on half the mean of (f − y)². The line goes through the first image \
      of either target. The distance of means is Σ(m − μ)² over Σ s²/N along the line, which is 1 on average where the ensemble \
      is a sample of the theory's distribution; the ratio of variances is Σ s²/Σ σ², its error from leaving out one network at a time.
      """
  }
}
