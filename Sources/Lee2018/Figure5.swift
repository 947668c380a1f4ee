import Architectures
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

  struct Settings: Codable {
    var depth = 10
    var weightVariance = 1.8
    var biasVariance = 0.01
    /// Inputs lie between −`largestInput` and `largestInput`, so many to a unit.
    var largestInput = 2
    var inputsPerUnit = 50
    var draws = 2_000
    /// Draws kept for the picture.
    var shown = 5

    var inputs: [Double] {
      (-largestInput * inputsPerUnit...largestInput * inputsPerUnit).map { Double($0) / Double(inputsPerUnit) }
    }
  }

  let tiers = [Tier: TierPlan<Settings>].everyTier(TierPlan(Settings(), seconds: 1, megabytes: 100))

  static let draw = Axis<Int>("draw", "draws kept for the picture")
  static let x = Axis<Double>("x", "input")
  static let function = Column<Double>("function", over: [draw, x], "draw from the prior")
  static let variance = Column<Double>("variance", over: [x], "prior variance K(x, x)")
  static let ratio = Column<Double>("variance_ratio", "mean over draws and inputs of f(x)² / K(x, x)")
  static let ratioError = Column<Double>(
    "variance_ratio_stderr", "standard error of variance_ratio over draws")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [TableAxes.depth([settings.depth])],
        within: [Self.draw(0..<settings.shown), Self.x(settings.inputs)],
        columns: [Self.function, Self.variance, Self.ratio, Self.ratioError]
      ) { point, context in
        let network = Architecture.fullyConnected(
          depth: try point[TableAxes.depth], nonlinearity: .relu, weightVariance: settings.weightVariance,
          biasVariance: settings.biasVariance)
        let inputs = Matrix(rows: settings.inputs.count, columns: 1, elements: settings.inputs)
        let covariance = try PriorKernel.nngp.matrix(
          of: network.infiniteWidth.matrices(of: VectorPairs(rows: inputs), get: .nngp, threads: context.threads))
        let variance = (0..<covariance.rows).map { covariance[$0, $0] }
        var generator = CounterBasedGenerator(seed: context.seed(purpose: "draws"))
        let prior = try GaussianProcessPrior(covariance: covariance, jitter: .absolute(first: 1e-10))
        let functions = prior.draws(settings.draws) { generator.normal() }
        let ratios = (0..<settings.draws).map { draw in
          zip(functions.row(draw), variance).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } / Double(variance.count)
        }
        let ratio = SampleMean(ratios)
        return Row(
          Self.function => (0..<settings.shown).flatMap { Array(functions.row($0)) }, Self.variance => variance,
          Self.ratio => ratio.mean, Self.ratioError => ratio.standardError ?? .nan)
      }
    ]
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let table = try tables.only
    return [
      Score(
        key: "prior/variance_ratio", value: try table.value(Self.ratio),
        standardError: try table.value(Self.ratioError), degreesOfFreedom: settings.draws - 1,
        title: "variance of \(settings.draws) draws over K(x, x)")
    ]
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let table = try tables.only
    let inputs = try table[Self.x]
    let deviation = try table[Self.variance].map { 2 * $0.squareRoot() }
    let band = Layer.band(
      x: inputs, lower: deviation.map { -$0 }, upper: deviation, label: "± 2 prior standard deviations", colour: .grey)
    let functions = try table.lists(Self.function, by: Self.draw)
    return Figure(
      title: "ReLU, depth \(settings.depth), σ<sub>w</sub><sup>2</sup> = \(settings.weightVariance), "
        + "σ<sub>b</sub><sup>2</sup> = \(settings.biasVariance)",
      panels: [
        Panel(
          x: PlotAxis("<i>x</i>"), y: PlotAxis("<i>f</i>(<i>x</i>)"),
          layers: [band] + functions.map { .line(x: inputs, y: $0, dash: .solid) })
      ])
  }
}
