import Foundation
import Plotting
import Results
import Suite

/// Where the columns of a `TrainedBoundary` fall, in units of the depth scale, and how that moves with the steps.
struct TrainedBoundaryScores {
  let boundary: TrainedBoundary
  /// Of every column its multiples, those of the depths in layers.
  private let multiples: [[Double]]
  /// By column, then by steps, then by multiple.
  private let training, test: [[[Double]]]

  init(_ tables: Tables, _ boundary: TrainedBoundary, biasVariance: Double) throws {
    self.boundary = boundary
    let table = try tables[boundary.sweep]
    let weightVariance = AccuracyGrid.weightVariance
    multiples = try zip(boundary.weightVariances, table.lists(TrainedBoundary.depth, by: weightVariance)).map {
      let scale = try boundary.scale($0, biasVariance: biasVariance)
      return $1.map { Double($0) / scale }
    }
    func curves(_ column: Column<Double>) throws -> [[[Double]]] {
      try boundary.weightVariances.map { value in
        try boundary.looks.map { try table[column, weightVariance == value, TrainedBoundary.steps == $0] }
      }
    }
    (training, test) = (try curves(TrainedBoundary.trainingAccuracy), try curves(TrainedBoundary.testAccuracy))
  }

  /// The accuracies that the phase's guide is about: training in the ordered phase, test in the chaotic one.
  private var judged: [[[Double]]] { boundary.side == .ordered ? training : test }
  private var split: String { boundary.side == .ordered ? "training" : "test" }

  /// Where columns fall half-way from their best to chance after the steps at a place.
  private func multiple(look: Int) -> BoundaryMultiple {
    BoundaryMultiple(
      zip(multiples, judged).map { multiples, accuracies in
        let boundary = AccuracyGrid.boundary(depths: multiples, accuracies: accuracies[look])
        return BoundaryMultiple.Column(
          multiple: boundary ?? multiples.last ?? .nan, isReached: boundary != nil)
      })
  }

  /// The accuracy at which numbers of steps are compared.
  private static let level = 0.3

  /// Depth scales by which columns move while steps grow by e, from the first to the last number at which they fall
  /// below `level`.
  private var growth: [Double] {
    zip(multiples, judged).compactMap { multiples, accuracies in
      let falls = zip(boundary.looks, accuracies).compactMap { steps, accuracies in
        AccuracyGrid.boundary(depths: multiples, accuracies: accuracies, level: Self.level)
          .map { (logSteps: log(Double(steps)), multiple: $0) }
      }
      guard let first = falls.first, let last = falls.last, last.logSteps > first.logSteps else { return nil }
      return (last.multiple - first.multiple) / (last.logSteps - first.logSteps)
    }
  }

  /// - Parameter key: what stands before every key.
  func scores(key: String) -> [Score] {
    let (last, scale) = (multiple(look: boundary.looks.count - 1), boundary.side.name)
    let score = Scorer(key: "\(key)\(split)/\(boundary.side.rawValue)_", title: "\(split) accuracy ")
    let growth = growth
    return [
      score(
        "boundary", last.median, error: last.standardError, samples: last.columns,
        "falls half-way, in \(scale), \(last.words)")
    ]
      + (boundary.side == .chaotic || growth.isEmpty
        ? []
        : [
          score(
            "growth", meanOf: growth, isStudent: true,
            "\(Self.level): \(scale) by which it moves while steps grow by e, mean of \(growth.count) columns")
        ])
  }

  /// The columns' accuracies over depth in units of the scale, after the most steps.
  func panel(guide: DepthGuide) -> Panel {
    let last = boundary.looks.count - 1
    let curves = boundary.weightVariances.enumerated().map { column, weightVariance in
      Layer.line(
        x: multiples[column], y: judged[column][last],
        label: String(format: "σ<sub>w</sub><sup>2</sup> = %.2f", weightVariance), colour: .palette(column),
        dash: .solid, marker: .cycled(column))
    }
    return Panel(
      title: "\(split), \(boundary.looks[last]) steps", x: PlotAxis("depth/\(boundary.side.symbol)"),
      y: PlotAxis("\(split) accuracy"), layers: curves + [.vertical(at: guide.multiple, label: "guide")])
  }

  /// Half-way multiples after each number of steps, as a sentence's list.
  var words: String {
    boundary.looks.indices.map { look in
      let found = multiple(look: look)
      let error = found.standardError.map { String(format: " ± %.2f", $0) } ?? ""
      return "\(boundary.looks[look]) steps: " + String(format: "%.2f", found.median) + error
    }.joined(separator: ", ")
  }
}
