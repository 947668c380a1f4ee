import Datasets
import Results
import Suite

/// The finite networks of Table 2: for each row the paper's best depth, width, σ_w² and σ_b², and a random search over
/// learning rate, weight decay and batch size. The trial with the highest validation accuracy is reported on the test
/// images.
///
/// A search is one sweep, or several rounds of successive halving (Jamieson and Talwalkar 2016): each round trains the
/// best trials of the one before again from their beginning, for three times as many steps. Every trial is a cell of
/// its own and stays in the file.
package struct NetworkSearch: Codable, Sendable {
  /// One sweep: this many trials, each under this rule.
  struct Round: Codable, Sendable {
    let trials: Int
    let rule: StoppingRule

    init(trials: Int, steps: Int, validationImages: Int) {
      self.trials = trials
      rule = StoppingRule(steps: steps, interval: max(50, steps / 20), validationImages: validationImages)
    }
  }

  var rows: [GaussianProcessRow]
  var nonlinearities: [NamedNonlinearity]
  /// Wider rows are trained at this width: at their own a search would take hours.
  var largestWidth: Int
  var rounds: [Round]
  /// The paper's networks of the rows.
  var networks: [String: RowNetworks]
  var ranges = TrialRanges()
  var preprocessing = Preprocessing.perImageStandardised

  init(
    rows: [GaussianProcessRow], nonlinearities: [NamedNonlinearity] = NamedNonlinearity.allCases, largestWidth: Int,
    rounds: [Round]
  ) {
    (self.rows, self.nonlinearities, self.largestWidth) = (rows, nonlinearities, largestWidth)
    (self.rounds, networks) = (rounds, GaussianProcessRow.networks(of: rows))
  }

  static let quick = NetworkSearch(
    rows: GaussianProcessRow.rows(sizes: [1_000]).filter { $0.dataset == .mnist }, nonlinearities: [.tanh],
    largestWidth: 1_000, rounds: [Round(trials: 3, steps: 500, validationImages: 1_000)])
  static let standard = NetworkSearch(
    rows: GaussianProcessRow.rows(upTo: 5_000), largestWidth: 500,
    rounds: [Round(trials: 10, steps: 1_000, validationImages: 1_000)])
  static let paper = NetworkSearch(
    rows: GaussianProcessRow.all, largestWidth: 5_000,
    rounds: [
      Round(trials: 20, steps: 1_000, validationImages: 5_000), Round(trials: 7, steps: 3_000, validationImages: 5_000),
      Round(trials: 2, steps: 9_000, validationImages: 5_000),
    ])

  /// - Parameter round: from 0.
  package static func name(ofRound round: Int) -> SweepName {
    SweepName(round == 0 ? "neural_network" : "neural_network_round_\(round + 1)")
  }

  private static let trial = Axis<Int>("trial", "place of the trial in its round")
  private static let draw = Column<Int>("draw", "number of the random draw, the same in every round")
  private static let width = Column<Int>("width", "units of each hidden layer")

  func paperSetting(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) throws -> NetworkSetting {
    try row.network(nonlinearity.value, of: networks)
  }

  /// The network that a row is searched with.
  func setting(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) throws -> NetworkSetting {
    let setting = try paperSetting(row, nonlinearity)
    return setting.with(width: min(setting.width, largestWidth))
  }

  var sweeps: [Sweep] {
    rounds.enumerated().map { place, round in
      Sweep(
        Self.name(ofRound: place),
        cells: [TableAxes.row(rows), TableAxes.nonlinearity(nonlinearities), Self.trial(0..<round.trials)],
        columns: [
          Self.draw, TableColumns.depth, Self.width, TableColumns.weightVariance, TableColumns.biasVariance,
        ] + TrainedTrial.columns + [TableColumns.trainingIndices]
      ) { point, context in
        try run(point, round: place, context)
      }.ofTrainedNetworks().costing { try operations(of: $0, under: round.rule) }
    }
  }

  /// Operations of a search's steps and evaluations, about.
  private func operations(of point: Point, under rule: StoppingRule) throws -> Double {
    let row = try point[TableAxes.row]
    let batch = min(ranges.meanBatchSize, Double(row.trainingSize))
    let setting = try setting(row, point[TableAxes.nonlinearity])
    // Beside the products a step passes over parameters and moments, about as long as 20 more examples take.
    return Double(setting.parameters(row.dataset))
      * (Double(rule.steps) * 6 * (batch + 20) + 40 * Double(rule.validationImages) + 2e4)
  }

  private func run(_ point: Point, round place: Int, _ context: RunContext) throws -> Row {
    let (row, nonlinearity, trial) = (
      try point[TableAxes.row], try point[TableAxes.nonlinearity], try point[Self.trial]
    )
    let draw =
      place == 0
      ? trial : try Self.ranked(in: context.earlier(Self.name(ofRound: place - 1)), row, nonlinearity)[trial]
    let rule = rounds[place].rule
    let images = try NetworkImages.of(
      row, preprocessing, validationImages: rule.validationImages, context: context)
    let setting = try setting(row, nonlinearity)
    let name = "\(row.label) \(nonlinearity.name)"
    let trained = try TrainedTrial(
      of: setting, nonlinearity.value, images,
      settings: TrialSettings(
        draw, of: rounds[0].trials, from: ranges, seed: context.seed(purpose: "trials of \(name)")),
      rule: rule, seeds: (name, draw), context: context)
    return trained.row
      + Row(
        Self.draw => draw, TableColumns.depth => setting.depth, Self.width => setting.width,
        TableColumns.weightVariance => setting.weightVariance, TableColumns.biasVariance => setting.biasVariance,
        TableColumns.trainingIndices => images.digest)
  }

  /// The draws of a search in a finished round, the best on validation images first.
  package static func ranked(
    in round: Table, _ row: GaussianProcessRow, _ nonlinearity: GaussianProcessRow.NamedNonlinearity
  ) throws -> [Int] {
    let points = try round.points(TableAxes.row == row, TableAxes.nonlinearity == nonlinearity)
    return try TrainedTrial.ranking(points, in: round).map { try round.value(Self.draw, at: points[$0]) }
  }
}
