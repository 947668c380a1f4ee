import Foundation
import Plotting
import Results
import Suite

/// The maps in a table of `Figure2Convolutions`, what is judged of them, and the picture.
struct Figure2ConvolutionMaps: Findings {
  private typealias Axes = Figure2Convolutions

  private let table: Table
  private let settings: Figure2Convolutions.Settings
  /// log d: the pooling window shifts CNN-P's boundaries by so many depth scales.
  private var strip: Double { log(Double(settings.side * settings.side)) }

  init(_ tables: Tables, _ settings: Figure2Convolutions.Settings) throws {
    (table, self.settings) = (try tables.only, settings)
  }

  private func grid(
    _ head: NetworkKind, _ precision: SolvePrecision = .float32, _ labels: RegressionLabels = .oneHot
  ) throws -> AccuracyGrid {
    try AccuracyGrid(
      Axes.accuracy, of: table, Axes.architecture == head, SolvePrecision.axis == precision,
      RegressionLabels.axis == labels)
  }

  /// Of every test image 1 if it is classified right in float32 with one-hot labels and 0 if not; chance if there is no
  /// predictor.
  private func right(_ head: NetworkKind, weightVariance: Double, depth: Int) throws -> [Double] {
    try table[
      Axes.isRight, AccuracyGrid.weightVariance == weightVariance, Axes.architecture == head,
      AccuracyGrid.depth == depth, SolvePrecision.axis == .float32, RegressionLabels.axis == .oneHot
    ].map { $0 < 0 ? AccuracyGrid.chance : Double($0) }
  }

  /// CNN-P's accuracy minus CNN-F's, the mean over the cells between two multiples of a depth scale. Both classify the
  /// same images: the standard error is that of the mean over images of each image's own difference.
  private func gain(
    _ side: DepthGuide.Side, _ multiples: ClosedRange<Double>, key: String, title: String
  ) throws -> Score {
    let guide = settings.grid.guide(side, multiples.lowerBound)
    let (weightVariances, depths) = (try table[AccuracyGrid.weightVariance], try table[AccuracyGrid.depth])
    let differences = try grid(.pooled).places(along: guide, multiples).map { place in
      let (weightVariance, depth) = (weightVariances[place.column], depths[place.row])
      return zip(
        try right(.pooled, weightVariance: weightVariance, depth: depth),
        try right(.flattened, weightVariance: weightVariance, depth: depth)
      ).map { $0 - $1 }
    }
    let mean = SampleMean(try table[Axes.image].map { image in differences.map { $0[image] }.mean })
    return Score(
      key: "difference/\(settings.training)/float32/one_hot/\(key)", value: mean.mean,
      standardError: mean.standardError, title: "CNN-P minus CNN-F, \(title): mean accuracy")
  }

  var scores: [Score] {
    get throws {
      let best = try Axes.architectures.flatMap { head in
        try SolvePrecision.allCases.flatMap { precision in
          try RegressionLabels.allCases.map { labels in
            let (name, solve, targets) = (head.rawValue, precision.rawValue, labels.rawValue)
            return Score(
              key: "\(name)/\(settings.training)/\(solve)/\(targets)/highest_accuracy",
              value: try grid(head, precision, labels).best,
              title: "\(name.uppercased()), \(solve), \(targets): best test accuracy")
          }
        }
      }
      return try best + [
        gain(
          .chaotic, 10...(10 + strip), key: "chaotic_gain", title: "chaotic, 10 to 10 + log d ξ_*"),
        gain(
          .ordered, (12 - strip)...(12 + strip), key: "ordered_gain",
          title: "ordered, 12 − log d to 12 + log d ξ₁"),
      ] + breakdownScores
    }
  }

  /// The columns of the ordered phase in which the grid reaches six depth scales down, from where on laws hold.
  private func breakdown(_ head: NetworkKind) throws -> Float32Breakdown {
    let guide = settings.grid.guide(.ordered, 1)
    let (single, depths) = (try grid(head), try table[AccuracyGrid.depth].map(Double.init))
    let conditions = try table.lists(
      Axes.condition, by: AccuracyGrid.weightVariance, Axes.architecture == head)
    let columns = try settings.grid.weightVariances.enumerated().compactMap { place, value in
      try guide.depthScale(weightVariance: value).map { scale in
        Float32Breakdown.Column(
          scale: scale, depths: depths, conditions: conditions[place],
          hasFactor: single.values[place].map { !$0.isNaN })
      }
    }
    return Float32Breakdown(columns: columns.filter { 6 * $0.scale <= depths.last ?? 0 })
  }

