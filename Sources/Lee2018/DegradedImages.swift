import Datasets
import Results
import Suite

/// The sweeps of the preprocessing study over degraded CIFAR-10 images: the models of Table 2's rows by the paper's own
/// algorithm, on several training subsets.
enum DegradedImages {
  static func sweep(_ subsets: TrainingSubsets, _ settings: GaussianProcessSettings) -> Sweep {
    Sweep(
      subsets.name,
      cells: [
        Degradation.axis(Degradation.allCases), TableAxes.row(subsets.rows), TrainingSubsets.seed(subsets.seeds),
        TableAxes.nonlinearity(NamedNonlinearity.allCases),
      ],
      columns: TableColumns.process
    ) { point, context in
      let (row, kind) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
      let degradation = try point[Degradation.axis]
      let test = try context.recent("degraded test images", for: "\(row.dataset.id) \(degradation.rawValue)") {
        degradation.applied(
          to: try context.dataset(row.dataset).test, seed: context.seed(purpose: "pixel noise of test images"))
      }
      let seed = try point[TrainingSubsets.seed]
      let subset = try TrainingSubset(row, seed: seed, context: context)
      // Every subset has noise of its own, so that the spread over subsets holds the noise as well.
      let training = degradation.kept(
        subset.images, seed: context.seed(purpose: "pixel noise of training images", index: seed))
      var model = row.model(kind.value, settings)
      model.algorithm = KernelChoice.table.algorithm(kind, context)
      return try model.evaluate(training: training, test: test, withVariance: false, context: context).row
    }.costing { PreprocessingStudy.cost(try $0[TableAxes.row]) }
  }
}
