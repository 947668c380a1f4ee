import Foundation
import LinearAlgebra
import Platform
import Results
import Suite

/// How weight decay and the learning rate act together: a network learns, and under decay towards 0 it forgets again;
/// when depends on ηλ.
///
/// *Derivation.* A network without biases and with ReLU is homogeneous: f is multiplied by cᴸ if all weights are by c,
/// L = hidden layers + 1, and Θ by c^{2(L−1)}. Gradient descent on ½ Σ (f − y)² + ½ λ ‖θ‖² makes θ ← (1 − ηλ) θ − η ∇.
/// At infinite width the gradient moves θ by O(1), and ‖θ‖ is O(√parameters): the kernel feels the decay alone. With c
/// = 1 − ηλ, step by step,
///
///     f ← cᴸ [f − (η/c) Θ_s(x, X)(f(X) − Y)],      Θ_s = c^{2(L−1)s} Θ,
///
/// exactly, and for small steps with t = ηs: df/dt = −e^{−2(L−1)λt} Θ (f − Y) − λ L f (Lewkowycz and Gur-Ari 2020,
/// arXiv:2006.08643). The network first learns; when e^{−2(L−1)λt} λ_k is no more than λL the pull of the data is
/// lost, and f → 0: **at infinite width weight decay ends in the zero function.** It does so at a time t in units of
/// 1/λ that does not know η: after steps ∝ 1/(ηλ). If every step takes a share λ′ from the weights whatever the rate
/// ("decoupled" decay), that is λ = λ′/η: a smaller rate is a stronger penalty. The network learns less, and the
/// number of steps until it forgets grows by no more than a quarter from ηλ_max = 1/12 to 1/2 (134 to 165 by the
/// recursion), where with a penalty it falls to a sixth.
///
/// *Without f₀.* The initial function has a Σ f₀·y/Σ y² of deviation 1, more than is ever learnt: what a single
/// network loses of it is not what it forgets of the data. The recursion is affine in (f₀, Y). Every network is
/// therefore trained twice from the same parameters, on Y and on −Y: of half the difference f₀ is gone, at any width at
/// the beginning, and in the limit at all times, where it is the recursion from f = 0.
///
/// *What networks must do.* With T the number of steps until Σ f·y/Σ y² of half the difference has fallen to half of
/// its largest: (1) T over that of the recursion is a + b/n with a = 1, of both kinds of decay, at the largest and the
/// smallest rate (at 1/4 the penalty takes the share λ′: there both are one and the same); (2) T ∝ 1/η at one λ:
/// between neighbouring rates the log-log slope, a + bη in their logarithmic mean η, is −1 for η → 0. At finite width a
/// fit stays that the penalty can bear (`bayes/weight-decay` asks how large); it is drawn, not judged.
struct DecayRates: HasFindings {
  typealias Found = DecayRatesFindings

  let id = "lecture/weight-decay"
  let title = "Weight decay and the learning rate: when a network forgets"
  let reference = "arXiv:2006.08643"

  struct Settings: Codable {
    var widths: [Int]
    /// Of each width.
    var networks: Int
    /// Each is x, beside a 1.
    var inputs = [-1, -0.3, 0.4, 1]
    var targets = [-0.7, -0.1, 0.5, 1.1]
    var hiddenLayers = 1
    var weightVariance = 2.0
    /// 1/(ηλ_max)
    var inverseRates = [2, 3, 4, 6, 8, 12]
    /// Those whose times are judged; the others are drawn.
    var judgedInverseRates = [2, 12]
    /// λ/λ_max
    var decay = 0.04
    /// λ′
    var decayShare = 0.01
    /// Networks are looked at whenever λt has grown by `decay`, or after so many steps of decay by a share.
    var shareSteps = 6
    var looks = 62
    /// Widths of the pictures.
    var shownWidths = [32, 256, 4_096]
    /// Places from −end to end, and looks at which functions are drawn.
    var drawnPlaces = 61
    var end = 1.5
    var drawnLooks = [4, 16, 36, 62]

