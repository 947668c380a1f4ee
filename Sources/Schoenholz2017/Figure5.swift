import Datasets
import Results
import Suite

/// Schoenholz et al. 2017, Figure 5: training accuracy over σ_w² and depth after 45, 304, 2048 and 13780 steps, on
/// MNIST with stochastic gradient descent and with RMSProp, on CIFAR-10 after 2,000, and on MNIST with dropout, beside
/// the depth scale ξ_c. tanh, σ_b² = 0.05, cross-entropy.
///
/// A replication's networks, and by memory the paper's, have width 300. In standard parameterisation a step moves the
/// outputs in proportion to rate × width, so the rates, 10⁻³ and 10⁻⁵ at width 300, are multiplied by 300/width. They
/// are not printed in what was at hand but those of a replication (SGD) and of memory (RMSProp). The size of a batch is
/// not printed (the replication has 256), nor the probabilities of dropout.
///
/// *What is not trained.* 13,780 steps of all 2 × 400 networks at width 300 and batches of 32 take two and a half days
/// on two cores, so the paper tier leaves out where nothing can be seen. All networks take 45 steps. To 304 go on those
/// to 12 ξ_c, in which the difference of two images is down by e⁻¹² = 6 · 10⁻⁶. To 2048 go those among them to 132
/// layers. To 13780 go those to 71 layers and 17 ξ_c, beyond which e^{−L/ξ_c} is less than the rounding of single
/// precision. Of the last two numbers of steps, columns count where 6 ξ_c is below three quarters of the deepest:
/// nearer to the critical line no boundary can be seen, and nothing is trained on. What is not trained is hatched in
/// the picture.
///
/// *The control.* Of the networks beyond the reach of a number of steps every column trains the first, where the map
/// has one: a column that has not fallen there has its boundary beyond the reach, and a score says what the best of
/// these networks has learned. Maps with dropout have the depths of those without, for the two are compared at the
/// critical σ_w².
struct Figure5: HasFindings {
  typealias Found = Figure5Scores
  typealias Settings = Trainability.Settings
  typealias Map = Trainability.Map
  typealias Look = Trainability.Look

  let id = "schoenholz2017/figure5"
  let title = "Trainability over σ_w² and depth, SGD, RMSProp and dropout (Figure 5)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Self.quick, seconds: 13, megabytes: 400),
    .standard: TierPlan(Self.standard, seconds: 570, megabytes: 800),
    .paper: TierPlan(Self.paper, seconds: 15_300, megabytes: 2_500),
  ]

  private static let quick = {
    let (columns, depths) = (7, Array(stride(from: 4, through: 60, by: 14)))
    let series = [Look(steps: 45), Look(steps: 304)]
    return Settings(
      maps: [
        Map(.mnist, .sgd, columns: columns, depths: depths, looks: series),
        Map(.mnist, .rmsProp, columns: columns, depths: depths, looks: series),
        Map(.cifar10, .sgd, columns: columns, depths: [4, 18, 32], looks: [Look(steps: 200)]),
        Map(
          .mnist, .sgd, keepProbability: 0.9, columns: columns, depths: depths, looks: [Look(steps: 304)]),
      ], width: 64, images: 512, scored: 512, batch: 32)
  }()

  private static let standard = {
    let (columns, depths) = (12, Array(stride(from: 10, through: 175, by: 15)))
    let series = [Look(steps: 45), Look(steps: 304, reach: 12), Look(steps: 2_048, deepest: 70, reach: 12)]
    let dropout = [Look(steps: 304, reach: 12)]
    return Settings(
      maps: [
        Map(.mnist, .sgd, columns: columns, depths: depths, looks: series),
        Map(.mnist, .rmsProp, columns: columns, depths: depths, looks: series),
        Map(.cifar10, .sgd, columns: 8, depths: Array(depths.prefix(5)), looks: [Look(steps: 2_000, reach: 12)]),
        Map(
          .mnist, .sgd, keepProbability: 0.99, columns: columns, everySecond: true, depths: depths, looks: dropout),
        Map(
          .mnist, .sgd, keepProbability: 0.95, columns: columns, everySecond: true, depths: depths, looks: dropout),
      ], width: 100, images: 2_000, scored: 2_000, batch: 64)
  }()

  private static let paper = {
    let (columns, depths) = (20, Map.depths(20, from: 10, to: 300))
    let series = [
      Look(steps: 45), Look(steps: 304, reach: 12), Look(steps: 2_048, deepest: 132, reach: 12),
      Look(steps: 13_780, deepest: 71, reach: 17),
    ]
    let dropout = [Look(steps: 304, reach: 12)]
    return Settings(
      maps: [
        Map(.mnist, .sgd, columns: columns, depths: depths, looks: series),
        Map(.mnist, .rmsProp, columns: columns, depths: depths, looks: series),
        Map(
          .cifar10, .sgd, columns: columns, depths: Array(depths.prefix { $0 <= 86 }),
          looks: [Look(steps: 2_000, reach: 12)]),
        Map(.mnist, .sgd, keepProbability: 0.99, columns: columns, depths: depths, looks: dropout),
        Map(.mnist, .sgd, keepProbability: 0.98, columns: columns, depths: depths, looks: dropout),
        Map(.mnist, .sgd, keepProbability: 0.95, columns: columns, depths: depths, looks: dropout),
      ], width: 300, images: 50_000, scored: 2_000, batch: 32)
  }()

  static let divergence = TrainingCourse.divergence.over(AccuracyGrid.depth)
  static let steps = Axis<Int>("steps", "steps of the optimiser")
  static let accuracy = Column<Double>(
    "training_accuracy", over: [AccuracyGrid.depth, steps],
    "fraction of training images classified right; not a number where a network was not trained so long")

  func sweeps(_ settings: Settings) -> [Sweep] {
    settings.maps.map { map in
      Sweep(
        map.sweep, cells: [AccuracyGrid.weightVariance(map.weightVariances)],
        within: [AccuracyGrid.depth(map.depths), Self.steps(map.looks.map(\.steps))],
        columns: [Self.accuracy, Self.divergence]
      ) { point, context in
        try settings.row(map, column: point.place(on: AccuracyGrid.weightVariance), context)
      }
      .ofTrainedNetworks()
      .costing { try settings.work(map, column: $0.place(on: AccuracyGrid.weightVariance)) }
    }
  }
}
