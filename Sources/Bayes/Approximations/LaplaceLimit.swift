import Architectures
import Datasets
import FiniteWidth
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Randomness
import Results
import Suite

/// Laplace's approximation of wide networks against the posterior of the process whose kernel is the tangent kernel.
///
/// With the whole generalised Gauss–Newton matrix the deviation of the linearised network is that of a Gaussian process
/// with the kernel J Jᵀ, the network's own tangent kernel where it is linearised (Khan et al. 2019).
///
/// *Expectation, before the first run.* At initial weights θ₀ this kernel is Θ with fluctuations of 1/√n (Jacot et al.
/// 2018), and so is the deviation: slope −1/2 against the width, log-log. At the maximum of the posterior whose prior
/// is centred at θ₀ the kernel has changed by 1/n, less than its fluctuation (Huang and Yau 2019, arXiv:1909.08156;
/// Dyer and Gur-Ari 2020, arXiv:1909.11304): the same slope, and at the widths here nearly the same numbers, so that
/// this reading is hardly independent of the first. (At the maximum of the posterior with the prior centred at 0 no
/// kernel of the initial network is left: `WeightDecay`.)
struct LaplaceLimit: HasFindings {
  typealias Found = LaplaceLimitScores

  let id = "bayes/laplace-limit"
  let title = "Laplace's approximation of wide networks against the tangent kernel's posterior"
  let reference = "arXiv:1906.01930, arXiv:1806.07572"

  /// Where networks are linearised.
  enum Point: String, CaseIterable, AxisValue {
    case start
    case maximum

    var title: String { self == .start ? "at initial weights" : "at the maximum around them" }
  }

  struct Settings: Codable {
    var widths: [Int]
    var networks: Int
    /// Of Gauss and Newton and of Newton, at most, and the gradient at which they end.
    var steps = 200
    var gradientNorm = 1e-6
    var newtonSteps = 30
    var task = Approximations.Task()
    /// Of the network that the function was drawn from.
    var functionWidth = 50
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(widths: [16, 32, 64, 128, 256, 512], networks: 64), seconds: 6, megabytes: 200),
    .standard: TierPlan(
      Settings(widths: [32, 64, 128, 256, 512, 1_024, 2_048, 4_096], networks: 128), seconds: 130, megabytes: 300),
    .paper: TierPlan(
      Settings(widths: [32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384], networks: 1_000),
      seconds: 4_000, megabytes: 500),
  ]

  static let width = Axis<Int>("width", "units of the hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let point = Axis<Point>("point", "where networks are linearised")
  static let distance = Column<Double>(
    "distance", over: [network, point],
    "root mean square over inputs of the deviation's relative difference from the process's")
  static let gradientNorm = Column<Double>("gradient_norm", over: [network], "of the log density at the maximum")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.width(settings.widths)],
        within: [Self.network(0..<settings.networks), Self.point(Point.allCases)],
        columns: [Self.distance, Self.gradientNorm]
      ) { point, context in
        let width = try point[Self.width]
        let task = try ApproximationTask(
          settings.task, width: settings.functionWidth, seed: context.seed(purpose: "data"))
        let process = try deviations(settings, task, threads: context.threads)
        let found = try Parallel.map(count: settings.networks, threads: context.threads) { network in
          try distances(
            settings, task, width: width, process,
            seed: context.seed(purpose: "networks of width \(width)", index: network))
        }
        return Row(
          Self.distance => found.flatMap(\.distances), Self.gradientNorm => found.map(\.gradientNorm))
      }
      .ofTrainedNetworks().costing { Double(try $0[Self.width]) }
    ]
  }

  /// Of the process with the tangent kernel.
  private func deviations(_ settings: Settings, _ task: ApproximationTask, threads: Int) throws -> [Double] {
    let kernel = try settings.task.architecture.infiniteWidth
    func tangent(_ pairs: VectorPairs) throws -> Matrix<Double> { try kernel.both(of: pairs, threads: threads).ntk }
    let own = try tangent(VectorPairs(rows: task.places))
    let process = try GaussianProcess(
      trainingKernel: tangent(VectorPairs(rows: task.inputs)),
      targets: Matrix(rows: task.targets.count, columns: 1, elements: task.targets),
      noise: .absolute(first: settings.task.noiseVariance))
    return process.variance(
      crossKernel: try tangent(VectorPairs(rows: task.places, columns: task.inputs)),
      testVariances: (0..<task.places.rows).map { own[$0, $0] }
    ).map { $0.squareRoot() }
  }

  private func distances(
    _ settings: Settings, _ task: ApproximationTask, width: Int, _ process: [Double], seed: Seed
  ) throws -> (distances: [Double], gradientNorm: Double) {
    let posterior = try WeightPosterior(
      settings.task.architecture, width: width, inputs: task.inputs, targets: task.targets,
      noiseVariance: settings.task.noiseVariance)
    let start = posterior.prior(seed)
    let maximum = try posterior.maximum(
      from: start, centre: start, gradientNorm: settings.gradientNorm,
      steps: (settings.steps, settings.newtonSteps))
    let distances = try [start, maximum.parameters].map { parameters in
      let laplace = try LaplaceApproximation(
        jacobian: posterior.jacobian(parameters, at: task.inputs), noiseVariance: settings.task.noiseVariance)
      let variances = laplace.variances(.full, gradients: try posterior.jacobian(parameters, at: task.places))
      let square = zip(variances, process).reduce(0) { sum, pair in
        let apart = pair.0.squareRoot() / pair.1 - 1
        return sum + apart * apart
      }
      return (square / Double(process.count)).squareRoot()
    }
    return (distances, maximum.gradientNorm)
  }
}
