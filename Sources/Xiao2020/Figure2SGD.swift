import Architectures
import Datasets
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 2 a–c, for fully-connected networks that are trained: accuracy of stochastic gradient
/// descent over σ_w² and depth, with the guides 6 ξ₁ and 4 ξ_*, and accuracy of full-batch gradient descent against its
/// rate in units of 2/λ_max. erf, σ_b² = 0.186, NTK parameterisation, CIFAR-10.
///
/// The loss is ½ Σ ‖f − y‖², for which gradient descent in its linear regime diverges above η_theory = 2/λ_max(Θ). A
/// mini-batch of B out of m images stands for all: its sum counts m/B times. The maps use η = 0.1 η_theory. The paper's
/// networks (convolutional with flattening in a and b, widths not printed) are larger, and train longer.
struct Figure2SGD: Experiment {
  let id = "xiao2020/figure2-sgd"
  let title = "Trained networks over σ_w² and depth, and the largest learning rate (Figure 2 a–c)"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  static let biasVariance = 0.186
  static let guides = [
    DepthGuide(side: .ordered, multiple: 6, biasVariance: biasVariance),
    DepthGuide(side: .chaotic, multiple: 4, biasVariance: biasVariance),
  ]
  /// Of panel c: ordered, critical, chaotic.
  static let phases = [("ordered", 1.25), ("critical", 1.76), ("chaotic", 2.5)]

  static func maps(_ tier: Tier) -> TrainedMap {
    func line(_ count: Int) -> [Double] { (0..<count).map { 0.4853 + 3.6221 * Double($0) / Double(count - 1) } }
    func depths(_ count: Int, to deepest: Int) -> [Int] {
      (0..<count).map { Int((1 + Double(deepest - 1) * Double($0) / Double(count - 1)).rounded()) }
    }
    return switch tier {
    case .quick:
      TrainedMap(
        weightVariances: line(6), depths: depths(5, to: 32), width: 128, training: 100, test: 1_000, batch: 50,
        steps: 150)
    case .standard:
      TrainedMap(
        weightVariances: line(12), depths: depths(8, to: 80), width: 160, training: 500, test: 5_000, batch: 100,
        steps: 300)
    case .paper:
      TrainedMap(
        weightVariances: line(20), depths: depths(20, to: 80), width: 512, training: 1_000, test: 10_000, batch: 256,
        steps: 4_000)
    }
  }

  static func rates(_ tier: Tier) -> RateSweep {
    switch tier {
    case .quick: RateSweep(powers: [7, 8, 9, 10, 11], width: 512, training: 48, steps: 30)
    case .standard: RateSweep(powers: [4, 8, 9, 10, 11, 13], width: 2_048, training: 250, steps: 30)
    case .paper: RateSweep(powers: Array(0...20), width: 2_048, training: 1_000, steps: 200)
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 8, memoryBytes: 400_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 300, memoryBytes: 2_500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 200_000, memoryBytes: 6_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let (maps, rates) = (Self.maps(tier), Self.rates(tier))
    let cell = ["weight_variance", "depth"]
    return [
      SweepLayout(
        group: "/maps",
        coordinates: [
          Coordinate(name: "weight_variance", values: .numbers(maps.weightVariances), longName: "weight variance σ_w²"),
          Coordinate(name: "depth", values: .integers(maps.depths), longName: "number of hidden layers"),
        ],
        variables: [
          .number("training_accuracy", over: cell, "fraction of training images classified right"),
          .number("test_accuracy", over: cell, "fraction of test images classified right"),
        ],
        cellDimensions: ["weight_variance"]),
      SweepLayout(
        group: "/rates",
        coordinates: [
          Coordinate(name: "weight_variance", values: .numbers(Self.phases.map(\.1)), longName: "weight variance σ_w²"),
          Coordinate(name: "rate", values: .numbers(rates.rates), longName: "learning rate in units of 2/λ_max"),
        ],
        variables: [
          .number(
            "training_accuracy", over: ["weight_variance", "rate"], "fraction of training images classified right"),
          .number(
            "loss_growth", over: ["weight_variance", "rate"],
            "largest loss of the run over the first one; infinite if it diverged"),
          .number("largest_eigenvalue", over: ["weight_variance"], "λ_max of the analytic tangent kernel"),
          .number(
            "empirical_largest_eigenvalue", over: ["weight_variance"],
            "λ_max of the network's own tangent kernel over all outputs, before training"),
          .number(
            "mean_largest_eigenvalue", over: ["weight_variance"],
            "λ_max of the network's own tangent kernel averaged over outputs, before training"),
        ],
        cellDimensions: ["weight_variance"]),
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    group == "/maps" ? 1 : tier == .quick ? 1.5 : 4
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    guard group == "/rates" else {
      return CellOutcome(CellValues(numbers: try Self.maps(tier).column(cell[0], context: context)))
    }
    let weightVariance = Self.phases[cell[0]].1
    return CellOutcome(
      CellValues(numbers: try Self.rates(tier).accuracies(weightVariance: weightVariance, context: context)))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try Figure2SGDScores(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? { try Figure2SGDScores(results, tier: tier).figure }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let (maps, rates) = (Self.maps(tier), Self.rates(tier))
    return """
      Maps: width \(maps.width), the first \(maps.training) training images of CIFAR-10 in batches of \(maps.batch), \(maps.steps) steps at 0.1 · \
      2/λ_max of the analytic kernel of these images; \(maps.test) test images. Rates: depth \(RateSweep.depth), width \(rates.width), the first \
      \(rates.training) images, \(rates.steps) full-batch steps. Labels are \
      one-hot minus 1/10. Images are averaged over squares of 4 × 4 pixels and scaled to norm √d after their mean was taken off. A run that diverges keeps the \
      parameters of its last finite step; a rate is stable if the loss never exceeds its first value by a tenth.

      \(try Figure2SGDScores(results, tier: tier).eigenvalues)
      """
  }
}
