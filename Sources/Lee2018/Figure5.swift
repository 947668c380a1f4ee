import Architectures
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Plotting
import Randomness
import Results
import Suite

/// Lee et al. 2018, Figure 5: functions drawn from the prior of a ReLU network of depth 10 with one input, at
/// (σ_w², σ_b²) = (1.8, 0.01).
///
/// Five draws are kept for the picture; what is judged is the variance of 2,000 draws against K(x, x).
struct Figure5: Experiment {
  let id = "lee2018/figure5"
  let title = "Draws from the prior of a deep ReLU network (Figure 5)"
  let reference = "arXiv:1711.00165v3"

  private static let depth = 10
  private static let inputs = (-100...100).map { Double($0) / 50 }
  private static let shown = 5
  private static let draws = 2_000

  func cost(_ tier: Tier) -> Cost? { Cost(seconds: 1, memoryBytes: 100_000_000, diskBytes: 1_000_000) }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "depth", values: .integers([Self.depth]), longName: "number of hidden layers"),
          .index("draw", count: Self.shown, longName: "draws kept for the picture"),
          Coordinate(name: "x", values: .numbers(Self.inputs), longName: "input"),
        ],
        variables: [
          .number("function", over: ["depth", "draw", "x"], "draw from the prior"),
          Variable(
            name: "variance", dimensions: ["depth", "x"], type: .float64, units: "1", longName: "prior variance K(x, x)"
          ),
          .number("variance_ratio", over: ["depth"], "mean over draws and inputs of f(x)² / K(x, x)"),
          .number("variance_ratio_stderr", over: ["depth"], "standard error of variance_ratio over draws"),
        ],
        cellDimensions: ["depth"])
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let network = Architecture.fullyConnected(
      depth: Self.depth, nonlinearity: .relu, weightVariance: 1.8, biasVariance: 0.01)
    let inputs = Matrix(rows: Self.inputs.count, columns: 1, elements: Self.inputs)
    let kernel = try network.infiniteWidth.matrices(of: VectorPairs(rows: inputs), get: .nngp, threads: context.threads)
    guard let covariance = kernel.nngp else { throw InfiniteWidthError.noWeights }
    let variance = (0..<covariance.rows).map { covariance[$0, $0] }
    var generator = CounterBasedGenerator(seed: context.seed(purpose: "draws"))
    let functions = try GaussianProcessPrior(covariance: covariance).draws(Self.draws) { generator.normal() }
    let ratios = (0..<Self.draws).map { draw in
      zip(functions.row(draw), variance).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } / Double(variance.count)
    }
    let ratio = SampleMean(ratios)
    return CellOutcome(
      CellValues(numbers: [
        "function": (0..<Self.shown).flatMap { Array(functions.row($0)) }, "variance": variance,
        "variance_ratio": [ratio.mean], "variance_ratio_stderr": [ratio.standardError ?? .nan],
      ]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    [
      Score(
        key: "prior/variance_ratio", value: try results.numbers("variance_ratio").values[0],
        standardError: try results.numbers("variance_ratio_stderr").values[0], samples: 1,
        title: "variance of \(Self.draws) draws over K(x, x)")
    ]
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let functions = try results.numbers("function").values
    let deviation = try results.numbers("variance").values.map { 2 * $0.squareRoot() }
    let zero = [Double](repeating: 0, count: Self.inputs.count)
    return Figure(
      title: "ReLU, depth 10, σ<sub>w</sub><sup>2</sup> = 1.8, σ<sub>b</sub><sup>2</sup> = 0.01",
      panels: [
        Panel(
          x: PlotAxis("<i>x</i>"), y: PlotAxis("<i>f</i>(<i>x</i>)"),
          layers: [
            .band(
              x: Self.inputs, lower: deviation.map { -$0 }, upper: deviation, label: "± 2 prior standard deviations",
              colour: .grey)
          ]
            + (0..<Self.shown).map { draw in
              .line(
                x: Self.inputs, y: Array(functions[draw * zero.count..<(draw + 1) * zero.count]), dash: .solid)
            })
      ])
  }
}
