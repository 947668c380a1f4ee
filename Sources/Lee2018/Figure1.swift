import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 1: accuracy and error on test images against the number of training images, for the Gaussian
/// process and for trained networks of several widths.
///
/// Depth, σ_w² and σ_b² are those of Table 2's best models of the row, the network's at every width; learning rate,
/// weight decay and batch size are searched as there. The paper searched all of them anew for every width.
struct Figure1: HasFindings {
  typealias Found = WidthScores

  let id = "lee2018/figure1"
  let title = "Gaussian processes and trained networks of growing width by training size (Figure 1)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    var widths: [Int]
    /// Of each width.
    var trials: Int
    var rule: StoppingRule
    /// Whether squared errors are judged: only where networks are trained until theirs is low, which the few steps of a
    /// first run are not.
    var judgesErrors: Bool
    /// The paper's networks of the rows.
    var networks: [String: RowNetworks]
    var ranges = TrialRanges()
    var process = GaussianProcessSettings()

    init(rows: [GaussianProcessRow], widths: [Int], trials: Int, rule: StoppingRule, judgesErrors: Bool = true) {
      (self.rows, self.widths, self.trials) = (rows, widths, trials)
      (self.rule, self.judgesErrors, networks) = (rule, judgesErrors, GaussianProcessRow.networks(of: rows))
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        rows: GaussianProcessRow.rows(sizes: [100, 1_000]).filter { $0.dataset == .mnist }, widths: [5, 50, 500],
        trials: 3, rule: StoppingRule(steps: 200, validationImages: 1_000), judgesErrors: false),
      seconds: 12, megabytes: 1_000),
    // A best of two trials says little of a width; with half of the sizes there is time for twice as many.
    .standard: TierPlan(
      Settings(
        rows: GaussianProcessRow.rows(sizes: [100, 500, 5_000]), widths: [5, 10, 50, 100, 500], trials: 4,
        rule: StoppingRule(steps: 1_000, validationImages: 1_000)),
      seconds: 320, megabytes: 1_500),
    .paper: TierPlan(
      Settings(
        rows: GaussianProcessRow.rows(upTo: 20_000), widths: [5, 10, 50, 100, 500, 1_000, 5_000], trials: 20,
        rule: StoppingRule(steps: 5_000, interval: 250, validationImages: 5_000)),
      seconds: 150_000, megabytes: 6_000),
  ]

  static let processes = SweepName("gaussian_process")
  static let networks = SweepName("neural_network")
  static let width = Axis<Int>("width", "units of each hidden layer of the network")
  private static let trial = Axis<Int>("trial", "random draws of learning rate, decay and batch size")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let cells = [TableAxes.row(settings.rows), TableAxes.nonlinearity(NamedNonlinearity.allCases)]
    return [
      Sweep(
        Self.processes, cells: cells,
        columns: [TableColumns.accuracy, TableColumns.squaredError, TableColumns.noiseVariance]
      ) { point, context in
        try process(point, settings.process, context)
      }.costing { point in
        let row = try point[TableAxes.row]
        let n = Double(row.trainingSize)
        let layers = Double(row.setting(try point[TableAxes.nonlinearity].value).depth)
        return n * (4 * n * n / 3 + 4e4 * n + 1e6 * layers + 2e7)
      },
      Sweep(
        Self.networks, cells: cells + [Self.width(settings.widths), Self.trial(0..<settings.trials)],
        columns: [TableColumns.depth] + TrainedTrial.columns
      ) { point, context in
        try network(point, settings, context)
      }.ofTrainedNetworks().costing { point in
        let row = try point[TableAxes.row]
        let steps = Double(settings.rule.steps)
        let parameters = Double(try setting(point, settings).parameters(row.dataset))
        let operations = steps * 6 * (min(settings.ranges.meanBatchSize, Double(row.trainingSize)) + 20)
        // A step of the narrowest network takes as long as ten million operations of a wide one.
        return parameters * (operations + 2e4) + 1e7 * steps
      },
    ]
  }

  private func setting(_ point: Point, _ settings: Settings) throws -> NetworkSetting {
    try point[TableAxes.row].network(point[TableAxes.nonlinearity].value, of: settings.networks)
      .with(width: point[Self.width])
  }

  private func process(_ point: Point, _ settings: GaussianProcessSettings, _ context: RunContext) throws -> Row {
    let row = try point[TableAxes.row]
    let result = try row.model(point[TableAxes.nonlinearity].value, settings).evaluate(row, context: context)
    return Row(
      TableColumns.accuracy => result.accuracy, TableColumns.squaredError => result.meanSquaredError,
      TableColumns.noiseVariance => result.noiseVarianceUsed)
  }

  private func network(_ point: Point, _ settings: Settings, _ context: RunContext) throws -> Row {
    let (row, kind, trial) = (try point[TableAxes.row], try point[TableAxes.nonlinearity], try point[Self.trial])
    let setting = try setting(point, settings)
    let name = "\(row.label) \(kind.name)"
    let trained = try TrainedTrial(
      of: setting, kind.value,
      NetworkImages.of(
        row, settings.process.preprocessing, validationImages: settings.rule.validationImages, context: context),
      // The draws are the same at every width, so that widths differ in nothing else.
      settings: TrialSettings(
        trial, of: settings.trials, from: settings.ranges, seed: context.seed(purpose: "trials of \(name)")),
      rule: settings.rule, seeds: ("\(name) \(setting.width)", trial), context: context)
    return trained.row + Row(TableColumns.depth => setting.depth)
  }
}
