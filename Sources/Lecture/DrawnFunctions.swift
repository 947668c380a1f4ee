import Foundation
import LinearAlgebra
import Platform
import Randomness
import Results
import Suite

/// Functions of one input: before data and after, without noise and with it, drawn from the process and as networks;
/// and whether bands of ± 2 deviations hold what they say.
///
/// *Derivation.* Let f₀ be of the prior, N(0, K), of which wide networks at initialisation are draws. All ensembles
/// here are f₀ + A (Y − ε − f₀(X)) with a matrix A (`FunctionEnsemble`): given data without noise the posterior (A =
/// K(x, X) K⁻¹), with noise σ² (A = K(x, X)(K + σ²)⁻¹, and a draw of the noise ε for every function: conditioning by
/// Matheron's rule); networks trained to the end (A = Θ(x, X) Θ⁻¹), and with weight decay σ² towards θ₀ (A = Θ(x, X)(Θ
/// + σ²)⁻¹, no noise: all fit the same data).
///
/// *Errors.* Let the truth f* be of the prior as well, data Y = f*(X), and with noise Y = f*(X) + ε*. The posterior's
/// mean A_p Y is the mean of f* given Y, so that its error is independent of Y, and for every other A
///
///     E (f* − A Y)² = E (f* − A_p Y)² + E (A Y − A_p Y)²:
///
/// the posterior's is least. It holds for no A_p but that of K and σ². Trained networks' mean has a larger error by
/// what Θ's A is off from it: in the settings below by 0.1789 of the posterior's mean square at the places, and with
/// weight decay and noise by 0.1128 (by another program, from K and Θ in closed form).
///
/// *Bands.* An ensemble's own functions differ from their mean by f₀ − A f₀(X), as the truth does without noise:
/// **without noise bands of any A are right, those of trained networks too**, and hold the truth with P(|z| < 2) =
/// 0.9545. With noise networks trained with weight decay have the variance s² = K(x, x) + A K Aᵀ − 2 A K(X, x) without
/// σ² A Aᵀ, which their error has: they hold the truth with erf(√(2 s²/(s² + σ² A Aᵀ))) only, which is 0.7198. To be
/// right each would have to be trained on data with noise of its own.
///
/// *What networks must do.* Truths, and initial functions, are outputs of networks of width n at initialisation, which
/// are of the prior up to 1/n (their covariance by the mean of K̂, their tails by its variance). The a of a + b/n,
/// network by network, of: the mean square of components along the first eigenfunctions of K over λ, 1; the share of
/// them in the prior's band, 0.9545, and of f₀ − A f₀(X) in that of trained networks, 0.9545; what the mean square
/// errors of the means of trained networks and of the posterior differ by, over the mean of (A Y − A_p Y)², 1, and over
/// the posterior's own error, as above; the share of truths in the bands of networks trained with weight decay, as
/// above. Networks that were trained on the data are in the band as often as what the limit makes of the same f₀: the
/// difference of shares is 0, which a wrong Θ, rate or number of steps would shift.
struct DrawnFunctions: HasFindings {
  typealias Found = FunctionsFindings

  let id = "lecture/functions"
  let title = "Functions of one input: prior, posterior and trained networks, with and without noise"
  let reference = "arXiv:1711.00165v3, arXiv:1902.06720v3"

  struct Settings: Codable {
    var widths: [Int]
    /// Of each width, at initialisation, and outputs of each: functions that share hidden layers.
    var networks: Int
    var outputs = 128
    /// Of each width, trained.
    var trainedNetworks: Int
    var shownWidth = 512
    var shown = 6
    var data = LineData(
      inputs: [-1.2, -0.6, 0.1, 1], targets: [-1.4, 1.2, -0.6, 1.7], weightVariance: 6, biasVariance: 0.5)
    /// σ
    var noise = 0.3
    /// η (λ_max + σ²)
    var rateFraction = 0.9
    var steps = 120
    /// Places from −end to end where functions are judged, and where they are drawn.
    var places = 20
    var drawnPlaces = 161
    var end = 2.0
    /// Eigenfunctions of K whose variances are compared.
    var components = 6

    var noiseVariance: Double { noise * noise }

    func task(_ places: [Double], _ context: RunContext) throws -> FunctionsTask {
      try context.recent("task", for: "\(places.count)") {
        try FunctionsTask(self, places: places, threads: context.threads)
      }
    }

