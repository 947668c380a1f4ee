import Foundation
import Platform
import Results
import Suite

/// Which limit wide networks have under other priors than normal weights: outputs' distribution at one input, by width.
///
/// ReLU, no biases. Preactivations of the first layer are normal of variance 1; what is varied are the weights behind
/// layers of n units, divided by n^{1/α}, α = 2 but for stable ones. Weights of one output given the n features φ are
/// independent, so that an output is u^{1/α} Z with Z of the limit's law and
///
///     u = Σ |φ_i|^α/(n E |φ|^α);     of Laplace weights Σ E_i φ_i²/(n E φ²), E_i exponential of mean 1,
///
/// whose expectation is 1 at any width. (A Laplace weight is √E times a normal one; a scale that all weights share
/// multiplies Z.)
///
/// *Expectation, before the first run.*
/// - u − 1 has mean 0 and E (u − 1)² = a/n, known exactly (`WeightPrior.fluctuation`). With normal and Laplace weights
///   the outputs' excess kurtosis is 3 E (u − 1)²: it falls with the slope −1 against the width, and with both the
///   limit is the same normal law, only a larger. So it does with two hidden layers.
/// - P(output ≤ x) differs from the limit's by ½ E (u − 1)² ∂²F(x u^{−1/α})/∂u² to first order: the distance of
///   Kolmogorov falls with −1, to three different laws: normal for normal and Laplace weights, Student's t with ν
///   degrees of freedom for the scale mixture, for stable weights the stable law (Favaro, Fortini and Peluchetti 2020).
///   Those two are not normal at any width: of the outputs of the widest networks the share beyond four median sizes
///   is the limit law's.
/// - Two outputs of a network are independent in the limit, but for the scale mixture, where they share the scale: the
///   share of pairs that are both beyond two median sizes tells.
/// - sin and cos of normal preactivations make the squared exponential: exactly in the limit, with an error of known
///   variance that falls with −1/2 at finite width (`CosineFeatures`).
struct Priors: HasFindings {
  typealias Found = PriorScores

  let id = "bayes/priors"
  let title = "Priors of other weights and their limits: Laplace, scale mixture, stable; cosine features"
  let reference = "arXiv:2502.04247, arXiv:2003.00394, arXiv:1711.00165v3"

  struct Settings: Codable {
    var widths, deepWidths: [Int]
    /// Of a width.
    var networks: Int
    var priors = WeightPrior.allCases
    /// Those whose limit with two layers is drawn: they have a variance.
    var deepPriors: [WeightPrior] = [.normal, .laplace]
    /// Independent groups of the networks.
    var groups = 20
    var outputs = 8
    /// ν
    var degreesOfFreedom = 6
    /// α
    var stableIndex = 1.5
    var distances = [0.25, 0.5, 1, 2]
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(widths: [10, 32, 100, 316, 1_000, 3_162], deepWidths: [10, 18, 32, 56, 100, 178], networks: 800),
      seconds: 5, megabytes: 200),
    .standard: TierPlan(
      Settings(
        widths: [10, 32, 100, 316, 1_000, 3_162, 10_000], deepWidths: [10, 18, 32, 56, 100, 178, 316], networks: 4_000),
      seconds: 100, megabytes: 300),
    .paper: TierPlan(
      Settings(
        widths: [10, 32, 100, 316, 1_000, 3_162, 10_000], deepWidths: [10, 18, 32, 56, 100, 178, 316, 562, 1_000],
        networks: 20_000),
      seconds: 1_500, megabytes: 500),
  ]

  static let prior = Axis<WeightPrior>("prior", "law of the weights behind a wide layer")
  static let width = Axis<Int>("width", "units of a layer")
  static let network = Axis<Int>("network", "independent networks")
  static let output = Axis<Int>("output", "outputs of a network")

  static let scale = Column<Double>("scale", over: [network], "u: the first output is u^(1/α) times the limit's law")
  static let outputs = Column<Double>("output_value", over: [network, output], "outputs over the limit's scale")
  static let squaredError = Column<Double>(
    "squared_error", over: [network], "squared error of the kernel, mean over distances")
  static let squaredRatio = Column<Double>(
    "squared_error_over_variance", over: [network], "squared error of the kernel over its variance, the same mean")
  static let limitError = Column<Double>(
    "limit_error", "largest difference of the infinite kernel from the squared exponential")

  static let deep = SweepName("two_layers")
  static let cosines = SweepName("cosine_features")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      sweep(.only, depth: 1, settings.priors, settings.widths, settings),
      sweep(Self.deep, depth: 2, settings.deepPriors, settings.deepWidths, settings), cosineFeatures(settings),
    ]
  }

  private func sweep(
    _ name: SweepName, depth: Int, _ priors: [WeightPrior], _ widths: [Int], _ settings: Settings
  ) -> Sweep {
    Sweep(
      name, cells: [Self.prior(priors), Self.width(widths)],
      within: [Self.network(0..<settings.networks), Self.output(0..<settings.outputs)],
      columns: [Self.scale, Self.outputs]
    ) { point, context in
      let (prior, width) = (try point[Self.prior], try point[Self.width])
      let networks = PriorNetworks(prior: prior, depth: depth, width: width, settings: settings)
      let purpose = "\(prior.rawValue), depth \(depth), width \(width)"
      let draws = try Parallel.map(count: settings.networks, threads: context.threads) { index in
        networks.draw(seed: context.seed(purpose: purpose, index: index))
      }
      return Row(Self.scale => draws.map(\.scale), Self.outputs => draws.flatMap(\.outputs))
    }
    .costing { point in
      let width = Double(try point[Self.width])
      let draws = Double(settings.outputs + 1) * width + Double(depth - 1) * width * width
      return (try point[Self.prior] == .stable ? 4 : 1) * (100 + draws)
    }
  }

  private func cosineFeatures(_ settings: Settings) -> Sweep {
    Sweep(
      Self.cosines, cells: [Self.width(settings.widths)], within: [Self.network(0..<settings.networks)],
      columns: [Self.squaredError, Self.squaredRatio, Self.limitError]
    ) { point, context in
      let features = CosineFeatures(width: try point[Self.width], distances: settings.distances)
      let variances = settings.distances.map(features.variance)
      let errors = try Parallel.map(count: settings.networks, threads: context.threads) { index in
        features.errors(seed: context.seed(purpose: "cosine features, width \(features.width)", index: index))
      }
      let limitError = try features.largestErrorOfLimit(threads: context.threads)
      return Row(
        Self.squaredError => errors.map { $0.map { $0 * $0 }.mean },
        Self.squaredRatio => errors.map { zip($0, variances).map { $0 * $0 / $1 }.mean },
        Self.limitError => limitError)
    }
    .costing { point in Double(try point[Self.width] * settings.distances.count) }
  }
}
