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
  private let training, test, linearised: [[[Double]]]

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
    linearised = try curves(TrainedBoundary.linearised)
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

  /// Half-way from chance to all images: the accuracy at which numbers of steps are compared, and networks with
  /// infinitely wide ones.
  private static let level = (1 + AccuracyGrid.chance) / 2

  private func falls(_ curves: [[[Double]]], look: Int) -> [Double?] {
    zip(multiples, curves).map {
      AccuracyGrid.boundary(depths: $0, accuracies: $1[look], level: Self.level)
    }
  }

  /// Depth scales by which columns move while steps grow by e, from the first to the last number at which they fall
  /// below `level`.
  private var growth: [Double] {
    let found = boundary.looks.indices.map { falls(training, look: $0) }
    return multiples.indices.compactMap { column in
      let own = zip(boundary.looks, found).compactMap { steps, falls in
        falls[column].map { (logSteps: log(Double(steps)), multiple: $0) }
      }
      guard let first = own.first, let last = own.last, last.logSteps > first.logSteps else { return nil }
      return (last.multiple - first.multiple) / (last.logSteps - first.logSteps)
    }
  }

  /// How much further out networks fall below `level` than infinitely wide ones of their initial functions, in depth
  /// scales, after the most steps: of the columns in which both do.
  private var shifts: [Double] {
    let last = boundary.looks.count - 1
    return zip(falls(training, look: last), falls(linearised, look: last)).compactMap { network, infinite in
      guard let network, let infinite else { return nil }
      return network - infinite
    }
  }

  /// Student's, which of two columns says nothing.
  private static func error(_ values: [Double]) -> Double? {
    values.count < 3 ? nil : SampleMean.studentError(values)
  }

  /// - Parameter key: what stands before every key.
  func scores(key: String) -> [Score] {
    let (last, scale) = (multiple(look: boundary.looks.count - 1), boundary.side.name)
    let score = Scorer(key: "\(key)\(split)/\(boundary.side.rawValue)_", title: "\(split) accuracy ")
    var scores = [
      score(
        // The spread of few columns, or of bounds, says nothing of a median's error.
        "boundary", last.median, error: last.columns < 4 || last.isLowerBound ? nil : last.standardError,
        samples: last.columns,
        "falls half-way, in \(scale), \(last.words)")
    ]
    guard boundary.side == .ordered else { return scores }
    let (growth, shifts) = (growth, shifts)
    if !growth.isEmpty {
      scores.append(
        score(
          "growth", growth.mean, error: Self.error(growth), samples: growth.count,
          "\(Self.level): \(scale) by which it moves while steps grow by e, mean of \(growth.count) columns"))
    }
    if !shifts.isEmpty {
      scores.append(
        score(
          "boundary_shift", shifts.mean, error: Self.error(shifts), samples: shifts.count,
          "\(Self.level): \(scale) beyond that of infinite width, mean of \(shifts.count) columns"))
    }
    return scores
  }

  /// The columns' accuracies over depth in units of the scale, after the most steps.
  func panel(guide: DepthGuide) -> Panel {
    let last = boundary.looks.count - 1
    let infinite =
      boundary.side == .ordered
      ? zip(multiples, linearised).enumerated().map { column, curve in
        Layer.line(x: curve.0, y: curve.1[last], label: "", colour: .palette(column), dash: .dotted)
      } : []
    let curves = boundary.weightVariances.enumerated().map { column, weightVariance in
      Layer.line(
        x: multiples[column], y: judged[column][last],
        label: String(format: "σ<sub>w</sub><sup>2</sup> = %.2f", weightVariance), colour: .palette(column),
        dash: .solid, marker: .cycled(column))
    }
    return Panel(
      title: "\(split), \(boundary.looks[last]) steps", x: PlotAxis("depth/\(boundary.side.symbol)"),
      y: PlotAxis("\(split) accuracy"), layers: infinite + curves + [.vertical(at: guide.multiple, label: "guide")])
  }

  /// Half-way multiples after each number of steps, as a sentence's list.
  var words: String {
    boundary.looks.indices.map { look in
      let found = multiple(look: look)
      let error = found.standardError.map { String(format: " ± %.2f", $0) } ?? ""
      let bound = found.isLowerBound ? "at least " : ""
      return "\(boundary.looks[look]) steps: " + bound + String(format: "%.2f", found.median) + error
    }.joined(separator: ", ")
  }
}
