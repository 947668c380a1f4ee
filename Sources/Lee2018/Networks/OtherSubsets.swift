import FiniteWidth
import Results
import Suite

/// The best trial of each small search trained anew on other training subsets: how much the choice of the training
/// images, of the initial weights and of the mini-batches moves a network's accuracy.
///
/// The trial is chosen on the first subset and is not chosen again: what a search on another subset would find besides
/// is in the spread over trials (`BestOfTrials`); `SubsetSpread` makes one of all of them.
struct OtherSubsets: Codable, Sendable {
  var seeds = [1, 2]
  /// Larger subsets move an accuracy less (`SubsetSpread`), and their networks take longer.
  var largestTrainingSize = 1_000

  static let name = SweepName("other_subsets")
  static let seed = Axis<Int>("subset_seed", "seed of the training subset")
  static let draw = Column<Int>("draw", "number of the best random draw of the search; -1: none had a score")

  func rows(of search: NetworkSearch) -> [GaussianProcessRow] {
    search.rows.filter { $0.trainingSize <= largestTrainingSize }
  }

  /// None without a row to train.
  func sweeps(_ search: NetworkSearch) -> [Sweep] {
    let rows = rows(of: search)
    guard !rows.isEmpty, !seeds.isEmpty else { return [] }
    let sweep = Sweep(
      Self.name,
      cells: [TableAxes.row(rows), TableAxes.nonlinearity(search.nonlinearities), Self.seed(seeds)],
      columns: [Self.draw] + TrainedTrial.columns + [TableColumns.trainingIndices]
    ) { point, context in
      try run(point, search, context)
    }
    return [
      sweep.ofTrainedNetworks().chained("networks", by: 2).sideBySide { point in
        try search.setting(point[TableAxes.row], point[TableAxes.nonlinearity]).isForOneCore
      }.costing { point in
        let row = try point[TableAxes.row]
        let setting = try search.setting(row, point[TableAxes.nonlinearity])
        return search.rungs.indices.reduce(0) { $0 + search.operations(setting, row, $1) }
      }
    ]
  }

  private func run(_ point: Point, _ search: NetworkSearch, _ context: RunContext) throws -> Row {
    let (row, nonlinearity, seed) = (
      try point[TableAxes.row], try point[TableAxes.nonlinearity], try point[Self.seed]
    )
    let images = try NetworkImages.of(
      row, subsetSeed: seed, search.preprocessing,
      validationImages: search.rungs.map(\.rule.validationImages).max() ?? 0, context: context)
    let digest = Row(TableColumns.trainingIndices => images.digest)
    let searched = SearchedRow(row: row, nonlinearity: nonlinearity, search: search, context: context)
    guard let best = try searched.best() else { return TrainedTrial.emptyRow + digest + Row(Self.draw => -1) }
    let (training, settings, _) = try search.climb(
      searched, best.draw, to: best.rung, images, beside: ", subset \(seed)", context)
    return try TrainedTrial(training, settings, images).row + digest + Row(Self.draw => best.draw)
  }
}
