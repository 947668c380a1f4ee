import Architectures
import FiniteWidth
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Plotting
import Randomness
import Results
import Suite

/// Jacot et al. 2018, Figure 1: the tangent kernel Θ(x₀, x) of ReLU networks of depth L = 4 on the unit circle, ten
/// random networks at initialisation and after 200 steps of gradient descent at rate 1 towards f* = x₁x₂; β = 0.1.
///
/// Training inputs are drawn from N(0, I), as the paper has them; their number, which it does not print, is 32 here,
/// the same for every network. The cost is half the mean of (f − f*)².
struct TangentKernelOnCircle: HasFindings {
  typealias Found = TangentKernelSpread

  let id = "jacot2018/figure1"
  let title = "The tangent kernel before and after training, two widths (Figure 1)"
  let reference = "arXiv:1806.07572"

  struct Settings: Codable {
    var narrow, wide: Int
    /// Of either width.
    var networks = 10
    var steps = 200
    var inputs = 32
    var hiddenLayers = 3
    /// β²
    var biasVariance = 0.01
    /// Of gradient descent on half the mean of (f − f*)².
    var rate = 1

    var architecture: Architecture {
      .fullyConnected(depth: hiddenLayers, nonlinearity: .relu, weightVariance: 1, biasVariance: biasVariance)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(narrow: 50, wide: 500), seconds: 3, megabytes: 100),
    .standard: TierPlan(Settings(narrow: 500, wide: 4_000), seconds: 120, megabytes: 1_500),
    .paper: TierPlan(Settings(narrow: 500, wide: 10_000), seconds: 800, megabytes: 5_000),
  ]

  static let width = Axis<Int>("width", "units of a hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let time = Axis<Int>("time", "steps of gradient descent")
  static let angle = Axis<Double>("angle", units: "rad", "angle from x₀")
  static let kernel = Column<Double>("tangent_kernel", over: [time, angle], "Θ(x₀, x) of a network")
  static let limit = Column<Double>("limit_kernel", over: [angle], "Θ(x₀, x) at infinite width")

  /// γ of x = (cos γ, sin γ), x₀ at 0.
  private static let angles = (-48...48).map { Double.pi * Double($0) / 48 }
  private static let origin = Matrix<Double>(rows: 1, columns: 2, elements: [1, 0])
  private static let circle = Matrix<Double>(
    rows: angles.count, columns: 2, elements: angles.flatMap { [cos($0), sin($0)] })

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.width([settings.narrow, settings.wide]), Self.network(0..<settings.networks)],
        within: [Self.time([0, settings.steps]), Self.angle(Self.angles)], columns: [Self.kernel]
      ) { point, context in
        let trainer = try trainer(
          width: point[Self.width], number: point[Self.network], settings, context)
        let before = try kernel(of: trainer.network)
        trainer.run(steps: settings.steps)
        return try Row(Self.kernel => before + kernel(of: trainer.network))
      }
      .with(constants: [Self.limit]) { context in
        let kernel = try settings.architecture.infiniteWidth.matrices(
          of: VectorPairs(rows: Self.origin, columns: Self.circle), get: .ntk, threads: context.threads)
        return Row(Self.limit => kernel.ntk?.elements ?? [])
      }
      .ofTrainedNetworks().costing { point in
        let width = Double(try point[Self.width])
        return 1e5 + width * width
      }
    ]
  }

  private func trainer(
    width: Int, number: Int, _ settings: Settings, _ context: RunContext
  ) throws -> Trainer<Float> {
    var generator = CounterBasedGenerator(seed: context.seed(purpose: "training inputs"))
    let count = settings.inputs
    let inputs = Matrix<Float>(
      Matrix<Double>(rows: count, columns: 2, elements: (0..<2 * count).map { _ in generator.normal() }))
    let targets = Matrix<Float>(
      rows: count, columns: 1, elements: (0..<count).map { inputs[$0, 0] * inputs[$0, 1] })
    let network = try settings.architecture.finiteWidth(
      width, inputs: 2, seed: context.seed(purpose: "parameters of width \(width)", index: number),
      parameterisation: .neuralTangent, as: Float.self)
    return try Trainer(
      network, inputs: inputs, targets: targets,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent,
        learningRate: .constant(Double(settings.rate) / Double(count))),
      seed: context.seed(purpose: "training"), threads: context.threads)
  }

  private func kernel(of network: FiniteNetwork<Float>) throws -> [Double] {
    try network.tangentKernel(Matrix<Float>(Self.origin), Matrix<Float>(Self.circle), outputs: 0..<1)
      .elements.map(Double.init)
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    """
    \(settings.networks) networks a width with \(settings.hiddenLayers) hidden layers, W and b from N(0, 1) in NTK \
    parameterisation, α̃ = Wα/√n + \(settings.biasVariance.squareRoot()) b; \(settings.steps) full-batch steps at rate \
    \(settings.rate) on half the mean squared error of \(settings.inputs) inputs from N(0, I). The spread is the \
    standard deviation over networks of Θ(x₀, x), root mean square over the circle; the inflation is the relative \
    growth by training of its mean over the circle.
    """
  }
}
