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
struct Figure2SGD: HasFindings {
  typealias Found = Figure2SGDScores

  let id = "xiao2020/figure2-sgd"
  let title = "Trained networks over σ_w² and depth, and the largest learning rate (Figure 2 a–c)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var maps: TrainedMap
    var rates: RateSweep

    /// Half as deep as is "beyond" in the scores.
    var ordered: DepthGuide { maps.grid.guide(.ordered, 6) }
    var chaotic: DepthGuide { maps.grid.guide(.chaotic, 4) }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        maps: TrainedMap(
          grid: MapGrid(columns: 6, rows: 5, deepest: 32), width: 128, training: 100, test: 1_000, batch: 50,
          steps: 150),
        rates: RateSweep(powers: [7, 8, 9, 10, 11], width: 512, training: 48, steps: 30)),
      seconds: 8, megabytes: 400),
    .standard: TierPlan(
      Settings(
        maps: TrainedMap(
          grid: MapGrid(columns: 12, rows: 8, deepest: 80), width: 160, training: 500, test: 5_000, batch: 100,
          steps: 300),
        rates: RateSweep(powers: [4, 8, 9, 10, 11, 13], width: 2_048, training: 250, steps: 30)),
      seconds: 300, megabytes: 2_500),
    .paper: TierPlan(
      Settings(
        maps: TrainedMap(
          grid: MapGrid(columns: 20, rows: 20, deepest: 80), width: 512, training: 1_000, test: 10_000, batch: 256,
          steps: 4_000),
        rates: RateSweep(powers: Array(0...20), width: 2_048, training: 1_000, steps: 200)),
      seconds: 200_000, megabytes: 6_000),
  ]

  static let maps = SweepName("maps")
  static let rates = SweepName("rates")

  static let rate = Axis<Double>("rate", "learning rate in units of 2/λ_max")
  static let growth = Column<Double>(
    "loss_growth", over: [rate], "largest loss of the run over the first one; infinite if it diverged")
  static let analytic = Column<Double>("largest_eigenvalue", "λ_max of the analytic tangent kernel")
  static let empirical = Column<Double>(
    "empirical_largest_eigenvalue",
    "λ_max of the network's own tangent kernel over all outputs, before training")
  static let mean = Column<Double>(
    "mean_largest_eigenvalue",
    "λ_max of the network's own tangent kernel averaged over outputs, before training")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let (weightVariance, depth) = (AccuracyGrid.weightVariance, AccuracyGrid.depth)
    let (maps, rates) = (settings.maps, settings.rates)
    return [
      Sweep(
        Self.maps, cells: [weightVariance(maps.grid.weightVariances)], within: [depth(maps.grid.depths)],
        columns: [AccuracyGrid.trainingAccuracy.over(depth), AccuracyGrid.testAccuracy.over(depth)]
      ) { point, context in
        try maps.column(point.place(on: weightVariance), context: context)
      }
      .ofTrainedNetworks().costing { _ in maps.work },
      Sweep(
        Self.rates, cells: [weightVariance(rates.phases.map(\.weightVariance))], within: [Self.rate(rates.rates)],
        columns: [
          AccuracyGrid.trainingAccuracy.over(Self.rate), Self.growth, Self.analytic, Self.empirical, Self.mean,
        ]
      ) { point, context in
        try rates.row(weightVariance: point[weightVariance], context: context)
      }
      .ofTrainedNetworks().costing { _ in rates.work },
    ]
  }

  func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    let (maps, rates) = (settings.maps, settings.rates)
    return """
      Maps: width \(maps.width), the first \(maps.training) training images of CIFAR-10 in batches of \(maps.batch), \
      \(maps.steps) steps at \(maps.rate) · 2/λ_max of the analytic kernel of these images; \(maps.test) test images. \
      Rates: depth \(rates.depth), width \(rates.width), the first \(rates.training) images, \(rates.steps) full-batch \
      steps. Labels are one-hot minus 1/10. Images are averaged over squares of \(maps.window) × \(maps.window) pixels \
      and scaled to norm √d after their mean was taken off. A run that diverges keeps the parameters of its last \
      finite step; a rate is stable if the loss never exceeds its first value by a tenth.

      \(try Figure2SGDScores(tables, settings).eigenvalues)
      """
  }
}
