import Architectures
import Datasets
import Platform
import Plotting
import Results
import Suite
import WidthExpansion

/// Order 1/n of training: how far the mean over initialisations of networks of n units a hidden layer is from the
/// infinite ensemble's, times n, computed (`TrainingExpansion`) and measured. Full-batch gradient descent on ½ Σ (f −
/// y)² at rate 0.3/λ_max in NTK parameterisation.
///
/// The mean's drift has three parts, and each is measured by itself: f under the network's own kernel Θ̂₀ that stays,
/// to first order in Θ̂₀ − Θ (the mean kernel) and beyond it (fluctuations), and f of the network less that (the
/// kernel's movement). All three begin from the network's own initial outputs.
///
/// *Expectation.* n times each, in the limit of n → ∞, is what is computed: their ratio, as a vector over inputs is
/// projected on the computed one, is 1. Narrow networks show the next orders, powers of depth/n; so widths are many,
/// and the limit is that of c + c′/n + c″/n².
struct TrainingDynamics: HasFindings {
  typealias Found = DynamicsScores

  let id = "finitewidth/dynamics"
  let title = "Order 1/n of training: the mean's drift, computed and measured"
  let reference = "arXiv:2106.10165"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var nonlinearities = SmoothNonlinearity.allCases
    var depths: [Int]
    var widths: [Int]
    /// Blocks of each width, and pairs of networks in each of the widest.
    var blocks, pairs: Int
    var training, other: Int
    /// In steps.
    var times = [0, 8, 32, 96]
    /// Of 1/λ_max of infinite width. One in a hundred of the narrowest networks has twice λ_max and more: at a rate of
    /// 1/λ_max its course under a kernel that stays would run away, and with it the mean.
    var rate = 0.3
    var weightVariance = 1.7
    var biasVariance = 0.1
    /// Pixels along a side of the squares that are averaged.
    var window = 4

    func architecture(_ nonlinearity: SmoothNonlinearity, depth: Int) -> Architecture {
      nonlinearity.architecture(depth: depth, weightVariance: weightVariance, biasVariance: biasVariance)
    }

    /// In a block: narrow networks are cheaper, and what they leave open counts for most in the limit.
    func pairs(ofWidth width: Int) -> Int { pairs * (widths.max() ?? width) / width }

    func task(_ context: RunContext) throws -> ExpansionTask {
      try ExpansionTask(training: training, other: other, window: window, context)
    }

    /// Order 1/n at all times.
    func computed(_ architecture: Architecture, _ task: ExpansionTask, threads: Int) throws -> Course {
      let expansion = try WidthExpansion(architecture, inputs: task.inputs, threads: threads)
      let training = try TrainingExpansion(expansion, targets: task.targets)
      let start = try training.correction(at: .gradientFlow(time: 0), threads: threads).largestEigenvalue
      var course = Course()
      for time in times {
        let correction = try training.correction(
          at: .gradientDescent(rate: rate / training.largestEigenvalue, steps: time), threads: threads)
        let eigenvalue = correction.largestEigenvalue
        course.append(
          drifts: [
            .meanKernel: correction.fromMeanKernel, .fluctuations: correction.fromFluctuations,
            .movement: correction.fromMovement,
          ],
          kernel: task.entries(correction.tangentKernel), eigenvalue: eigenvalue?.mean ?? .nan,
          repulsion: eigenvalue.map { $0.mean - $0.ofMeanKernel } ?? .nan,
          largestRate: (eigenvalue?.largestRate ?? .nan) + (start?.firstOrderOfRate ?? .nan))
      }
      return course
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(depths: [2], widths: [32, 45, 64, 91, 128], blocks: 16, pairs: 16, training: 6, other: 2), seconds: 35,
      megabytes: 200),
    .standard: TierPlan(
      Settings(
        depths: [2, 4], widths: [32, 45, 64, 91, 128, 181, 256], blocks: 40, pairs: 20, training: 8, other: 4),
      seconds: 1_250, megabytes: 400),
    .paper: TierPlan(
      Settings(
        depths: [2, 4], widths: [32, 64, 128, 256, 512, 1_024], blocks: 50, pairs: 20, training: 12, other: 4),
      seconds: 13_000, megabytes: 800),
  ]

  static let theory = SweepName("theory")
  static let networks = SweepName("networks")

  static let nonlinearity = Axis<SmoothNonlinearity>("nonlinearity", "nonlinearity of the network")
  static let width = Axis<Int>("width", "units of a hidden layer")
  static let block = Axis<Int>("block", "independent blocks of networks, of which means are kept")
  static let time = Axis<Int>("time", "steps of gradient descent")
  static let input = Axis<Int>("input", "images, those that are trained on first")
  static let pair = Axis<Int>("pair", "pairs of images (a, b), b ≤ a, by a and then b")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let count = settings.training + settings.other
    let within = [
      Self.time(settings.times), Self.input(0..<count), Self.pair(0..<count * (count + 1) / 2),
    ]
    let cases = [Self.nonlinearity(settings.nonlinearities), TableAxes.depth(settings.depths)]
    return [
      Sweep(Self.theory, cells: cases, within: within, columns: CourseColumns.theory.all) { point, context in
        let task = try settings.task(context)
        let architecture = settings.architecture(try point[Self.nonlinearity], depth: try point[TableAxes.depth])
        return CourseColumns.theory.row([try settings.computed(architecture, task, threads: context.threads)])
      }.costing { 200 * Double(try $0[TableAxes.depth]) },
      Sweep(
        Self.networks, cells: cases + [Self.width(settings.widths)], within: [Self.block(0..<settings.blocks)] + within,
        columns: CourseColumns.networks.all
      ) { point, context in
        let (nonlinearity, depth) = (try point[Self.nonlinearity], try point[TableAxes.depth])
        let width = try point[Self.width]
        let (task, architecture) = (try settings.task(context), settings.architecture(nonlinearity, depth: depth))
        let limit = try InfiniteKernel(architecture, task, threads: context.threads)
        let pairs = settings.pairs(ofWidth: width)
        let blocks = try Parallel.map(count: settings.blocks, threads: context.threads) { block in
          Course.mean(
            try (0..<pairs).map { pair in
              let seed = context.seed(
                purpose: "\(nonlinearity.rawValue), \(depth) layers of \(width)", index: block * pairs + pair)
              return try NetworkPair(architecture, width: width, task: task, limit: limit, seed: seed)
                .trained(rate: settings.rate / limit.largestEigenvalue, times: settings.times)
            })
        }
        return CourseColumns.networks.row(blocks, status: blocks.allSatisfy(\.isFinite) ? .done : .untrusted)
      }
      .ofTrainedNetworks().costing { point in
        let width = Double(try point[Self.width])
        return Double(try point[TableAxes.depth]) * (1_000 + 20 * width + width * width) / width
      },
    ]
  }
}
