import Datasets
import Results
import Suite

/// Lee et al. 2018, Table 2: the trained networks, and the Gaussian process on the same training and test images.
///
/// The paper's Gaussian processes over several training subsets are `Table2`; here each is run once more on the subset
/// that the networks are trained on, so that the two are compared image by image (`PairedComparison`).
struct Table2Networks: HasFindings {
  typealias Found = NetworkComparison

  let id = "lee2018/table2-networks"
  let title = "Test accuracy of trained networks beside Gaussian processes by training size (Table 2)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  struct Settings: Codable {
    var search: NetworkSearch
    var otherSubsets = OtherSubsets()
    var otherWidths = OtherWidths()
    var process = GaussianProcessSettings()
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(search: .quick, otherSubsets: OtherSubsets(seeds: [1])), seconds: 15, megabytes: 1_500),
    .standard: TierPlan(Settings(search: .standard), seconds: 1_500, megabytes: 2_500, temporaryMegabytes: 1_000),
    .paper: TierPlan(Settings(search: .paper), seconds: 40_000, megabytes: 11_500, temporaryMegabytes: 14_000),
  ]

  static let processes = SweepName("gaussian_process")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let search = settings.search
    let processes = Sweep(
      Self.processes, cells: [TableAxes.row(search.rows), TableAxes.nonlinearity(search.nonlinearities)],
      columns: TableColumns.process + [CorrectImages.column, TableColumns.trainingIndices]
    ) { point, context in
      let row = try point[TableAxes.row]
      let subset = try TrainingSubset(row, seed: 0, context: context)
      let model = row.model(try point[TableAxes.nonlinearity].value, settings.process)
      let result = try model.evaluate(
        training: subset.images, test: context.dataset(row.dataset).test, withVariance: false, context: context)
      return result.row
        + Row(
          CorrectImages.column => CorrectImages(result.isCorrect).text, TableColumns.trainingIndices => subset.digest)
    }.costing { Table2.operations(training: try $0[TableAxes.row].trainingSize, variances: 0) }
    return [processes] + search.sweeps + settings.otherSubsets.sweeps(search)
      + settings.otherWidths.sweeps(search)
  }
}
