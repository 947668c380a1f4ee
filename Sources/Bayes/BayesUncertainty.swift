import Datasets
import Plotting
import Results
import Suite

/// Deep ensembles and Monte-Carlo dropout against the NNGP posterior and the infinite ensemble of the NTK: does the
/// predicted variance tell where the mean errs? The figure of merit is that of Lee et al. 2018, Figure 3: the
/// correlation, over bins of 100 test images of like variance, of predicted variance and realised squared error. Depth
/// 3, (σ_w², σ_b²) = (2, 0.2), MNIST.
///
/// Dropout is another thing than the other three: a mask multiplies what units carry, so that its variance is (1 − p)/p
/// Σ h² v² by the last layer's masks alone, and grows with the squares of the outputs. Whether it tells where the mean
/// errs depends on whether the larger outputs err more: those of an initial function do, those that were learned err
/// less. Its correlation with the squared mean is measured beside that with the error.
///
/// An ensemble of N networks measures a variance with 10 (N − 1) degrees of freedom an image, so its noise lowers its
/// correlations somewhat; the kernels have none.
struct BayesUncertainty: Experiment {
  let id = "bayes/uncertainty"
  let title = "Ensembles, dropout and the kernels' posteriors: predicted uncertainty"
  let reference = "arXiv:1711.00165v3, arXiv:1902.06720v3, arXiv:1612.01474, arXiv:1506.02142"
  let datasets: [DatasetDescription] = [.mnist]

  static let pointsPerBin = 100

  struct Sizes: Sendable {
    let training, test, width, members, steps: Int
    /// Dropout's: independent networks, and passes of prediction of each.
    let networks, passes: Int
    let nonlinearities: [GaussianProcessRow.NamedNonlinearity]
  }

  static func sizes(_ tier: Tier) -> Sizes {
    let both = GaussianProcessRow.nonlinearities
    return switch tier {
    case .quick:
      Sizes(
        training: 200, test: 2_000, width: 256, members: 6, steps: 150, networks: 3, passes: 20,
        nonlinearities: Array(both.prefix(1)))
    case .standard:
      Sizes(
        training: 1_000, test: 10_000, width: 512, members: 6, steps: 165, networks: 3, passes: 20,
        nonlinearities: both)
    case .paper:
      Sizes(
        training: 1_000, test: 10_000, width: 2_048, members: 30, steps: 2_000, networks: 8, passes: 200,
        nonlinearities: both)
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 7, memoryBytes: 400_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 150, memoryBytes: 1_500_000_000, diskBytes: 4_000_000)
    case .paper: Cost(seconds: 70_000, memoryBytes: 3_000_000_000, diskBytes: 15_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let sizes = Self.sizes(tier)
    let cell = ["nonlinearity", "method"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(
            name: "nonlinearity", values: .strings(sizes.nonlinearities.map(\.name)), longName: "activation function"),
          Coordinate(
            name: "method", values: .strings(UncertaintyMethod.allCases.map(\.rawValue)),
            longName: "where mean and variance come from"),
          .index(
            "network", count: sizes.networks, longName: "network that predicts with dropout; all else fills the first"),
          .index("image", count: sizes.test, longName: "test image"),
        ],
        variables: [
          .number("predicted_variance", over: cell + ["network", "image"], "predicted variance, mean over outputs"),
          .number(
            "squared_error", over: cell + ["network", "image"], "squared error of the predicted mean, mean over outputs"
          ),
          .number(
            "squared_mean", over: cell + ["network", "image"], "square of the predicted mean, mean over outputs"),
        ],
        cellDimensions: cell)
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double { [1, 2, 40, 40][cell[1]] }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let (sizes, dataset) = (Self.sizes(tier), try context.dataset(.mnist))
    let indices = try Subset.balanced(
      labels: dataset.training.labels, count: sizes.training, seed: 0, root: context.rootSeed)
    let model = UncertaintyModel(
      nonlinearity: sizes.nonlinearities[cell[0]].value, training: dataset.training.subset(indices),
      test: dataset.test.subset(0..<sizes.test), sizes: sizes, context: context)
    let predictions = try model.predictions(UncertaintyMethod.allCases[cell[1]])
    func filled(_ networks: [[Double]]) -> [Double] {
      networks.joined() + [Double](repeating: .nan, count: (sizes.networks - networks.count) * sizes.test)
    }
    return CellOutcome(
      CellValues(numbers: [
        "predicted_variance": filled(predictions.map(\.variances)),
        "squared_error": filled(predictions.map(\.squaredErrors)),
        "squared_mean": filled(predictions.map(\.squaredMeans)),
      ]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try UncertaintyScores(results, sizes: Self.sizes(tier)).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try UncertaintyScores(results, sizes: Self.sizes(tier)).figure
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let sizes = Self.sizes(tier)
    return """
      \(sizes.training) training and \(sizes.test) test images of MNIST, targets one-hot minus 1/10; networks of width \(sizes.width) in NTK \
      parameterisation, full-batch descent with momentum 0.9 on ½ Σ ‖f − y‖². The ensemble has \(sizes.members) members, each after \
      \(sizes.steps) steps at the rate 1/λ_max. Dropout keeps 0.9 of the hidden units, in training and in \(sizes.passes) passes of \
      prediction; its \(sizes.networks) networks are trained for \(2 * sizes.steps) steps at a rate that falls to 0 along a cosine, so that the \
      noise of the last masks is not in the weights, and each is measured by itself: correlations are means over networks, their errors Student's. A \
      mask multiplies what units carry, so that dropout's variance goes with the squares of the outputs; it tells where the mean errs \
      if and only if larger outputs err more.

      \(try UncertaintyScores(results, sizes: sizes).table)
      """
  }
}
