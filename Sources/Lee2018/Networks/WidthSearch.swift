import Suite

/// How the networks of one width of Figure 1 are searched.
struct WidthSearch: Codable, Sendable {
  let width: Int
  let rungs: [NetworkSearch.Rung]
  let ranges: TrialRanges

  /// - Parameters:
  ///   - rungs: the steps to which each takes its trials, and how many these are.
  ///   - interval: steps between two validations; nil: as in Table 2's search.
  init(
    _ width: Int, _ rungs: KeyValuePairs<Int, Int>, interval: Int? = nil, validationImages: Int = 1_000,
    _ ranges: TrialRanges
  ) {
    (self.width, self.ranges) = (width, ranges)
    self.rungs = rungs.map { steps, trials in
      NetworkSearch.Rung(trials: trials, steps: steps, interval: interval, validationImages: validationImages)
    }
  }

  /// Whether trials are many enough to be held against the paper's, which has about 250 for every width and depth.
  var isJudged: Bool { (rungs.first?.trials ?? 0) >= 12 }

  /// Whether learning rates, weight decays or initial variances are drawn from less than the paper's ranges.
  var isNarrowed: Bool {
    let paper = TrialRanges.withVariances
    return ranges.learningRate != paper.learningRate || ranges.weightDecay != paper.weightDecay
      || ranges.weightDeviation != paper.weightDeviation || ranges.biasDeviation != paper.biasDeviation
  }

  /// The search of this width over some rows of Table 2.
  func search(_ rows: [GaussianProcessRow], _ networks: [String: RowNetworks]) -> NetworkSearch {
    NetworkSearch(rows: rows, width: width, largestWidth: width, rungs: rungs, ranges: ranges, networks: networks)
  }

  /// "24 trials of 100 steps, the best 6 to 300, the best 2 to 900".
  var steps: String {
    rungs.enumerated().map { rung, plan in
      rung == 0 ? "\(plan.trials) trials of \(plan.rule.steps) steps" : "the best \(plan.trials) to \(plan.rule.steps)"
    }.joined(separator: ", ")
  }

  /// What the trials draw beside batch size and σ_b: "depth 1, 2; learning rate 0.0001 to 0.2; weight decay up to 1.0;
  /// σ_w 0.01 to 2.5".
  var draws: String {
    let depths = ranges.depths.map { "depth " + $0.map(String.init).joined(separator: ", ") }
    return [
      depths ?? "the row's depth",
      "learning rate \(ranges.learningRate.lowerBound) to \(ranges.learningRate.upperBound)",
      "weight decay up to \(ranges.weightDecay.upperBound)",
      ranges.weightDeviation.map { "σ_w \($0.lowerBound) to \($0.upperBound)" } ?? "the row's initial variances",
    ].joined(separator: "; ")
  }
}

/// The widths of the paper's legend, tier by tier.
extension WidthSearch {
  /// All that the paper draws: depth, initial variances, learning rate, weight decay and batch size.
  private static func all(_ depths: [Int]) -> TrialRanges {
    var ranges = TrialRanges.withVariances
    ranges.depths = depths
    return ranges
  }

  /// For searches of a few trials: of the paper's ranges the part that trains a network that wide in a few hundred
  /// steps. Adam moves every weight by about the learning rate, and what a unit sums over its inputs by so much times
  /// the width; from large initial weights it takes long to leave what a wide network began with; strong decay
  /// outweighs the gradient of a mean over outputs. The limits were set after trials of some of these rows at these
  /// widths, of which those of σ_w below 0.6 had been the best.
  private static func few(
    _ depths: [Int], learningRate: ClosedRange<Double>, weightDeviation: ClosedRange<Double> = 0.05...0.6,
    weightDecay: Double = 1e-3, batchSizes: [Int] = [64, 128, 256]
  ) -> TrialRanges {
    var ranges = TrialRanges()
    (ranges.depths, ranges.learningRate, ranges.batchSizes) = (depths, learningRate, batchSizes)
    ranges.weightDecay = ranges.weightDecay.lowerBound...weightDecay
    (ranges.weightDeviation, ranges.biasDeviation) = (weightDeviation, 0...0.5)
    return ranges
  }

  private static let narrow = few(
    [1, 2], learningRate: 1e-3...0.03, weightDeviation: 0.1...1, weightDecay: 1e-2, batchSizes: [32, 64, 128, 256])
  private static let medium = few(
    [1, 2, 3], learningRate: 3e-4...0.01, weightDeviation: 0.1...0.8, weightDecay: 1e-2, batchSizes: [32, 64, 128, 256])

  static let quick = [
    WidthSearch(5, [100: 6, 400: 2], narrow), WidthSearch(50, [100: 6, 300: 2], medium),
    WidthSearch(500, [100: 3, 200: 2], few([1, 2], learningRate: 3e-4...3e-3)),
  ]

  static let standard =
    [5, 10].map { WidthSearch($0, [100: 16, 300: 6, 900: 3], validationImages: 2_000, narrow) }
    + [50, 100].map { WidthSearch($0, [100: 12, 300: 5, 900: 2], validationImages: 2_000, medium) }
    + [
      WidthSearch(500, [100: 6, 300: 2], validationImages: 2_000, few([1, 2], learningRate: 3e-4...3e-3)),
      WidthSearch(1_000, [100: 4, 300: 2], validationImages: 2_000, few([1, 2], learningRate: 2e-4...2e-3)),
      WidthSearch(5_000, [80: 3, 240: 1], interval: 40, validationImages: 2_000, few([1], learningRate: 1e-4...1e-3)),
    ]

  static let paper =
    [5, 10, 50, 100].map {
      WidthSearch($0, [100: 81, 300: 27, 900: 9, 2_700: 3], validationImages: 5_000, all([1, 2, 3, 5]))
    }
    + [500, 1_000].map {
      WidthSearch($0, [100: 27, 300: 9, 900: 3, 2_700: 2], validationImages: 5_000, all([1, 2, 3, 5]))
    } + [
      WidthSearch(
        5_000, [100: 12, 300: 4, 900: 2], validationImages: 5_000, few([1, 2, 3], learningRate: 1e-4...2e-3))
    ]
}
