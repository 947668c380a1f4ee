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
/// networks (convolutional with flattening in a and b, widths and numbers of steps not printed) are larger, and train
/// longer.
///
/// Where training and generalisation end is measured apart from the maps, at depths that are multiples of ξ₁ or ξ_*. In
/// the ordered phase that takes steps in proportion to κ ~ m e^{l/ξ₁}/l, so small networks go through many steps there,
/// in small batches, beside infinitely wide ones on the same images.
struct Figure2SGD: HasFindings {
  typealias Found = Figure2SGDScores

  let id = "xiao2020/figure2-sgd"
  let title = "Trained networks over σ_w² and depth, and the largest learning rate (Figure 2 a–c)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var maps: TrainedMap
    /// In the order of `DepthGuide.Side`.
    var boundaries: [TrainedBoundary]
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
        boundaries: Self.boundaries(
          columns: 3, ordered: (to: 7, steps: [150, 600], batch: 10), chaotic: (to: 3.5, steps: [150], batch: 50)),
        rates: RateSweep(powers: Array(8...12), width: 512, training: 48, steps: 30)),
      seconds: 14, megabytes: 400),
    .standard: TierPlan(
      Settings(
        maps: TrainedMap(
          grid: MapGrid(columns: 10, rows: 8, deepest: 80), width: 160, training: 500, test: 5_000, batch: 100,
          steps: 300),
        boundaries: Self.boundaries(
          columns: 4, ordered: (to: 9, steps: [1_200, 4_800], batch: 25),
          chaotic: (to: 7, steps: [75, 300], batch: 100)),
        rates: RateSweep(powers: Array(0...20), width: 2_048, training: 80, steps: 30)),
      seconds: 540, megabytes: 2_500),
    .paper: TierPlan(
      Settings(
        maps: TrainedMap(
          grid: MapGrid(columns: 20, rows: 20, deepest: 80), width: 256, training: 1_000, test: 10_000, batch: 256,
          steps: 500),
        boundaries: Self.boundaries(
          columns: 8, ordered: (to: 10, steps: [1_250, 5_000, 20_000], batch: 25),
          chaotic: (to: 7, steps: [250, 1_000], batch: 256)),
        rates: RateSweep(powers: Array(0...20), width: 2_048, training: 500, steps: 60)),
      seconds: 14_000, megabytes: 6_000),
  ]

  /// ξ₁ is 2.1 to 4.7 layers at the σ_w² of the ordered phase, ξ_* 8.3 to 2.7 at those of the chaotic one, so that the
  /// guides lie at 11 to 33 layers.
  private static func boundaries(
    columns: Int, ordered: (to: Double, steps: [Int], batch: Int), chaotic: (to: Double, steps: [Int], batch: Int)
  ) -> [TrainedBoundary] {
    [
      TrainedBoundary(
        .ordered, columns: columns, from: 0.8, to: 1.2, multiples: 1, ordered.to, step: 1, looks: ordered.steps,
        batch: ordered.batch),
      TrainedBoundary(
        .chaotic, columns: columns, from: 2, to: 2.8, multiples: 0.5, chaotic.to, step: 0.5, looks: chaotic.steps,
        batch: chaotic.batch),
    ]
  }

  static let maps = SweepName("maps")
  static let rates = SweepName("rates")

  static let divergence = TrainingCourse.divergence.over(AccuracyGrid.depth)

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
    let boundaries = settings.boundaries.map { boundary in
      Sweep(
        boundary.sweep, cells: [weightVariance(boundary.weightVariances)],
        within: [TrainedBoundary.multiple(boundary.multiples), TrainedBoundary.steps(boundary.looks)],
        columns: [
          TrainedBoundary.depth, TrainedBoundary.trainingAccuracy, TrainedBoundary.testAccuracy,
          TrainedBoundary.linearised, TrainedBoundary.divergence,
        ]
      ) { point, context in
        try boundary.column(point.place(on: weightVariance), maps, context: context)
      }
      .ofTrainedNetworks().costing { try boundary.work($0.place(on: weightVariance), maps) }
    }
    return boundaries + [
      Sweep(
        Self.maps, cells: [weightVariance(maps.grid.weightVariances)], within: [depth(maps.grid.depths)],
        columns: [
          AccuracyGrid.trainingAccuracy.over(depth), AccuracyGrid.testAccuracy.over(depth),
          Self.divergence,
        ]
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
    let scores = try Figure2SGDScores(tables, settings)
    return """
      Maps: width \(maps.width), the first \(maps.training) training images of CIFAR-10 in batches of \(maps.batch), \
      \(maps.steps) steps at \(maps.rate) · 2/λ_max of the analytic kernel of these images; \(maps.test) test images. \
      Boundaries: networks of the same sizes at equal multiples of the depth scale, half-way from the best of a column \
      to chance, medians over columns with their standard errors. \(scores.boundaries) Dotted: infinitely wide \
      networks that begin with the same functions. \(scores.diverged)

      Rates: depth \(rates.depth), width \(rates.width), the first \(rates.training) images, \(rates.steps) full-batch \
      steps. Labels are one-hot minus 1/10. Images are averaged over squares of \(maps.window) × \(maps.window) pixels \
      and scaled to norm √d after their mean was taken off. A run that diverges keeps the parameters of its last \
      finite step; a rate is stable if the loss never exceeds its first value by a tenth. A collapse lies between two \
      neighbouring rates and is given as their geometric mean.

      \(try scores.eigenvalues)
      """
  }
}
