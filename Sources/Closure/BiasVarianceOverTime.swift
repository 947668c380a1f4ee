import Architectures
import Results
import Suite

/// A closure test: networks learn data drawn around a known function, and their bias² and variance over training time
/// are held against the infinite ensemble's. The notes that it follows are on parton distributions, whose fits are
/// tested so.
///
/// *Derivation.* Data Y = f*(X) + ε on a grid, ε ~ N(0, C) with C = σ² I + σ_c² 1 1ᵀ, an own part and one common to
/// all; initial functions f₀ of the covariance K. On ½ Σ (f − y)² the limit has f_t = r f₀ + (1 − r) Y along an
/// eigenvector q of Θ, with r = e^{−λt}, and of gradient descent r = (1 − ηλ)^steps. The mean over networks and data of
/// the square distance from f* is, per input,
///
///     R(t) = (1/n) Σ_k [r_k² c_k² + r_k² κ_k + (1 − r_k)² ν_k],    c = q·f*, κ = qᵀ K q, ν = qᵀ C q:
///
/// bias², variance by the initial functions, variance by the noise (`BiasVarianceModes`; off the data `BiasVariance`).
/// The first two fall from |f*|²/n and tr K/n, the last rises to tr C/n. Mode k has signal left above its noise until
/// t_k = log(1 + (c_k² + κ_k)/ν_k)/λ_k, and R is least at a time t* between the first and the last of these, which the
/// spectrum alone gives: before any network is trained. (Of gradient descent −log(1 − ηλ)/η takes λ's place in t_k.)
///
/// *What networks must do.* f_t of the limit is linear in f₀ and Y, which are independent. (1) The mean square distance
/// of networks is R, each of its parts is R's, and there is no variance by both together. (2) Its derivative in log t
/// vanishes at t*; divided by R's second derivative it is how far the minimum lies from t*, to first order. (3) Of
/// its gap to the data along q_k every network has learnt 1 − r_k. At width n all three are off by 1/n (the kernel's
/// variance and its drift). Each is therefore read at several widths and fitted as a + b/n: a is 0, or 1 where it is a
/// ratio.
///
/// *Precision.* Four networks of a block share two initial functions and two draws of the noise, from which the parts
/// follow without bias (`BlockSquares`); blocks are independent. Single draws scatter by more than networks differ
/// from the limit. So that of each block is taken off what the limit makes of the same f₀ and Y, f₀ + A (Y − f₀(X)),
/// whose expectation is R, with one hidden layer at any width, since f₀ has the covariance K; what is left is how
/// networks depart from the limit. Without it (`alone`) the same numbers test R itself, and their intervals are wide.
///
/// *Sizes.* erf, one hidden layer, σ_w² = 9 and σ_b² = 1: modes that carry f* have λ within a factor of 50, and their
/// signal is above a noise of σ = 0.7 until t_k of some tens of 1/λ_max. Of modes with smaller λ, noise alone is left
/// to learn. The ReLU was tried before anything was declared, in another program: its minimum is sharper, but the drift
/// of its kernel, which has a derivative that jumps, moves the mean square distance by n^{−1/2} and by a tenth still at
/// n = 1,024, so that a + b/n is not its law.
struct BiasVarianceOverTime: HasFindings {
  typealias Found = ClosureFindings

  let id = "closure/bias-variance"
  let title = "Bias and variance over training time: a closure test"
  let reference = "arXiv:1902.06720v3, arXiv:2111.05787v1"

  struct Settings: Codable {
    var widths: [Int]
    /// Of each width: two initial functions times two draws of the data each.
    var blocks: Int
    var hiddenLayers = 1
    /// n, evenly from −1 to 1.
    var inputs = 20
    var weightVariance = 9.0
    var biasVariance = 1.0
    /// σ
    var noise = 0.7
    /// σ_c
    var commonNoise = 0.25
    /// ηλ_max
    var rateFraction = 0.5
    /// When networks are looked at: densely around the minimum.
    var steps = [
      0, 1, 2, 3, 4, 8, 16, 24, 34, 48, 57, 68, 81, 96, 114, 136, 162, 192, 272, 384, 543, 768, 1_086,
    ]
    /// The first modes, whose learning is followed.
    var tracked = 5

    var architecture: Architecture {
      .fullyConnected(
        depth: hiddenLayers, nonlinearity: .erf, weightVariance: weightVariance, biasVariance: biasVariance)
    }

    func task(_ context: RunContext) throws -> ClosureTask {
      try context.recent("task", for: "\(hiddenLayers) \(inputs)") { try ClosureTask(self, threads: context.threads) }
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(widths: [32, 64, 128, 256, 512], blocks: 24), seconds: 18, megabytes: 200),
    .standard: TierPlan(Settings(widths: [64, 128, 256, 512, 1_024], blocks: 48), seconds: 100, megabytes: 250),
    .paper: TierPlan(Settings(widths: [128, 256, 512, 1_024, 2_048], blocks: 400), seconds: 1_200, megabytes: 300),
  ]

  static let width = Axis<Int>("width", "units of a hidden layer")
  static let block = Axis<Int>("block", "four networks: two initial functions, two draws of the data")
  static let reading = Axis<Reading>("reading", "trained networks, or the limit's outputs of the same f₀ and Y")
  static let part = Axis<Part>("part", "on the training inputs, or halfway between them")
  static let square = Axis<Square>("square", "what the square distance of four networks is made of")
  static let step = Axis<Int>("step", "steps of gradient descent")
  static let tracked = Axis<Int>("tracked_mode", "a mode whose learning is followed")

  static let squares = Column<Double>(
    "square_distance", over: [reading, part, square, step],
    "parts of the square distance from f*, mean over four networks and inputs")
  static let learnt = Column<Double>(
    "learnt", over: [tracked, step],
    "1 − Σ g_t g_0/Σ g_0² over four networks, g = q·(Y − f) the gap to the data along an eigenvector")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.width(settings.widths), Self.block(0..<settings.blocks)],
        within: [
          Self.reading(Reading.allCases), Self.part(Part.allCases), Self.square(Square.allCases),
          Self.step(settings.steps), Self.tracked(1...settings.tracked),
        ] + ClosureTheory.axes(settings),
        columns: [Self.squares, Self.learnt]
      ) { point, context in
        try ClosureBlock(
          settings.task(context), width: point[Self.width], block: point[Self.block], context
        ).row
      }
      .ofTrainedNetworks()
      .with(constants: ClosureTheory.columns) { context in try ClosureTheory(settings.task(context)).row }
      .costing { point in 200 + Double(try point[Self.width]) }
    ]
  }
}
