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
struct TangentKernelOnCircle: Experiment {
  let id = "jacot2018/figure1"
  let title = "The tangent kernel before and after training, two widths (Figure 1)"
  let reference = "arXiv:1806.07572"

  static let initialisations = 10
  private static let steps = 200
  private static let inputCount = 32
  /// γ of x = (cos γ, sin γ), x₀ at 0.
  static let angles = (-48...48).map { Double.pi * Double($0) / 48 }
  private static let architecture = Architecture.fullyConnected(
    depth: 3, nonlinearity: .relu, weightVariance: 1, biasVariance: 0.01)

  static func widths(_ tier: Tier) -> [Int] {
    switch tier {
    case .quick: [50, 500]
    case .standard: [500, 4_000]
    case .paper: [500, 10_000]
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 3, memoryBytes: 100_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 120, memoryBytes: 1_500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 800, memoryBytes: 5_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "width", values: .integers(Self.widths(tier)), longName: "units of a hidden layer"),
          .index("network", count: Self.initialisations, longName: "independent networks"),
          Coordinate(name: "time", values: .integers([0, Self.steps]), longName: "steps of gradient descent"),
          Coordinate(name: "angle", values: .numbers(Self.angles), units: "rad", longName: "angle from x₀"),
        ],
        variables: [
          .number("tangent_kernel", over: ["width", "network", "time", "angle"], "Θ(x₀, x) of a network"),
          .number("limit_kernel", over: ["angle"], "Θ(x₀, x) at infinite width"),
        ],
        cellDimensions: ["width", "network"])
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let width = Double(Self.widths(tier)[cell[0]])
    return 1e5 + width * width
  }

  private static let origin = Matrix<Double>(rows: 1, columns: 2, elements: [1, 0])
  private static let circle = Matrix<Double>(
    rows: angles.count, columns: 2, elements: angles.flatMap { [cos($0), sin($0)] })

  func shared(group: String, tier: Tier, context: RunContext) throws -> SharedValues {
    let kernel = try Self.architecture.infiniteWidth.matrices(
      of: VectorPairs(rows: Self.origin, columns: Self.circle), get: .ntk, threads: context.threads)
    return SharedValues(numbers: ["limit_kernel": kernel.ntk?.elements ?? []])
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let width = Self.widths(tier)[cell[0]]
    var generator = CounterBasedGenerator(seed: context.seed(purpose: "training inputs"))
    let inputs = Matrix<Float>(
      Matrix<Double>(
        rows: Self.inputCount, columns: 2, elements: (0..<2 * Self.inputCount).map { _ in generator.normal() }))
    let targets = Matrix<Float>(
      rows: Self.inputCount, columns: 1, elements: (0..<Self.inputCount).map { inputs[$0, 0] * inputs[$0, 1] })
    let network = try Self.architecture.finiteWidth(
      width, inputs: 2, seed: context.seed(purpose: "parameters of width \(width)", index: cell[1]),
      parameterisation: .neuralTangent, as: Float.self)
    let before = try Self.kernel(of: network)
    let trainer = try Trainer(
      network, inputs: inputs, targets: targets,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(1 / Double(Self.inputCount))),
      seed: context.seed(purpose: "training"), threads: context.threads)
    trainer.run(steps: Self.steps)
    let after = try Self.kernel(of: trainer.network)
    return CellOutcome(CellValues(numbers: ["tangent_kernel": before + after]))
  }

  private static func kernel(of network: FiniteNetwork<Float>) throws -> [Double] {
    try network.tangentKernel(Matrix<Float>(origin), Matrix<Float>(circle), outputs: 0..<1).elements.map(Double.init)
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try TangentKernelSpread(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try TangentKernelSpread(results, tier: tier).figure
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    """
    \(Self.initialisations) networks a width with three hidden layers, W and b from N(0, 1) in NTK parameterisation, α̃ = Wα/√n + 0.1 b; \
    \(Self.steps) full-batch steps at rate 1 on half the mean squared error of \(Self.inputCount) inputs from N(0, I). The spread is the \
    standard deviation over networks of Θ(x₀, x), root mean square over the circle; the inflation is the relative growth by training \
    of its mean over the circle.
    """
  }
}
