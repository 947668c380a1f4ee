import Architectures
import FiniteWidth
import Results
import Suite

/// The finite networks of Table 2: for each row the paper's best depth, width, σ_w² and σ_b², and a random search over
/// learning rate, weight decay and batch size. The trial with the highest validation accuracy is reported on the test
/// images.
///
/// A search is one group of the file, or several rounds of successive halving (Jamieson and Talwalkar 2016): each round
/// trains the best trials of the one before again from their beginning, for three times as many steps. Every trial is a
/// cell of its own and stays in the file.
package enum NetworkSearch {
  /// One group: this many trials, each under this rule.
  struct Round: Sendable {
    let group: String
    let trials: Int
    let rule: StoppingRule
  }

  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    switch tier {
    case .quick: GaussianProcessRow.rows(sizes: [1_000]).filter { $0.dataset == .mnist }
    case .standard: GaussianProcessRow.rows(upTo: 5_000)
    case .paper: GaussianProcessRow.all
    }
  }

  static func nonlinearities(_ tier: Tier) -> [GaussianProcessRow.NamedNonlinearity] {
    tier == .quick ? GaussianProcessRow.nonlinearities.filter { $0.name == "tanh" } : GaussianProcessRow.nonlinearities
  }

  /// Wider rows are trained at this width: at their own a search would take hours.
  static func largestWidth(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 1_000
    case .standard: 500
    case .paper: 5_000
    }
  }

  static func rounds(_ tier: Tier) -> [Round] {
    func round(_ suffix: String, _ trials: Int, steps: Int, images: Int) -> Round {
      Round(
        group: "/neural_network" + suffix, trials: trials,
        rule: StoppingRule(steps: steps, interval: max(50, steps / 20), validationImages: images))
    }
    switch tier {
    case .quick: return [round("", 3, steps: 500, images: 1_000)]
    case .standard: return [round("", 10, steps: 1_000, images: 1_000)]
    case .paper:
      return [
        round("", 20, steps: 1_000, images: 5_000), round("_round_2", 7, steps: 3_000, images: 5_000),
        round("_round_3", 2, steps: 9_000, images: 5_000),
      ]
    }
  }

  static func isGroup(_ group: String) -> Bool { group.hasPrefix("/neural_network") }

  /// The network that a row is searched with.
  static func setting(
    _ row: GaussianProcessRow, _ nonlinearity: GaussianProcessRow.NamedNonlinearity, _ tier: Tier
  ) -> NetworkSetting? {
    row.network(nonlinearity.value).map { $0.with(width: min($0.width, largestWidth(tier))) }
  }

  static func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["row", "nonlinearity", "trial"]
    return rounds(tier).map { round in
      SweepLayout(
        group: round.group,
        coordinates: [
          .rows(rows(tier)), .nonlinearity(nonlinearities(tier)),
          .index("trial", count: round.trials, longName: "place of the trial in its round"),
        ],
        variables: [
          .integer("draw", over: cell, "number of the random draw, the same in every round"),
          .integer("depth", over: cell, "number of hidden layers"),
          .integer("width", over: cell, "units of each hidden layer"),
          .number("weight_variance", over: cell, "weight variance σ_w²"),
          .number("bias_variance", over: cell, "bias variance σ_b²"),
        ] + TrainedTrial.variables(over: cell) + [
          Variable(
            name: "train_indices_sha256", dimensions: cell, type: .text(length: 64), units: "1",
            longName: "SHA-256 of the training images' indices")
        ],
        cellDimensions: cell)
    }
  }

  /// Operations of a search's steps and evaluations, about.
  static func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let (row, nonlinearity) = (rows(tier)[cell[0]], nonlinearities(tier)[cell[1]])
    guard let setting = setting(row, nonlinearity, tier), let round = rounds(tier).first(where: { $0.group == group })
    else { return 1 }
    let batch = min(TrialSettings.meanBatchSize, Double(row.trainingSize))
    let parameters = Double(setting.parameters(inputs: row.dataset == .mnist ? 784 : 3072))
    // Beside the products a step passes over parameters and moments, about as long as 20 more examples take.
    return parameters * (Double(round.rule.steps) * 6 * (batch + 20) + 40 * Double(round.rule.validationImages) + 2e4)
  }

  static func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let (row, nonlinearity) = (rows(tier)[cell[0]], nonlinearities(tier)[cell[1]])
    guard let setting = setting(row, nonlinearity, tier),
      let place = rounds(tier).firstIndex(where: { $0.group == group })
    else { return CellOutcome(CellValues(), status: .failed) }
    let round = rounds(tier)[place]
    let draw =
      place == 0 ? cell[2] : try survivors(ofRound: place - 1, search: cell, tier: tier, context: context)[cell[2]]
    let images = try NetworkImages.of(row, validationImages: round.rule.validationImages, context: context)
    let name = "\(row.label) \(nonlinearity.name)"
    let network = try setting.architecture(nonlinearity.value).finiteWidth(
      setting.width, outputs: images.test.targets.columns, inputs: images.features,
      seed: context.seed(purpose: "network of \(name)", index: draw), as: Float.self)
    let trial = try TrainedTrial(
      network, images,
      settings: TrialSettings(draw, of: rounds(tier)[0].trials, seed: context.seed(purpose: "trials of \(name)"))
        .training,
      rule: round.rule, seed: context.seed(purpose: "batches of \(name)", index: draw), context: context)
    var values = trial.values
    values.integers.merge(["draw": [draw], "depth": [setting.depth], "width": [setting.width]]) { $1 }
    values.numbers.merge(
      ["weight_variance": [setting.weightVariance], "bias_variance": [setting.biasVariance]]) { $1 }
    values.texts["train_indices_sha256"] = images.digest
    return CellOutcome(values, status: trial.status)
  }

  /// The draws of a search in a finished round, the best on validation images first.
  ///
  /// - Parameter search: places of the row and of the nonlinearity.
  package static func survivors(ofRound place: Int, search: [Int], tier: Tier, context: RunContext) throws -> [Int] {
    let round = rounds(tier)[place]
    let first = (search[0] * nonlinearities(tier).count + search[1]) * round.trials
    let range = first..<first + round.trials
    func values(_ variable: String) throws -> [Double] {
      Array(try context.earlier(variable, group: round.group)[range])
    }
    let (accuracies, errors) = (try values("validation_accuracy"), try values("validation_mse"))
    let draws = try values("draw")
    return ranking(zip(accuracies, errors).map { ($0, $1) }).map { Int(draws[$0]) }
  }

  /// Places by falling accuracy, then growing error; trials without a score last.
  package static func ranking(_ scores: [(accuracy: Double, squaredError: Double)]) -> [Int] {
    scores.indices.sorted {
      let (a, b) = (scores[$0], scores[$1])
      // What is not a number is below every accuracy.
      func rank(_ accuracy: Double) -> Double { accuracy.isNaN ? 1 : -accuracy }
      return (rank(a.accuracy), a.squaredError, $0) < (rank(b.accuracy), b.squaredError, $1)
    }
  }
}
