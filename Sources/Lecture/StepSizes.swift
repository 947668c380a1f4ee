import Foundation
import LinearAlgebra
import Platform
import Results
import Suite

/// Gradient flow against gradient descent at several step sizes: where the steps are small, where they turn the gap
/// over, and beyond the largest that converges.
///
/// *Derivation.* In the limit the gap to the data along an eigenvector of Θ is e^{−λt} of its beginning in gradient
/// flow, and (1 − ηλ)^s after s steps of gradient descent at the rate η. At one time t = ηs
///
///     (1 − ηλ)^{t/η} − e^{−λt} = −½ η t λ² e^{−λt} + O(η²),
///
/// descent departs from flow in proportion to the step. With 1 < ηλ < 2 the gap changes its sign with every step and
/// still falls; with ηλ > 2 it grows by |1 − ηλ| a step, for ever in the limit. *Beyond:* a network of width n leaves
/// that law when its outputs are O(√n), where the kernel's own change, O(f²/n), is O(1): it falls until ηλ_max < 2, and
/// training converges then, to a flatter place (Lewkowycz et al. 2020, arXiv:2003.02218, for ηλ_max < 4). The largest
/// loss on the way is O(n).
///
/// *What networks must do.* Each network is held against its own flow, f at steps so small that what is left is
/// extrapolated: f(h/4), f(h/2) and f(h) as (8 f(h/4) − 6 f(h/2) + f(h))/3, off by h³. (1) Its departure at the rate
/// η, projected on the limit's of the same initial function, is 1 up to 1/n: the a of a + b/n is 1, where it is 0 for
/// a network that follows the flow. (2) At one time the departure is proportional to η: with half the rate it is half,
/// and −log₂ of that ratio, a + bη by the next order, is −1 for η → 0; any smooth descent is so, and this checks the
/// extrapolation to the flow. (3) Beyond ηλ_max = 2 the largest loss has the slope 1 against the width, and (4) wide
/// networks end with a smaller loss than they began with and with ηλ_max of their own kernel below 2. That is of wide
/// networks only: at n = 32 half of them stay above 2.
struct StepSizes: HasFindings {
  typealias Found = StepSizesFindings

  let id = "lecture/step-sizes"
  let title = "Gradient flow and gradient descent at several step sizes"
  let reference = "arXiv:1902.06720v3, arXiv:2003.02218"

  struct Settings: Codable {
    /// Where descent is held against flow.
    var widths: [Int]
    /// Where networks are followed beyond the largest rate.
    var wideWidths: [Int]
    /// Of each width.
    var networks: Int
    /// σ_b² sets the largest eigenvalue of Θ apart from the others.
    var data = LineData(biasVariance: 1)
    /// ηλ_max of descent. Up to 1 it is held against flow at one time, `time`; above it, after `largeSteps` steps.
    var rates = [0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 1.75, 3]
    /// Those whose departures are judged: small ones are of the same networks and all but one number.
    var judgedRates = [0.0625, 1, 1.75, 3]
    /// Up to here two rates are compared at one time for the slope in η.
    var slopeRate = 0.5
    /// λ_max t
    var time = 2.0
    var largeSteps = 2
    /// h of the flow, ηλ_max of the coarsest of three.
    var flowRate = 0.05
    /// Steps at the last of the rates.
    var steps = 60
    /// Rates, width and steps of the picture.
    var shownRates = [0.25, 1, 1.75, 3]
    var shownWidth = 1_024
    var shownSteps = 40
    /// λ_max t
    var shownTime = 10.0

    func task(_ context: RunContext) throws -> LineTask {
      try context.recent("task", for: "") { try LineTask(data, places: [], threads: context.threads) }
    }

    /// The steps after which a rate is held against flow.
    func stepCount(_ rate: Double) -> Int { rate <= 1 ? Int((time / rate).rounded()) : largeSteps }

    /// Those that are held against flow at one time.
    var smallRates: [Double] { rates.filter { $0 <= 1 } }

    var largestRate: Double { rates[rates.count - 1] }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(widths: [16, 32, 64, 128, 256], wideWidths: [32, 64, 128, 256, 512], networks: 24), seconds: 18,
      megabytes: 200),
    .standard: TierPlan(
      Settings(widths: [32, 64, 128, 256, 512], wideWidths: [128, 256, 512, 1_024, 2_048], networks: 48), seconds: 170,
      megabytes: 300),
    .paper: TierPlan(
      Settings(widths: [64, 128, 256, 512, 1_024], wideWidths: [256, 512, 1_024, 2_048, 4_096], networks: 100),
      seconds: 1_800, megabytes: 800),
  ]

  static let departures = SweepName("departures")
  static let beyond = SweepName("beyond")
  static let pictures = SweepName("pictures")

  static let width = Axis<Int>("width", "units of a hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let rate = Axis<Double>("rate", units: "1/λ_max", "η of gradient descent")
  static let departure = Column<Double>(
    "departure", over: [network, rate],
    "descent less flow of a network on the data, projected on the limit's of the same initial function")
  static let distance = Column<Double>("distance", over: [network, rate], "‖descent − flow‖ of a network on the data")
  static let limitDistance = Column<Double>(
    "limit_distance", over: [network, rate], "the same of the limit from the same initial function")
  static let firstOrder = Column<Double>(
    "first_order", over: [network, rate], "the same to first order in the rate, ‖½ η t λ² e^{−λt}‖ of all modes")

  static let step = Axis<Int>("step", "steps of gradient descent")
  static let loss = Column<Double>("loss", over: [network, step], "½ Σ (f − y)² at the last of the rates")
  static let sharpness = Column<Double>(
    "sharpness", over: [network], "ηλ_max of the network's own kernel at the end")

  func sweeps(_ settings: Settings) throws -> [Sweep] {
    [
      Sweep(
        Self.departures, cells: [Self.width(settings.widths)],
        within: [Self.network(0..<settings.networks), Self.rate(settings.rates)],
        columns: [Self.departure, Self.distance, Self.limitDistance, Self.firstOrder]
      ) { point, context in
        let (task, width) = (try settings.task(context), try point[Self.width])
        let runs = try Parallel.map(count: settings.networks, threads: context.threads) { network in
          try StepDepartures(
            task, settings, width: width,
            seed: context.seed(purpose: "parameters of width \(width)", index: network))
        }
        return Row(
          Self.departure => runs.flatMap(\.departures), Self.distance => runs.flatMap(\.distances),
          Self.limitDistance => runs.flatMap(\.limitDistances), Self.firstOrder => runs.flatMap(\.firstOrders))
      }.ofTrainedNetworks().costing(TrainedNetworks.cost),
      Sweep(
        Self.beyond, cells: [Self.width(settings.wideWidths)],
        within: [Self.network(0..<settings.networks), Self.step(0...settings.steps)],
        columns: [Self.loss, Self.sharpness]
      ) { point, context in
        let (task, width) = (try settings.task(context), try point[Self.width])
        let runs = try Parallel.map(count: settings.networks, threads: context.threads) { network in
          try StepDescent(
            task, width: width, rate: settings.largestRate / task.modes.largest,
            seed: context.seed(purpose: "parameters beyond the largest rate, width \(width)", index: network)
          ).losses(steps: settings.steps)
        }
        return Row(Self.loss => runs.flatMap(\.losses), Self.sharpness => runs.map(\.sharpness))
      }.ofTrainedNetworks().costing { 0.2 * (try TrainedNetworks.cost($0)) },
      StepPictures.sweep(settings),
    ]
  }
}
