import Architectures
import Datasets
import FiniteWidth
import LinearAlgebra
import Results
import Suite

/// Jacot et al. 2018, Figure 3: digits by their principal components with respect to the tangent kernel, and how
/// networks of several widths descend along the second of them.
///
/// The paper's functions f start at f₀ and are to become f* = f₀ + 0.5 f^(2), by gradient descent at rate 1 on half the
/// mean of (f − f*)² over N = 512 digits of MNIST; time is rate times steps. At infinite width f − f* shrinks along
/// f^(2) like e^{−λ₂ t} and never leaves that line. Wide networks take a step of rate 10 in place of ten of rate 1: at
/// infinite width it is far from divergence, at 2/λ₁ = 44, and leaves (1 − 10 λ₂)^{t/10}, within half a percent of the
/// exponential's exponent. The kernel of
/// narrow networks inflates, and with it a step: they take smaller ones.
///
/// The paper prints neither the depth of these networks nor the scale of the pixels. Its eigenvalues have pixels from 0
/// to 1 and four hidden layers: three or five give 0.051 or 0.042 in place of λ₁ = 0.0457.
struct PrincipalComponents: HasFindings {
  typealias Found = ComponentDescent

  let id = "jacot2018/figure3"
  let title = "Principal components of the tangent kernel and descent along one (Figure 3)"
  let reference = "arXiv:1806.07572"
  let datasets: [DatasetDescription] = [.mnist]

  /// Networks of one width.
  struct Group: Codable {
    var width, networks: Int
    /// Of gradient descent on half the mean of (f − f*)².
    var rate: Int
  }

  struct Settings: Codable {
    /// The widest first.
    var groups: [Group]
    /// Of which eigenvalues are taken.
    var batches: Int
    /// When training ends.
    var end = 4_000
    var interval = 100
    /// Of the target along f^(2).
    var amplitude = 0.5
    var images = 512
    var hiddenLayers = 4
    /// β²
    var biasVariance = 0.01

    var architecture: Architecture {
      .fullyConnected(depth: hiddenLayers, nonlinearity: .relu, weightVariance: 1, biasVariance: biasVariance)
    }
    var times: [Int] { Array(stride(from: 0, through: end, by: interval)) }
    /// The group of every network, in the order of their numbers.
    var members: [Group] { groups.flatMap { Array(repeating: $0, count: $0.networks) } }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        groups: [Group(width: 200, networks: 3, rate: 10), Group(width: 100, networks: 4, rate: 5)], batches: 6,
        end: 1_000), seconds: 4, megabytes: 300),
    .standard: TierPlan(
      Settings(
        groups: [
          Group(width: 1_000, networks: 3, rate: 10), Group(width: 300, networks: 5, rate: 5),
          Group(width: 100, networks: 8, rate: 4),
        ], batches: 16), seconds: 120, megabytes: 500),
    .paper: TierPlan(
      Settings(
        groups: [
          Group(width: 3_000, networks: 8, rate: 10), Group(width: 1_000, networks: 6, rate: 5),
          Group(width: 100, networks: 16, rate: 1),
        ], batches: 16), seconds: 2_200, megabytes: 1_800),
  ]

  static let spectra = SweepName("spectra")
  static let networks = SweepName("networks")

  static let batch = Axis<Int>("batch", "digits drawn at random")
  static let component = Axis<Int>("component", "principal component, the largest first")
  static let eigenvalue = Column<Double>("eigenvalue", over: [component], "eigenvalue of Θ(X, X)/N")
  static let digit = Axis<Int>("digit", "of the first batch")
  static let label = Column<Int>("label", over: [digit], "class of a digit")
  static let coordinate = Column<Double>("coordinate", over: [component, digit], "f^(i) of a digit")

  static let network = Axis<Int>("network", "independent networks, the widest first")
  static let time = Axis<Int>("time", "rate times steps of gradient descent")
  static let along = Column<Double>("along", over: [time], "coefficient of f* − f along f^(2)")
  static let across = Column<Double>("across", over: [time], "root mean square of the rest of f* − f")
  static let rateBefore = Column<Double>("rate_before", "quotient of the network's own kernel and f^(2), untrained")
  static let rateAfter = Column<Double>("rate_after", "quotient of the network's own kernel and f^(2), trained")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        Self.spectra, cells: [Self.batch(0..<settings.batches)],
        within: [Self.component(1...3), Self.digit(0..<settings.images)], columns: [Self.eigenvalue]
      ) { point, context in
        Row(Self.eigenvalue => Array(try DigitBatch.number(point[Self.batch], of: settings, context).eigenvalues[..<3]))
      }.with(constants: [Self.label, Self.coordinate]) { context in
        let batch = try DigitBatch.number(0, of: settings, context)
        return Row(Self.label => batch.labels, Self.coordinate => (1...3).flatMap(batch.component))
      },
      Sweep(
        Self.networks, cells: [Self.network(settings.members.indices)], within: [Self.time(settings.times)],
        columns: [Self.along, Self.across, Self.rateBefore, Self.rateAfter]
      ) { point, context in
        try descent(of: point[Self.network], settings, context)
      }.ofTrainedNetworks().sideBySide().costing { point in
        let group = settings.members[try point[Self.network]]
        let width = Double(group.width)
        return (1e4 + 784 * width + 3 * width * width) / Double(group.rate)
      },
    ]
  }

  private func descent(of number: Int, _ settings: Settings, _ context: RunContext) throws -> Row {
    let batch = try DigitBatch.number(0, of: settings, context)
    let (inputs, second, group) = (Matrix<Float>(batch.inputs), batch.component(2), settings.members[number])
    let network = try settings.architecture.finiteWidth(
      group.width, inputs: inputs.columns, seed: context.seed(purpose: "parameters", index: number),
      parameterisation: .neuralTangent, as: Float.self)
    let count = second.count
    let start = try network(inputs).elements.map(Double.init)
    let targets = zip(start, second).map { $0 + settings.amplitude * $1 }
    let trainer = try Trainer(
      network, inputs: inputs, targets: Matrix<Float>(Matrix(rows: count, columns: 1, elements: targets)),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent,
        learningRate: .constant(Double(group.rate) / Double(count))),
      seed: context.seed(purpose: "training"), threads: 1)
    /// E f^(2) Θ̂ f^(2), which is λ₂ at infinite width.
    func rate(_ network: FiniteNetwork<Float>) throws -> Double {
      let kernel = try network.tangentKernel(of: inputs, outputs: 0..<1)
      let product = (0..<count).map { i in zip(kernel.row(i), second).reduce(0) { $0 + Double($1.0) * $1.1 } }
      return zip(product, second).reduce(0) { $0 + $1.0 * $1.1 } / Double(count * count)
    }
    var (along, across): ([Double], [Double]) = ([], [])
    for time in settings.times {
      trainer.run(steps: time / group.rate - trainer.stepsTaken)
      let rest = zip(targets, try trainer.outputs(for: inputs).elements).map { $0 - Double($1) }
      let part = zip(rest, second).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
      let square = zip(rest, second).reduce(0) { $0 + ($1.0 - part * $1.1) * ($1.0 - part * $1.1) }
      along.append(part)
      across.append((square / Double(count)).squareRoot())
    }
    return try Row(
      Self.along => along, Self.across => across, Self.rateBefore => rate(network),
      Self.rateAfter => rate(trainer.network))
  }
}
