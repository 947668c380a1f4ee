import Architectures
import Datasets
import FiniteWidth
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Results
import Suite
import WidthExpansion

/// Order 1/n of networks at initialisation: means and covariances of their kernels and outputs, times the width n of
/// their hidden layers, computed (`WidthExpansion`) and measured.
///
/// Covariances are taken about the kernels of infinite width, which are known, so that they have the squares of the
/// means' corrections in them, of order 1/n².
///
/// *Expectation.* n times each tends to what is computed: the ratio of both as lists over pairs of images, the measured
/// projected on the computed, tends to 1. Tensors of the kernel's movement (P to U) are held against training, in
/// `finitewidth/dynamics`.
struct InitialStatistics: HasFindings {
  typealias Found = StatisticsScores

  let id = "finitewidth/statistics"
  let title = "Order 1/n of networks at initialisation, computed and measured"
  let reference = "arXiv:2106.10165"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var nonlinearities = SmoothNonlinearity.allCases
    var depths: [Int]
    var widths: [Int]
    /// Blocks of each width, and networks in each of the widest.
    var blocks, networks: Int
    var images = 4
    /// Pixels along a side of the squares that are averaged.
    var window = 4

    /// In a block.
    func networks(ofWidth width: Int) -> Int { networks * (widths.max() ?? width) / width }

    /// At the critical point, σ_w² φ′(0)² = 1 and no biases: of the variances that were tried the means have their
    /// largest corrections beside the spread there.
    func architecture(_ nonlinearity: SmoothNonlinearity, depth: Int) -> Architecture {
      nonlinearity.architecture(depth: depth, weightVariance: nonlinearity.criticalVariance, biasVariance: 0)
    }

    func task(_ context: RunContext) throws -> ExpansionTask {
      try ExpansionTask(training: images, other: 0, window: window, context)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(depths: [2, 4], widths: [32, 45, 64, 91, 128], blocks: 16, networks: 128), seconds: 10, megabytes: 200),
    .standard: TierPlan(
      Settings(depths: [2, 4, 8], widths: [32, 45, 64, 91, 128, 181, 256, 512], blocks: 40, networks: 64), seconds: 450,
      megabytes: 300),
    .paper: TierPlan(
      Settings(depths: [2, 4, 8], widths: [32, 45, 64, 91, 128, 181, 256, 512], blocks: 40, networks: 1_024),
      seconds: 6_000, megabytes: 300),
  ]

  static let theory = SweepName("theory")
  static let networks = SweepName("networks")

  static let nonlinearity = Axis<SmoothNonlinearity>("nonlinearity", "nonlinearity of the network")
  static let width = Axis<Int>("width", "units of a hidden layer")
  static let block = Axis<Int>("block", "independent blocks of networks, of which means are kept")
  static let pair = Axis<Int>("pair", "pairs of images (a, b), b ≤ a, by a and then b")
  static let otherPair = Axis<Int>("other_pair", "the same pairs")

  static let computed = StatisticsPart.allCases.map { $0.column([], "n times, n → ∞: ") }
  static let measured = StatisticsPart.allCases.map { $0.column([block], "") }

  func sweeps(_ settings: Settings) -> [Sweep] {
    let pairs = settings.images * (settings.images + 1) / 2
    let within = [Self.pair(0..<pairs), Self.otherPair(0..<pairs)]
    let cases = [Self.nonlinearity(settings.nonlinearities), TableAxes.depth(settings.depths)]
    return [
      Sweep(Self.theory, cells: cases, within: within, columns: Self.computed) { point, context in
        let task = try settings.task(context)
        let expansion = try WidthExpansion(
          settings.architecture(point[Self.nonlinearity], depth: point[TableAxes.depth]), inputs: task.inputs,
          threads: context.threads)
        return Row(
          zip(Self.computed, StatisticsPart.allCases).map { $0 => $1.computed(expansion, pairs: task.pairs) })
      },
      Sweep(
        Self.networks, cells: cases + [Self.width(settings.widths)], within: [Self.block(0..<settings.blocks)] + within,
        columns: Self.measured
      ) { point, context in
        let (nonlinearity, depth) = (try point[Self.nonlinearity], try point[TableAxes.depth])
        let width = try point[Self.width]
        let sampler = try NetworkStatistics(
          settings.architecture(nonlinearity, depth: depth), task: settings.task(context),
          weightVariance: nonlinearity.criticalVariance)
        let blocks = try Parallel.map(count: settings.blocks, threads: context.threads) { block in
          try sampler.means(
            width: width,
            seeds: (0..<settings.networks(ofWidth: width)).map { network in
              context.seed(
                purpose: "\(nonlinearity.rawValue), \(depth) layers of \(width)",
                index: block * settings.networks(ofWidth: width) + network)
            })
        }
        return Row(Self.measured.indices.map { part in Self.measured[part] => blocks.flatMap { $0[part] } })
      }.costing { point in
        let width = Double(try point[Self.width])
        return Double(try point[TableAxes.depth]) * (1_000 + width * width) / width
      },
    ]
  }
}
