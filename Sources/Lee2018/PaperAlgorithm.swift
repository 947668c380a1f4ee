import InfiniteWidth
import Nonlinearities
import Results
import Suite

/// A sweep of Table 2: its models with the kernel of the paper's own algorithm, the truncated lookup table of Section
/// 2.5, which is far from the exact kernel at the variances of the CIFAR rows, on the first n/10 images of each class.
/// Accuracies alone, without variances.
///
/// On MNIST these are the paper's own subsets, and its settings the printed ones: its twelve accuracies up to 5,000
/// images come out to the last digit, and not with the points of the grid that were rounded to two decimals.
enum PaperAlgorithm {
  static let name = SweepName("paper_algorithm")

  /// None where no rows are run.
  static func sweeps(_ rows: [GaussianProcessRow], _ settings: GaussianProcessSettings) -> [Sweep] {
    guard !rows.isEmpty else { return [] }
    return [
      Sweep(
        name, cells: [TableAxes.row(rows), TableAxes.nonlinearity(NamedNonlinearity.allCases)],
        columns: TableColumns.process + [TableColumns.trainingIndices]
      ) { point, context in
        try run(point, settings, context)
      }.costing { Table2.operations(training: try $0[TableAxes.row].trainingSize, variances: 0) }
    ]
  }

  private static func run(
    _ point: Point, _ settings: GaussianProcessSettings, _ context: RunContext
  ) throws -> Row {
    let (row, nonlinearity) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
    var model = row.model(nonlinearity.value, settings)
    model.algorithm = kernel(nonlinearity, context)
    return try model.evaluate(row, context: context).row
      + Row(TableColumns.trainingIndices => TrainingSubset(row, seed: 0, context: context).digest)
  }

  /// One table a nonlinearity for the whole run: its rows take longer than most cells.
  static func kernel(_ nonlinearity: NamedNonlinearity, _ context: RunContext) -> KernelAlgorithm {
    .lookupTable(
      context.recent("table of \(nonlinearity.name)", for: nonlinearity.name) { LookupTable(nonlinearity.value) })
  }
}