    /// Steps between two looks.
    func interval(_ rule: DecayRule, _ inverseRate: Int) -> Int { rule == .penalty ? inverseRate : shareSteps }

    func task(_ places: [Double], _ context: RunContext) throws -> DecayTask {
      try context.recent("task", for: "\(places.count)") {
        try DecayTask(self, places: places, threads: context.threads)
      }
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(widths: [512, 724, 1_024, 1_448, 2_048], networks: 8), seconds: 9, megabytes: 150),
    .standard: TierPlan(
      Settings(widths: [512, 1_024, 2_048, 4_096, 8_192], networks: 32), seconds: 95, megabytes: 150),
    .paper: TierPlan(
      Settings(widths: [1_024, 2_048, 4_096, 8_192, 16_384], networks: 100), seconds: 500, megabytes: 200),
  ]

  static let networks = SweepName("networks")
  static let pictures = SweepName("pictures")

  static let rule = Axis<DecayRule>("rule", "decay by a penalty, or by a share of the weights a step")
  static let width = Axis<Int>("width", "units of a hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let inverseRate = Axis<Int>("inverse_rate", "1/(ηλ_max)")
  static let look = Axis<Int>("look", "looks at a network, as many steps apart")
  static let fit = Column<Double>(
    "fit", over: [network, inverseRate, look],
    "Σ f·y/Σ y² of half the difference of a network that learns Y and of the same that learns −Y")
  static let limitFit = Column<Double>("limit_fit", over: [inverseRate, look], "the same in the limit")

  static let position = Axis<Double>("position", "x")
  static let function = Column<Double>("function", over: [look, position], "f(x) of a network")
  static let limitFunction = Column<Double>(
    "limit_function", over: [look, position], "what the limit makes of the same initial function")
  static let drawnFit = Column<Double>("drawn_fit", over: [look], "Σ f·y/Σ y² of that network")

  func sweeps(_ settings: Settings) throws -> [Sweep] {
    let places = LineData.grid(settings.drawnPlaces, end: settings.end)
    return [
      Sweep(
        Self.networks, cells: [Self.rule(DecayRule.allCases), Self.width(settings.widths)],
        within: [
          Self.network(0..<settings.networks), Self.inverseRate(settings.inverseRates), Self.look(0...settings.looks),
        ], columns: [Self.fit, Self.limitFit]
      ) { point, context in
        let (rule, width) = (try point[Self.rule], try point[Self.width])
        let task = try settings.task([], context)
        let runs = try Parallel.map(count: settings.networks, threads: context.threads) { network in
          let seed = context.seed(purpose: "parameters of width \(width), \(rule.rawValue)", index: network)
          return try settings.inverseRates.flatMap { rate in
            try task.learntFits(rule, inverseRate: rate, width: width, seed: seed)
          }
        }
        return Row(
          Self.fit => runs.flatMap(\.self),
          Self.limitFit => settings.inverseRates.flatMap { task.limitFits(rule, inverseRate: $0) })
      }.ofTrainedNetworks().costing { 500 + Double(try $0[Self.width]) },
      Sweep(
        Self.pictures, cells: [Self.width(settings.shownWidths)],
        within: [Self.look(0...settings.looks), Self.position(places)],
        columns: [Self.function, Self.limitFunction, Self.drawnFit]
      ) { point, context in
        let (task, width) = (try settings.task(places, context), try point[Self.width])
        let rate = settings.inverseRates[0]
        let outputs = try task.outputs(
          .penalty, inverseRate: rate, width: width, seed: context.seed(purpose: "drawn parameters of width \(width)"))
        let limit = task.limit(.penalty, inverseRate: rate, start: outputs[0])
        func drawn(_ looks: [[Double]]) -> [Double] { looks.flatMap { $0.dropFirst(settings.inputs.count) } }
        return Row(
          Self.function => drawn(outputs), Self.limitFunction => drawn(limit), Self.drawnFit => outputs.map(task.fit))
      }.ofTrainedNetworks().costing { 500 + Double(try $0[Self.width]) },
    ]
  }
}
