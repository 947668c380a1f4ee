import Nonlinearities
import Results
import Suite

/// The second sweep of Table 2: its models with the kernel of the paper's own algorithm, the truncated lookup table of
/// Section 2.5, which is far from the exact kernel at the variances of the CIFAR rows. Enough of the rows to tell
/// whether the truncated table explains a difference; accuracies alone, without variances.
enum PaperAlgorithm {
  static let name = SweepName("paper_algorithm")

  /// None where no rows are run.
  static func sweeps(_ rows: [GaussianProcessRow], _ settings: GaussianProcessSettings) -> [Sweep] {
    guard !rows.isEmpty else { return [] }
    return [
      Sweep(
        name, cells: [TableAxes.row(rows), TableAxes.nonlinearity(NamedNonlinearity.allCases)],
        columns: [
          TableColumns.accuracy, TableColumns.squaredError, TableColumns.noiseVariance, TableColumns.attempts,
          TableColumns.trainingIndices,
        ]
      ) { point, context in
        try run(point, settings, context)
      }.costing { Table2.operations(training: try $0[TableAxes.row].trainingSize, variances: 0) }
    ]
  }

  private static func run(
    _ point: Point, _ settings: GaussianProcessSettings, _ context: RunContext
  ) throws -> Row {
    let (row, nonlinearity) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
    // One table a nonlinearity for the whole run: its rows take longer than most cells.
    let table = context.recent("table of \(nonlinearity.name)", for: nonlinearity.name) {
      LookupTable(nonlinearity.value)
    }
    var model = row.model(nonlinearity.value, settings)
    model.algorithm = .lookupTable(table)
    let subset = try TrainingSubset(row, seed: 0, context: context)
    let result = try model.evaluate(
      training: subset.images, test: context.dataset(row.dataset).test, withVariance: false, context: context)
    return Row(
      TableColumns.accuracy => result.accuracy, TableColumns.squaredError => result.meanSquaredError,
      TableColumns.noiseVariance => result.noiseVarianceUsed, TableColumns.attempts => result.attempts,
      TableColumns.trainingIndices => subset.digest)
  }
}
