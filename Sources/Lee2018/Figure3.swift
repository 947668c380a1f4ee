import Datasets
import Foundation
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figures 3 and 8: does the predictive variance tell where the posterior mean errs?
///
/// Test points are sorted by predicted variance and averaged in bins of 100; the figure of merit is the correlation
/// over bins of predicted variance and realised squared error. Depth 3, (σ_w², σ_b²) = (2.0, 0.2).
struct Figure3: Experiment {
  let id = "lee2018/figure3"
  let title = "Predicted uncertainty against realised error (Figures 3 and 8)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    var depth = 3
    var weightVariance = 2.0
    var biasVariance = 0.2
    var pointsPerBin = 100
    /// Of all test images.
    var bins = 100
    /// Of the test points, for the standard error of the correlation.
    var bootstrapSamples = 200
    var process = GaussianProcessSettings()
  }

  private static let full = TierPlan(
    Settings(rows: GaussianProcessRow.rows(sizes: [1_000, 5_000])), seconds: 40, megabytes: 1_000)

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(rows: GaussianProcessRow.rows(sizes: [1_000])), seconds: 8, megabytes: 1_000),
    .standard: full, .paper: full,
  ]

  static let bin = Axis<Int>("bin", "bins of test points, by predicted variance")
  static let variance = Column<Double>(
    "predicted_variance", over: [bin], "posterior variance, mean over the bin")
  static let squaredError = Column<Double>(
    "squared_error", over: [bin], "squared error of the posterior mean, mean over outputs and the bin")
  static let correlation = Column<Double>(
    "correlation", "correlation over bins of predicted variance and squared error")
  static let correlationError = Column<Double>(
    "correlation_stderr", "standard error of the correlation, bootstrap over test points")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let kinds = NamedNonlinearity.allCases
    return [
      Sweep(
        cells: [TableAxes.row(settings.rows), TableAxes.nonlinearity(kinds)], within: [Self.bin(0..<settings.bins)],
        columns: [Self.variance, Self.squaredError, Self.correlation, Self.correlationError]
      ) { point, context in
        let row = try point[TableAxes.row]
        let model = GaussianProcessModel(
          nonlinearity: try point[TableAxes.nonlinearity].value, depth: settings.depth,
          weightVariance: settings.weightVariance, biasVariance: settings.biasVariance
        ).with(settings.process)
        let result = try model.evaluate(row, withVariance: true, context: context)
        let points = BinnedUncertainty(variances: result.variances, squaredErrors: result.squaredErrors)
        let bins = points.bins(of: settings.pointsPerBin)
        let cell = try point.place(on: TableAxes.row) * kinds.count + point.place(on: TableAxes.nonlinearity)
        let seed = context.seed(purpose: "bootstrap", index: cell)
        return Row(
          Self.variance => bins.variances, Self.squaredError => bins.squaredErrors,
          Self.correlation => bins.correlation,
          Self.correlationError
            => points.bootstrapError(
              pointsPerBin: settings.pointsPerBin, seed: seed, replicates: settings.bootstrapSamples))
      }.costing { point in
        let n = Double(try point[TableAxes.row].trainingSize)
        return n * (n + 2_000)
      }
    ]
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let table = try tables.only
    return try table.points().map { point in
      let (row, kind) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
      return try row.scorer(kind)(
        "correlation", table.value(Self.correlation, at: point),
        error: table.value(Self.correlationError, at: point), "correlation of variance and error")
    }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let table = try tables.only
    let panels = try table.points().map { point in
      let correlation = String(format: "%.3f", try table.value(Self.correlation, at: point))
      let kind = try point[TableAxes.nonlinearity]
      return Panel(
        title: "\(try point[TableAxes.row].label), \(kind.title): <i>r</i> = \(correlation)",
        x: PlotAxis("predicted variance"), y: PlotAxis("mean squared error"),
        layers: [
          .points(x: try table[Self.variance, at: point], y: try table[Self.squaredError, at: point], opacity: 0.7)
        ])
    }
    return Figure(columns: try table[TableAxes.nonlinearity].count, panels: panels)
  }
}