  /// Where the ordered phase ends in float32, and how ill conditioned kernels are there.
  private var breakdownScores: [Score] {
    get throws {
      let found = try Axes.architectures.map { (head: $0, breakdown: try breakdown($0)) }
      let shift = zip(found[1].breakdown.conditionMultiples, found[0].breakdown.conditionMultiples)
        .compactMap { flattened, pooled in
          if let flattened, let pooled { flattened - pooled } else { nil as Double? }
        }
      let scores =
        try found.flatMap { head, breakdown in
          let score = Scorer(key: "\(head.rawValue)/\(settings.training)/", title: "\(head.title): ")
          let (conditions, losses) = (breakdown.conditionMultiples.compactMap { $0 }, breakdown.logConditionsAtLoss)
          let fall = try grid(head).multiple(of: settings.grid.guide(.ordered, 12))
          return [
            score(
              "ordered_condition_multiple", SampleMedian(conditions).median, samples: max(1, conditions.count),
              "κ is above 2²⁴ from there on, in ξ₁, median of \(conditions.count) columns"),
            score(
              "float32/condition_exponent_at_loss",
              SampleMedian(losses).median / log(Double(settings.training)), samples: max(1, losses.count),
              "float32 loses its factor where κ is 2²⁴ n to the power, median of \(losses.count) columns"),
            score(
              "float32/one_hot/ordered_boundary_multiple", fall.median, samples: max(1, fall.columns),
              "float32: accuracy falls half-way, in ξ₁, \(fall.words)"),
          ]
        } + [
          Score(
            key: "difference/\(settings.training)/ordered_condition_shift", value: SampleMedian(shift).median,
            samples: max(1, shift.count),
            title: "CNN-F minus CNN-P: where κ comes to be above 2²⁴, in ξ₁, median of \(shift.count) columns"),
          precisionGain(),
        ]
      // What no column or cell tells is no number.
      return scores.filter { !$0.value.isNaN }
    }
  }

  /// The accuracy of float64 over that of float32 in ordered cells of CNN-F in which float32 has no factor, and float64
  /// has.
  private func precisionGain() throws -> Score {
    let (single, double) = (try grid(.flattened), try grid(.flattened, .float64))
    let (weightVariances, depths) = (try table[AccuracyGrid.weightVariance], try table[AccuracyGrid.depth])
    let places = try single.places(along: settings.grid.guide(.ordered, 1), 0...Double.infinity).filter {
      single.values[$0.column][$0.row].isNaN && !double.values[$0.column][$0.row].isNaN
    }
    let gains = try places.map { place in
      try table[
        Axes.isRight, AccuracyGrid.weightVariance == weightVariances[place.column],
        Axes.architecture == .flattened, AccuracyGrid.depth == depths[place.row],
        SolvePrecision.axis == .float64, RegressionLabels.axis == .oneHot
      ].map { Double($0) - AccuracyGrid.chance }
    }
    let mean = SampleMean(try table[Axes.image].map { image in gains.map { $0[image] }.mean })
    return Score(
      key: "cnn-f/\(settings.training)/float64/accuracy_beyond_float32", value: mean.mean,
      standardError: mean.standardError,
      title: "CNN-F, ordered, float64: accuracy above chance in \(places.count) cells without a factor in float32")
  }

  var figure: Figure? {
    get throws {
      let (pooled, flattened) = (try grid(.pooled), try grid(.flattened))
      func panel(_ title: String, _ map: AccuracyGrid, _ scale: ColourScale, chaotic: [Double]) throws -> Panel {
        try map.panel(
          title, y: PlotAxis("depth <i>l</i>", from: -1, to: (map.depths.last ?? 1) + 2), scale,
          guides: [12, (12 + strip).rounded()].map { settings.grid.guide(.ordered, $0) }
            + chaotic.map { settings.grid.guide(.chaotic, $0) })
      }
      let accuracy = ColourScale("test accuracy", from: 0.1, to: 0.4)
      let difference = ColourScale("difference of accuracies", map: .diverging, from: -0.12, to: 0.12, centre: 0)
      return Figure(
        title: "Kernel regression with the NTK of convolutional erf networks, "
          + "\(settings.side) × \(settings.side) pixels: CIFAR-10, \(settings.training) training images",
        columns: 3, showsPanelLabels: false,
        panels: [
          try panel("<b>(d)</b> CNN-P", pooled, accuracy, chaotic: [(10 + strip).rounded()]),
          try panel("<b>(e)</b> CNN-F", flattened, accuracy, chaotic: [10]),
          try panel(
            "<b>(f)</b> CNN-P − CNN-F", pooled.counted(beside: flattened), difference,
            chaotic: [10, (10 + strip).rounded()]),
        ])
    }
  }
}

extension AccuracyGrid {
  /// Accuracy gained over another map, a cell without a predictor counting as chance; NaN where neither has one.
  fileprivate func counted(beside other: AccuracyGrid) -> AccuracyGrid {
    let values = zip(values, other.values).map { own, others in
      zip(own, others).map { own, other in
        own.isNaN && other.isNaN ? .nan : (own.isNaN ? Self.chance : own) - (other.isNaN ? Self.chance : other)
      }
    }
    return AccuracyGrid(weightVariances: weightVariances, depths: depths, values: values)
  }
}
