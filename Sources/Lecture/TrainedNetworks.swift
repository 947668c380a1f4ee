import Foundation
import LinearAlgebra
import Platform
import Results
import Suite

/// A network with one input, two hidden layers and one output before and after training: the function, the weight
/// matrices, and the tangent kernel of two inputs, at several widths.
///
/// *Setting.* W = σ_w ω/√fan-in with ω ~ N(0, 1), and biases likewise: NTK parameterisation; gradient descent on ½ Σ (f
/// − y)² over all points.
///
/// *What is expected of the function and the kernel.* In the limit Θ̂ is Θ at any time, and s steps at the rate η take
/// f₀ to f₀(x) + Θ(x, X) Θ⁻¹ (1 − (1 − ηΘ)^s)(Y − f₀(X)). A network of width n does this up to 1/n in the mean: what
/// it has changed by, projected on what the limit changes the same f₀ by, is 1 (a of a + b/n); and so is Θ̂₀ of two
/// inputs projected on Θ. One network's Θ̂₀ is off by n^{−1/2}, a sum over units, and training moves it by 1/n (Huang
/// and Yau 2019; Dyer and Gur-Ari 2020): slopes −1/2 and −1. The picture of a 2 × 2 kernel is the ellipse {Θ g: |g| =
/// 1}, how the two outputs would move for gaps g of length 1.
///
/// *What is expected of the weights* (`Weights`). ω has as many independent entries N(0, 1) as it has entries: E
/// ‖ω₀‖² is n for the first and the last matrix and n² for that between the hidden layers, in the Frobenius norm. The
/// change is O(1) in every layer, and the limit has its coefficient: with g = Θ⁻¹ (1 − (1 − ηΘ)^s)(Y − f₀(X)) layer l
/// moves by J_lᵀ g, J_l the derivatives of outputs by its weights, so that
///
///     ‖ω_s − ω₀‖² = gᵀ Θ_l g,      Θ_l = J_l J_lᵀ that layer's part of Θ,
///
/// with the mean Tr[Θ_l G (Y Yᵀ + K) G] over f₀ ~ N(0, K), where g = G (Y − f₀(X)). Therefore ‖Δω‖/‖ω₀‖ falls as 1/√n
/// at the ends and as 1/n between the hidden layers. (In the operator norm ‖ω₀‖ is about 2√n there, while that of the
/// change, of rank m, stays O(1): the ratio falls as 1/√n.) Matrices before and after look alike except at small
/// width: an entry of that between hidden layers moves by ‖Δω‖/n.
///
/// *Judged.* Slopes over the wider half of the widths (`WidthScaling`). Coefficients network by network: what a network
/// differs by from the limit of the same f₀, over the limit's mean, so that initial functions do not scatter it.
struct TrainedNetworks: HasFindings {
  typealias Found = TrainingFindings

  let id = "lecture/training"
  let title = "A network learns points of a curve: functions and tangent kernels at three widths"
  let reference = "arXiv:1806.07572, arXiv:1902.06720v3"

  struct Settings: Codable {
    var widths: [Int]
    /// Of each of these widths.
    var networks: Int
    /// Widths of the pictures, and networks of each.
    var shownWidths = [10, 64, 512]
    var shown = 8
    var data = LineData()
    /// ηλ_max
    var rateFraction = 0.9
    var steps = 200
    /// The two inputs of a kernel's picture.
    var pair = [-0.25, 0.75]
    /// Places from −end to end where networks are held against the limit, and where they are drawn.
    var places = 30
    var drawnPlaces = 121
    var end = 1.5
    /// Rows and columns of the part of a weight matrix that is drawn.
    var block = 10

    func task(_ places: [Double], _ context: RunContext) throws -> LineTask {
      try context.recent("task", for: "\(places.count)") {
        try LineTask(data, places: places, threads: context.threads)
      }
    }

    func rate(_ task: LineTask) -> Double { rateFraction / task.modes.largest }

    func training(_ task: LineTask) -> LinearTraining { .descent(rate: rate(task), steps: steps) }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(widths: [32, 64, 128, 256, 512], networks: 32), seconds: 8, megabytes: 200),
    .standard: TierPlan(
      Settings(widths: [64, 128, 256, 512, 1_024], networks: 96, shownWidths: [10, 100, 1_000]), seconds: 120,
      megabytes: 300),
    .paper: TierPlan(
      Settings(widths: [128, 256, 512, 1_024, 2_048], networks: 200, shownWidths: [10, 100, 1_000]), seconds: 1_500,
      megabytes: 500),
  ]

  static let networks = SweepName("networks")
  static let pictures = SweepName("pictures")

  static let width = Axis<Int>("width", "units of a hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let layer = Axis<WeightLayer>("layer", "weights from the input, between hidden layers, to the output")
  static let initialSquare = Column<Double>("initial_square", over: [network, layer], "‖ω₀‖², ω of W = σ_w ω/√fan-in")
  static let changeSquare = Column<Double>("change_square", over: [network, layer], "‖ω − ω₀‖² after training")
  static let limitSquare = Column<Double>(
    "limit_square", over: [network, layer], "what the limit makes of the same initial function")
  static let expectedSquare = Column<Double>(
    "expected_square", over: [layer], "mean of ‖ω − ω₀‖² over initial functions at infinite width")
  static let learnt = Column<Double>(
    "learnt", over: [network], "change of the function, projected on the limit's of the same initial function")
  static let initialKernel = Column<Double>(
    "initial_kernel", over: [network], "Θ̂₀ of two inputs projected on Θ, which is 1")
  static let kernelSpread = Column<Double>("kernel_spread", over: [network], "‖Θ̂₀ − Θ‖/‖Θ‖ of two inputs")
  static let kernelChange = Column<Double>("kernel_change", over: [network], "‖Θ̂ − Θ̂₀‖/‖Θ̂₀‖ of two inputs")

  func sweeps(_ settings: Settings) throws -> [Sweep] {
    let judged = Sweep(
      Self.networks, cells: [Self.width(settings.widths)],
      within: [Self.network(0..<settings.networks), Self.layer(WeightLayer.allCases)],
      columns: [
        Self.initialSquare, Self.changeSquare, Self.limitSquare, Self.learnt, Self.initialKernel, Self.kernelSpread,
        Self.kernelChange,
      ]
    ) { point, context in
      let task = try settings.task(LineData.grid(settings.places, end: settings.end), context)
      let limit = try TrainingLimit(task, settings, threads: context.threads)
      let width = try point[Self.width]
      let measures = try Parallel.map(count: settings.networks, threads: context.threads) { network in
        try TrainingMeasures(
          limit,
          LineRun(
            task, width: width, rate: settings.rate(task), steps: settings.steps,
            seed: context.seed(purpose: "parameters of width \(width)", index: network)))
      }
      return TrainingMeasures.row(measures)
    }
    .with(constants: [Self.expectedSquare]) { context in
      let task = try settings.task(LineData.grid(settings.places, end: settings.end), context)
      return try Row(
        Self.expectedSquare => TrainingLimit(task, settings, threads: context.threads).expectedSquares)
    }
    return [judged.ofTrainedNetworks().costing(Self.cost), TrainingPictures.sweep(settings)]
  }

  static func cost(_ point: Point) throws -> Double {
    let width = Double(try point[Self.width])
    return 10_000 + 100 * width + width * width
  }
}
