import Datasets
import Foundation
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
struct Uncertainty: HasFindings {
  typealias Found = UncertaintyScores

  let id = "bayes/uncertainty"
  let title = "Ensembles, dropout and the kernels' posteriors: predicted uncertainty"
  let reference = "arXiv:1711.00165v3, arXiv:1902.06720v3, arXiv:1612.01474, arXiv:1506.02142"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var training, test, width, members, steps: Int
    /// Dropout's: independent networks, and passes of prediction of each.
    var networks, passes: Int
    var nonlinearities = NamedNonlinearity.allCases
    var momentum = 0.9
    /// The share of hidden units that dropout keeps.
    var keepProbability = 0.9
    var pointsPerBin = 100
    var depth = 3
    var weightVariance = 2.0
    var biasVariance = 0.2
    var preprocessing = Preprocessing.perImageStandardised
    /// In units of 1/λ_max.
    var rate = 1.0
    /// Dropout trains so many times longer: the rate falls on the way.
    var dropoutPatience = 2

    var dropoutSteps: Int { dropoutPatience * steps }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        training: 200, test: 2_000, width: 256, members: 6, steps: 150, networks: 3, passes: 20,
        nonlinearities: [.relu]),
      seconds: 7, megabytes: 400),
    .standard: TierPlan(
      Settings(training: 1_000, test: 10_000, width: 512, members: 6, steps: 165, networks: 3, passes: 20),
      seconds: 150, megabytes: 1_500),
    .paper: TierPlan(
      Settings(training: 1_000, test: 10_000, width: 2_048, members: 30, steps: 2_000, networks: 8, passes: 200),
      seconds: 70_000, megabytes: 3_000),
  ]

  static let nonlinearity = Axis<NamedNonlinearity>("nonlinearity", "activation function")
  static let method = Axis<UncertaintyMethod>("method", "where mean and variance come from")
  static let network = Axis<Int>("network", "network that predicts with dropout; all else fills the first")
  static let image = Axis<Int>("image", "test image")
  static let variance = Column<Double>(
    "predicted_variance", over: [network, image], "predicted variance, mean over outputs")
  static let squaredError = Column<Double>(
    "squared_error", over: [network, image], "squared error of the predicted mean, mean over outputs")
  static let squaredMean = Column<Double>(
    "squared_mean", over: [network, image], "square of the predicted mean, mean over outputs")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.nonlinearity(settings.nonlinearities), Self.method(UncertaintyMethod.allCases)],
        within: [Self.network(0..<settings.networks), Self.image(0..<settings.test)],
        columns: [Self.variance, Self.squaredError, Self.squaredMean]
      ) { point, context in
        let model = try UncertaintyModel(
          nonlinearity: point[Self.nonlinearity].value,
          training: TrainingSubset(.mnist, count: settings.training, seed: 0, context: context).images,
          test: context.dataset(.mnist).test.subset(0..<settings.test), settings: settings, context: context)
        let predictions = try model.predictions(point[Self.method])
        func filled(_ numbers: (Predictions) -> [Double]) -> [Double] {
          let missing = (settings.networks - predictions.count) * settings.test
          return predictions.flatMap(numbers) + [Double](repeating: .nan, count: missing)
        }
        return Row(
          Self.variance => filled(\.variances), Self.squaredError => filled(\.squaredErrors),
          Self.squaredMean => filled(\.squaredMeans))
      }
      .ofTrainedNetworks().costing { try $0[Self.method].relativeCost }
    ]
  }

  func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    """
    \(settings.training) training and \(settings.test) test images of MNIST, targets one-hot minus 1/10; networks of \
    width \(settings.width) in NTK parameterisation, full-batch descent with momentum \(settings.momentum) on ½ Σ ‖f − \
    y‖². The ensemble has \(settings.members) members, each after \(settings.steps) steps at the rate \
    \(String(format: "%g", settings.rate))/λ_max. Dropout keeps \(settings.keepProbability) of the hidden units, in \
    training and in \(settings.passes) passes of prediction; its \(settings.networks) networks are trained for \
    \(settings.dropoutSteps) steps at a rate that falls to 0 along a cosine, so that the noise of the last masks is \
    not in the weights, and each is measured by itself: correlations are means over networks, their errors Student's. \
    A mask multiplies what units carry, so that dropout's variance goes with the squares of the outputs; it tells \
    where the mean errs if and only if larger outputs err more.

    \(try UncertaintyScores(tables, settings).table)
    """
  }
}
