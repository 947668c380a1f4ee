import Results
import Suite

/// Rows of Table 2 that are run on several training subsets: a sweep of its own.
struct TrainingSubsets: Codable {
  let sweepName: String
  let rows: [GaussianProcessRow]
  /// 0 takes the first images of each class, the others random ones.
  let seeds: [Int]

  static let seed = Axis<Int>("subset_seed", "seed of the training subset")

  /// Beside subset 0, for Table 2. Small subsets differ most and cost least: with fourteen more, intervals of 99 % are
  /// narrower by a third than with four.
  static let besideTheFirst = [
    TrainingSubsets(sweepName: "small_subsets", rows: GaussianProcessRow.rows(upTo: 2_000), seeds: Array(1...14)),
    TrainingSubsets(
      sweepName: "large_subsets", rows: GaussianProcessRow.rows(sizes: [5_000, 10_000]), seeds: Array(1...4)),
  ]

  var name: SweepName { SweepName(sweepName) }

  /// Table 2's own models on these subsets, without predictive variances.
  func sweep(_ settings: GaussianProcessSettings) -> Sweep {
    Sweep(
      name,
      cells: [TableAxes.row(rows), TableAxes.nonlinearity(NamedNonlinearity.allCases), Self.seed(seeds)],
      columns: TableColumns.process + [TableColumns.trainingIndices]
    ) { point, context in
      let row = try point[TableAxes.row]
      let subset = try TrainingSubset(row, seed: point[Self.seed], context: context)
      let result = try row.model(try point[TableAxes.nonlinearity].value, settings).evaluate(
        training: subset.images, test: context.dataset(row.dataset).test, withVariance: false, context: context)
      return result.row + Row(TableColumns.trainingIndices => subset.digest)
    }.costing { Table2.operations(training: try $0[TableAxes.row].trainingSize, variances: 0) }
  }
}
