import Datasets
import FiniteWidth
import Results
import Suite

/// The finite networks of Table 2: for each row the depth of the paper's best, its width or the largest that fits, and
/// a search over learning rate, weight decay, batch size and, where the ranges have them, the initial variances and the
/// depth. The trial with the highest validation accuracy is reported on the test images. Those of Figure 1 are searched
/// likewise, at one width for all rows.
///
/// A search is one sweep a rung (`SuccessiveHalving`): the first trains every draw for a few steps, and the best of a
/// rung are trained on in the next, from where they stopped. A cell is a trial on a rung, so all trials stay in the
/// file. Between rungs a trial waits in a checkpoint; of those of a rung only as many are kept as can still go on.
package struct NetworkSearch: Codable, Sendable {
  /// One sweep: so many trials, each trained until this rule ends it.
  package struct Rung: Codable, Sendable {
    let trials: Int
    let rule: StoppingRule

    /// - Parameter steps: from the beginning, those of the rungs below among them.
    package init(trials: Int, steps: Int, interval: Int? = nil, patience: Int = 5, validationImages: Int) {
      self.trials = trials
      rule = StoppingRule(
        steps: steps, interval: interval ?? max(50, steps / 20), patience: patience,
        validationImages: validationImages)
    }
  }

  package var rows: [GaussianProcessRow]
  var nonlinearities: [NamedNonlinearity]
  /// Of the networks of all rows; nil: the paper's, as far as it fits. Sweeps and seeds are then named after it.
  var width: Int?
  /// Wider rows are trained at this width.
  var largestWidth: Int
  /// What the search of a row may cost: at the paper's width, or the largest of `widths` at which it costs no more.
  var largestOperations: Double?
  /// Searches that with three times the trials on every rung cost no more than this have so many.
  package var largestTripledOperations: Double?
  var rungs: [Rung]
  /// By default the paper's networks of the rows.
  var networks: [String: RowNetworks]
  var ranges: TrialRanges
  var preprocessing = Preprocessing.perImageStandardised

  package init(
    rows: [GaussianProcessRow], nonlinearities: [NamedNonlinearity] = NamedNonlinearity.allCases,
    width: Int? = nil, largestWidth: Int, largestOperations: Double? = nil, rungs: [Rung],
    ranges: TrialRanges = .withVariances,
    networks: [String: RowNetworks]? = nil
  ) {
    (self.rows, self.nonlinearities) = (rows, nonlinearities)
    (self.width, self.largestWidth) = (width, width ?? largestWidth)
    (self.largestOperations, self.rungs, self.ranges) = (largestOperations, rungs, ranges)
    self.networks = networks ?? GaussianProcessRow.networks(of: rows)
  }

  /// What a wide network's training gets through on two cores with AVX-512, at 350 operations a nanosecond.
  private static let operationsPerSecond = 3.5e11
  /// What the search of a row may take, and what one may take with three times the trials.
  static let (minutes, minutesOfTripled) = (40, 12)

  static let quick = NetworkSearch(
    rows: GaussianProcessRow.rows(sizes: [1_000]).filter { $0.dataset == .mnist }, nonlinearities: [.tanh],
    largestWidth: 1_000, rungs: [Rung(trials: 3, steps: 500, validationImages: 1_000)], ranges: TrialRanges())
  static let standard = NetworkSearch(
    rows: GaussianProcessRow.rows(upTo: 5_000), largestWidth: 500,
    rungs: [
      Rung(trials: 60, steps: 50, validationImages: 2_000), Rung(trials: 16, steps: 200, validationImages: 2_000),
      Rung(trials: 5, steps: 600, validationImages: 2_000), Rung(trials: 2, steps: 1_800, validationImages: 2_000),
    ])
  static let paper = {
    var search = NetworkSearch(
      rows: GaussianProcessRow.all, largestWidth: 5_000, largestOperations: operations(minutes: minutes),
      // Patient, for the smallest batches see less than a tenth of 45,000 images in 250 steps.
      rungs: [(81, 100), (27, 300), (9, 900), (3, 2_700), (1, 8_100)].map { trials, steps in
        Rung(trials: trials, steps: steps, patience: 10, validationImages: 5_000)
      })
    search.largestTripledOperations = operations(minutes: minutesOfTripled)
    return search
  }()

  private static func operations(minutes: Int) -> Double { Double(60 * minutes) * operationsPerSecond }

  /// - Parameter rung: from 0.
  package func name(ofRung rung: Int) -> SweepName {
    let name = width.map { "width_\($0)" } ?? "neural_network"
    return SweepName(rung == 0 ? name : "\(name)_rung_\(rung + 1)")
  }

  private static let place = Axis<Int>("trial", "place of the trial on its rung")
  static let draw = Column<Int>("draw", "number of the random draw, the same on every rung; -1: no trial was left")
  private static let widthColumn = Column<Int>("width", "units of each hidden layer")
  static let end = Column<Int>(
    "end", "why no step follows: 0 nothing ended it, 1 validation stopped growing, 2 at chance, 3 diverged")

  func paperSetting(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) throws -> NetworkSetting {
    try row.network(nonlinearity.value, of: networks)
  }

  /// Whether each trial of a rung says which test images it has right, by which networks are held against the
  /// processes. Of the many searches of Figure 1 those of the first rung do not, unless it is the only one: the best
  /// of a search is on a higher one.
  private func keepsImages(_ rung: Int) -> Bool { width == nil || rung > 0 || rungs.count == 1 }

  package var sweeps: [Sweep] {
    rungs.indices.map { rung in
      Sweep(
        name(ofRung: rung),
        cells: [TableAxes.row(rows), TableAxes.nonlinearity(nonlinearities), Self.place(0..<places(on: rung))],
        columns: [
          Self.draw, TableColumns.depth, Self.widthColumn, TableColumns.weightVariance, TableColumns.biasVariance,
        ] + TrainedTrial.columns + (keepsImages(rung) ? [CorrectImages.column] : [])
          + [Self.end, TableColumns.trainingIndices]
      ) { point, context in
        try run(point, rung, context)
      }.ofTrainedNetworks().chained("networks", by: 2).sideBySide { point in
        try setting(point[TableAxes.row], point[TableAxes.nonlinearity]).isForOneCore
      }.costing { point in
        let (row, nonlinearity) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
        // Nothing is trained in a place beyond a row's trials.
        guard try point[Self.place] < trials(row, nonlinearity, on: rung) else { return 1 }
        return operations(try setting(row, nonlinearity), row, rung)
      }
    }
  }

  /// One trial on one rung.
  private func run(_ point: Point, _ rung: Int, _ context: RunContext) throws -> Row {
    let (row, nonlinearity) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
    let images = try NetworkImages.of(
      row, preprocessing, validationImages: rungs[...rung].map(\.rule.validationImages).max() ?? 0, context: context)
    let search = SearchedRow(row: row, nonlinearity: nonlinearity, search: self, context: context)
    let setting = try setting(row, nonlinearity)
    let common = Row(Self.widthColumn => setting.width, TableColumns.trainingIndices => images.digest)
    guard let draw = try search.draw(at: point[Self.place], on: rung) else {
      return TrainedTrial.emptyRow + common
        + Row(
          Self.draw => -1, Self.end => 0, TableColumns.depth => setting.depth, TableColumns.weightVariance => .nan,
          TableColumns.biasVariance => .nan)
        + imagesRow(nil, rung)
    }
    let (training, settings, drawn) = try climb(search, draw, to: rung, images, context)
    let trained = try TrainedTrial(training, settings, images)
    try search.keep(training, draw, on: rung)
    return trained.row + common
      + Row(
        Self.draw => draw, Self.end => training.progress.end.rawValue,
        TableColumns.depth => drawn.depth, TableColumns.weightVariance => drawn.weightVariance,
        TableColumns.biasVariance => drawn.biasVariance)
      + imagesRow(trained.test?.isCorrect, rung)
  }

  private func imagesRow(_ isCorrect: [Bool]?, _ rung: Int) -> Row {
    keepsImages(rung) ? Row(CorrectImages.column => isCorrect.map { CorrectImages($0).text } ?? "") : Row()
  }

  /// Takes a draw of a search to the end of a rung.
  ///
  /// - Parameters:
  ///   - width: another than the search's; the learning rate is divided by as much as it is multiplied.
  ///   - suffix: of its name, where it is trained beside the search and from its beginning.
  func climb(
    _ search: SearchedRow, _ draw: Int, to rung: Int, _ images: NetworkImages, width: Int? = nil,
    beside suffix: String? = nil,
    _ context: RunContext
  ) throws -> (training: TrialTraining, settings: TrainingSettings, drawn: NetworkSetting) {
    let own = try setting(search.row, search.nonlinearity)
    let width = width ?? own.width
    let settings = TrialSettings(
      draw, of: try trials(search.row, search.nonlinearity, on: 0), from: ranges,
      seed: context.seed(purpose: "trials of \(search.name)")
    ).scalingLearningRate(by: Double(own.width) / Double(width))
    let drawn = own.with(width: width).with(depth: settings.depth)
      .with(weightVariance: settings.weightVariance, biasVariance: settings.biasVariance)
    let training = try TrainedTrial.begin(
      drawn, search.nonlinearity.value, images, settings, (search.name + (suffix ?? ""), draw), context)
    try training.climb(
      rungs[...rung].map(\.rule)[...], validation: images.validation,
      trial: suffix == nil ? search.name(of: draw) : nil,
      context: context)
    return (training, settings.training, drawn)
  }
}
