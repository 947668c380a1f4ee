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
      ]
    }
  }

  var figure: Figure? {
    get throws {
      let (pooled, flattened) = (try grid(.pooled), try grid(.flattened))
      func panel(_ title: String, _ map: AccuracyGrid, _ scale: ColourScale, chaotic: Double = 10) throws -> Panel {
        try map.panel(
          title, y: PlotAxis("depth <i>l</i>", from: -1, to: (map.depths.last ?? 1) + 2), scale,
          guides: [settings.grid.guide(.ordered, 12), settings.grid.guide(.chaotic, chaotic)])
      }
      let accuracy = ColourScale("test accuracy", from: 0.1, to: 0.4)
      let difference = ColourScale("difference of accuracies", map: .diverging, from: -0.12, to: 0.12, centre: 0)
      return Figure(
        title: "Kernel regression with the NTK of convolutional erf networks, "
          + "\(settings.side) × \(settings.side) pixels: CIFAR-10, \(settings.training) training images",
        columns: 3, showsPanelLabels: false,
        panels: [
          try panel("<b>(d)</b> CNN-P", pooled, accuracy, chaotic: (10 + strip).rounded()),
          try panel("<b>(e)</b> CNN-F", flattened, accuracy),
          try panel("<b>(f)</b> CNN-P − CNN-F", pooled.minus(flattened), difference),
        ])
    }
  }
}
