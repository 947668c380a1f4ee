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
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  private static let pointsPerBin = 100
  private static let bins = 100

  private static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    GaussianProcessRow.rows(sizes: tier == .quick ? [1_000] : [1_000, 5_000])
  }

  func cost(_ tier: Tier) -> Cost? {
    Cost(seconds: tier == .quick ? 8 : 40, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["row", "nonlinearity"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          .rows(Self.rows(tier)),
          .nonlinearity,
          .index("bin", count: Self.bins, longName: "bins of test points, by predicted variance"),
        ],
        variables: [
          .number("predicted_variance", over: cell + ["bin"], "posterior variance, mean over the bin"),
          .number(
            "squared_error", over: cell + ["bin"], "squared error of the posterior mean, mean over outputs and the bin"),
          .number("correlation", over: cell, "correlation over bins of predicted variance and squared error"),
          .number("correlation_stderr", over: cell, "standard error of the correlation, bootstrap over test points"),
        ],
        cellDimensions: cell)
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let n = Double(Self.rows(tier)[cell[0]].trainingSize)
    return n * (n + 2_000)
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let row = Self.rows(tier)[cell[0]]
    let model = GaussianProcessModel(
      nonlinearity: GaussianProcessRow.nonlinearities[cell[1]].value, depth: 3, weightVariance: 2.0, biasVariance: 0.2)
    let result = try model.evaluate(
      training: TrainingSubset(row, seed: 0, context: context).images, test: context.dataset(row.dataset).test,
      withVariance: true, context: context)
    let points = BinnedUncertainty(variances: result.variances, squaredErrors: result.squaredErrors)
    let bins = points.bins(of: Self.pointsPerBin)
    let seed = context.seed(purpose: "bootstrap", index: cell[0] * GaussianProcessRow.nonlinearities.count + cell[1])
    return CellOutcome(
      CellValues(numbers: [
        "predicted_variance": bins.variances, "squared_error": bins.squaredErrors,
        "correlation": [bins.correlation],
        "correlation_stderr": [points.bootstrapError(pointsPerBin: Self.pointsPerBin, seed: seed)],
      ]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let (correlations, errors) = try (results.numbers("correlation"), results.numbers("correlation_stderr"))
    return Self.cells(tier).enumerated().map { k, cell in
      Score(
        key: "\(cell.row.dataset.id)/\(cell.row.trainingSize)/\(cell.nonlinearity.name)/correlation",
        value: correlations.values[k], standardError: errors.values[k],
        title:
          "\(cell.row.dataset.title) \(cell.row.sizeLabel), \(cell.nonlinearity.title), correlation of variance and error"
      )
    }
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let (variances, errors) = try (results.numbers("predicted_variance"), results.numbers("squared_error"))
    let correlations = try results.numbers("correlation").values
    let panels = Self.cells(tier).enumerated().map { k, cell in
      let range = k * Self.bins..<(k + 1) * Self.bins
      let correlation = String(format: "%.3f", correlations[k])
      return Panel(
        title: "\(cell.row.label), \(cell.nonlinearity.title): <i>r</i> = \(correlation)",
        x: PlotAxis("predicted variance"), y: PlotAxis("mean squared error"),
        layers: [.points(x: Array(variances.values[range]), y: Array(errors.values[range]), opacity: 0.7)])
    }
    return Figure(columns: GaussianProcessRow.nonlinearities.count, panels: panels)
  }

  /// Rows and nonlinearities in the order of the file.
  private static func cells(
    _ tier: Tier
  ) -> [(row: GaussianProcessRow, nonlinearity: GaussianProcessRow.NamedNonlinearity)] {
    rows(tier).flatMap { row in GaussianProcessRow.nonlinearities.map { (row, $0) } }
  }
}