    var judgedPlaces: [Double] { LineData.grid(places, end: end) }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(widths: [32, 64, 128, 256, 512], networks: 64, trainedNetworks: 24), seconds: 9, megabytes: 200),
    .standard: TierPlan(
      Settings(widths: [64, 128, 256, 512, 1_024], networks: 400, trainedNetworks: 96), seconds: 90, megabytes: 300),
    .paper: TierPlan(
      Settings(widths: [128, 256, 512, 1_024, 2_048], networks: 1_000, trainedNetworks: 200), seconds: 1_000,
      megabytes: 500),
  ]

  static let pictures = SweepName("pictures")
  static let calibration = SweepName("calibration")
  static let training = SweepName("training")

  static let width = Axis<Int>("width", "units of a hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let ensemble = Axis<FunctionEnsemble>("ensemble", "how functions are drawn")
  static let components = Column<Double>(
    "components", over: [network],
    "mean over outputs and eigenfunctions q of K of (q·f)²/λ, of networks at initialisation")
  static let coverage = Column<Double>(
    "coverage", over: [network, ensemble],
    "share of places and outputs where a network's function is within 2 deviations of what its data predict")
  static let limitShare = Column<Double>(
    "limit_share", over: [network, ensemble], "share of places and outputs where f₀ − A f₀(X) is within 2 deviations")
  static let error = Column<Double>("error", over: [network, ensemble], "mean of (f* − A Y)² over places and outputs")
  static let posteriorError = Column<Double>(
    "posterior_error", over: [network, ensemble], "the same of the mean of the posterior given the same data")
  static let distance = Column<Double>(
    "distance", over: [network, ensemble], "mean square of what the two means differ by")
  static let posteriorVariance = Column<Double>(
    "posterior_variance", over: [ensemble], "the mean over places of that posterior's variance, in closed form")
  static let within = Column<Double>(
    "within_band", over: [network], "share of places where a trained network is within 2 deviations of the mean")
  static let limitWithin = Column<Double>(
    "limit_within_band", over: [network], "the same of what the limit makes of its initial function")

  func sweeps(_ settings: Settings) throws -> [Sweep] {
    [FunctionPictures.sweep(settings), calibration(settings), training(settings)]
  }

  private func calibration(_ settings: Settings) -> Sweep {
    Sweep(
      Self.calibration, cells: [Self.width(settings.widths)],
      within: [Self.network(0..<settings.networks), Self.ensemble(FunctionEnsemble.allCases)],
      columns: [
        Self.components, Self.coverage, Self.limitShare, Self.error, Self.posteriorError, Self.distance,
      ]
    ) { point, context in
      let width = try point[Self.width]
      let calibration = try FunctionCalibration(settings.task(settings.judgedPlaces, context))
      let networks = try Parallel.map(count: settings.networks, threads: context.threads) { network in
        try calibration.network(
          width: width, seed: context.seed(purpose: "prior of width \(width)", index: network),
          noise: context.seed(purpose: "noise of width \(width)", index: network))
      }
      return Row(
        Self.components => networks.map(\.components), Self.coverage => networks.flatMap(\.coverage),
        Self.limitShare => networks.flatMap(\.limitWithin), Self.error => networks.flatMap(\.error),
        Self.posteriorError => networks.flatMap(\.posteriorError), Self.distance => networks.flatMap(\.distance))
    }
    .with(constants: [Self.posteriorVariance]) { context in
      try Row(
        Self.posteriorVariance
          => FunctionCalibration(settings.task(settings.judgedPlaces, context)).posteriorVariances)
    }
    .costing { 100 + Double(try $0[Self.width]) }
  }

  private func training(_ settings: Settings) -> Sweep {
    Sweep(
      Self.training, cells: [Self.ensemble([.trained, .decayed]), Self.width(settings.widths)],
      within: [Self.network(0..<settings.trainedNetworks)], columns: [Self.within, Self.limitWithin]
    ) { point, context in
      let (ensemble, width) = (try point[Self.ensemble], try point[Self.width])
      let task = try settings.task(settings.judgedPlaces, context)
      let band = FunctionBand(task, ensemble)
      let shares = try Parallel.map(count: settings.trainedNetworks, threads: context.threads) { network in
        let run = try task.run(
          ensemble, width: width,
          seed: context.seed(purpose: "\(ensemble.rawValue) networks of width \(width)", index: network))
        return try band.shares(
          before: run.outputs(.before, at: task.line.positions), after: run.outputs(.after, at: task.line.positions))
      }
      return Row(Self.within => shares.map(\.network), Self.limitWithin => shares.map(\.limit))
    }
    .ofTrainedNetworks().costing(TrainedNetworks.cost)
  }
}
