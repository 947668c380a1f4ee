import Foundation
import MeanField
import Plotting
import Results
import Suite

/// What the maps of Figure 5 say together: how boundaries move with the number of steps, and what dropout does.
struct Figure5Scores: Findings {
  private let settings: Figure5.Settings
  /// Of every map one a look.
  private let maps: [[TrainabilityMap]]
  /// The steps at which networks diverged, by map.
  private let divergedSteps: [(name: String, steps: [Int])]

  init(_ tables: Tables, _ settings: Figure5.Settings) throws {
    self.settings = settings
    maps = try settings.maps.map { map in try map.looks.map { try TrainabilityMap(tables, settings, map, $0) } }
    divergedSteps = try settings.maps.map { map in
      (map.title, try tables[map.sweep].lists(Figure5.divergence, by: AccuracyGrid.weightVariance).flatMap { $0 })
    }
  }

  var scores: [Score] {
    get throws {
      try maps.flatMap { looks in
        try looks.flatMap { try $0.scores() } + growth(looks) + beyondReach(looks) + dropout(looks)
      }
    }
  }

  /// By how many ξ_c boundaries move while the number of steps grows by a factor of e, either side of the critical
  /// line, where at least three columns tell: of two Student's interval says nothing.
  private func growth(_ looks: [TrainabilityMap]) throws -> [Score] {
    guard looks.count > 1, let map = looks.first?.map else { return [] }
    let critical = try CriticalLine(.tanh).weightVariance(biasVariance: settings.biasVariance)
    let score = Scorer(key: "\(map.name)/", title: "\(map.title): ")
    return try [("ordered", true), ("chaotic", false)].compactMap { phase, isOrdered in
      let slopes = try map.weightVariances.indices.compactMap { column -> Double? in
        guard (map.weightVariances[column] < critical) == isOrdered else { return nil }
        let falls = try looks.compactMap { look in
          try look.fall(column: column).map { (steps: Double(look.look.steps), multiple: $0) }
        }
        guard let first = falls.first, let last = falls.last, last.steps > first.steps else { return nil }
        return (last.multiple - first.multiple) / log(last.steps / first.steps)
      }
      return slopes.count < 3
        ? nil
        : score(
          "\(phase)_growth", meanOf: slopes,
          "ξ_c by which the boundary moves while steps grow by e, \(phase) phase, mean of \(slopes.count) columns")
    }
  }

  /// Whether what is not trained on could have been: the best of the networks that are trained beyond a reach, of a
  /// look that has one the controls.
  private func beyondReach(_ looks: [TrainabilityMap]) throws -> [Score] {
    let least = looks.compactMap(\.look.reach).min() ?? 2 * settings.guide
    return try looks.compactMap { look in
      let (reach, steps) = (look.look.reach ?? least, look.look.steps)
      let accuracies = try look.accuracies(beyond: reach)
      return accuracies.max().map { best in
        Scorer(key: "\(look.map.name)/\(steps)/", title: "\(look.map.title), \(steps) steps: ")(
          "beyond_reach_accuracy", best,
          "best accuracy of the \(accuracies.count) networks trained deeper than \(Int(reach)) ξ_c")
      }
    }
  }

  /// At the critical σ_w², where without dropout ξ_c is infinite: the depth that is trained in units of the finite ξ_c,
  /// and as a share of the depth without dropout after as many steps, of which a bound of the former gives none.
  private func dropout(_ looks: [TrainabilityMap]) throws -> [Score] {
    try looks.flatMap { look -> [Score] in
      guard look.map.keepProbability < 1 else { return [] }
      let (own, steps) = (try look.criticalDepth(), look.look.steps)
      let score = Scorer(key: "\(look.map.name)/\(steps)/", title: "\(look.map.title), \(steps) steps: ")
      let depth = score(
        look.key("critical_boundary", own.multiple, isBound: !own.isReached), own.multiple,
        "accuracy falls half-way at the critical σ_w², in ξ_c" + (own.isReached ? "" : ", beyond the grid"))
      let plain = maps.joined().first {
        $0.map.keepProbability == 1 && $0.map.dataset == look.map.dataset && $0.map.method == look.map.method
          && $0.look.steps == steps && $0.look.deepest == nil
      }
      guard own.isReached, let other = try plain?.criticalDepth() else { return [depth] }
      return [
        depth,
        score(
          "critical_depth_ratio", own.depth / other.depth,
          "depth trained at the critical σ_w² over that without dropout"
            + (other.isReached ? "" : ", which is beyond the grid")),
      ]
    }
  }

  var figure: Figure? {
    get throws {
      let names = Set(settings.maps.map(\.dataset.title)).sorted().joined(separator: " and ")
      return Figure(
        title: "tanh, σ<sub>b</sub><sup>2</sup> = \(settings.biasVariance), width \(settings.width): \(names)",
        columns: settings.maps.map(\.looks.count).max() ?? 1, panels: try maps.joined().map { try $0.panel() })
    }
  }

  var narrative: String {
    let rates = [Trainability.Method.sgd, .rmsProp].map { "\(settings.learningRate($0)) (\($0.title))" }
    return """
      Networks of width \(settings.width) in standard parameterisation, cross-entropy, the first \(settings.images) \
      training images in batches of \(settings.batch), rates \(rates.joined(separator: " and ")): those of width \
      \(settings.rateWidth) times \(settings.rateWidth)/\(settings.width). Accuracy is of the first \
      \(settings.scored) training images, without dropout. One network goes through all numbers of steps of its map. A \
      boundary is the depth at which a column falls for the last time half-way from its best to 0.1, its end that of a \
      tenth of the way; columns count in which \(Int(settings.guide)) ξ_c lies between 8 layers and three quarters of \
      the deepest, and of which a network has learned twice chance. How a boundary moves with steps is read at one \
      accuracy, 0.55, from the first to the last number of steps at which a column passes \
      it.\(untrained) \(TrainingCourse.words(divergedSteps))
      """
  }

  /// Which networks are trained to those numbers of steps that not all are trained to.
  private var untrained: String {
    let words = settings.maps.flatMap(\.looks).sorted { $0.steps < $1.steps }.compactMap {
      $0.words(guide: settings.guide)
    }
    let unique = words.enumerated().filter { words.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    guard !unique.isEmpty else { return "" }
    return " Hatched networks were not trained so long. To these numbers of steps networks go: "
      + unique.joined(separator: "; ")
      + ". One that goes further is shown at all numbers of steps before."
  }
}
