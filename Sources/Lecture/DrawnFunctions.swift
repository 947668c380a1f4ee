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
/// *Coverage.* Let the truth f* be of the prior as well, data Y = f*(X), and with noise Y = f*(X) + ε*. The ensemble's
/// mean A Y is off from the truth by f* − A f*(X), and with noise also by A ε*. Its own functions differ from their
/// mean by f₀ − A f₀(X), which has the same distribution: **without noise bands of any A are right, those of trained
/// networks too**, and hold the truth with P(|z| < 2) = 0.9545. Bands of trained networks are wider than the
/// posterior's, whose A makes the variance least. With noise the posterior's draws have A ε and are right; networks
/// trained with weight decay have the variance s² = K(x, x) + A K Aᵀ − 2 A K(X, x) without σ² A Aᵀ, which their error
/// has: they hold the truth with erf(√(2 s²/(s² + σ² A Aᵀ))) only. To be right each would have to be trained on data
/// with noise of its own.
///
/// *What networks must do.* Truths are outputs of networks of width n at initialisation, which are of the prior up to
/// 1/n (their covariance by the mean of K̂, their tails by its variance): coverage, and the mean square of their
/// components along the first eigenfunctions of K over λ, are read at several widths, network by network, and the a of
/// a + b/n is 0.9545 (or what is derived) and 1. Networks that were trained on the data lie within the ensemble's band
/// with 0.9545: of these the share is taken against that of what the limit makes of the same f₀.
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
      Settings(widths: [32, 64, 128, 256, 512], networks: 64, trainedNetworks: 24), seconds: 6, megabytes: 200),
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
  static let expectedCoverage = Column<Double>(
    "expected_coverage", over: [ensemble], "the same of functions of the prior, in closed form")
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
      columns: [Self.components, Self.coverage]
    ) { point, context in
      let width = try point[Self.width]
      let calibration = try FunctionCalibration(settings.task(settings.judgedPlaces, context))
      let networks = try Parallel.map(count: settings.networks, threads: context.threads) { network in
        try calibration.network(
          width: width, seed: context.seed(purpose: "prior of width \(width)", index: network),
          noise: context.seed(purpose: "noise of width \(width)", index: network))
      }
      return Row(
        Self.components => networks.map(\.components), Self.coverage => networks.flatMap(\.coverage))
    }
    .with(constants: [Self.expectedCoverage]) { context in
      try Row(
        Self.expectedCoverage => FunctionCalibration(settings.task(settings.judgedPlaces, context)).expectedCoverage)
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
          ensemble, width: width, seed: context.seed(purpose: "trained networks of width \(width)", index: network))
        return try band.shares(
          before: run.outputs(.before, at: task.line.positions), after: run.outputs(.after, at: task.line.positions))
      }
      return Row(Self.within => shares.map(\.network), Self.limitWithin => shares.map(\.limit))
    }
    .ofTrainedNetworks().costing(TrainedNetworks.cost)
  }
}
