import Foundation
import MeanField
import Plotting
import Results
import Suite

/// Training accuracies of one map of Figure 5 after one number of steps, beside ξ_c of its networks.
package struct TrainabilityMap {
  let settings: Trainability.Settings
  let map: Trainability.Map
  let look: Trainability.Look
  /// NaN where networks are not trained so long.
  let grid: AccuracyGrid

  package init(
    _ settings: Trainability.Settings, _ map: Trainability.Map, _ look: Trainability.Look, _ grid: AccuracyGrid
  ) {
    (self.settings, self.map, self.look, self.grid) = (settings, map, look, grid)
  }

  init(_ tables: Tables, _ settings: Trainability.Settings, _ map: Trainability.Map, _ look: Trainability.Look) throws {
    let grid = try AccuracyGrid(Figure5.accuracy, of: tables[map.sweep], Figure5.steps == look.steps)
    self.init(settings, map, look, grid)
  }

  func depthScale(_ weightVariance: Double) throws -> Double? { try settings.depthScale(map, weightVariance) }

  /// The depths of a column's networks that were trained so long, and their accuracies.
  private func trained(_ column: Int) -> (depths: [Double], accuracies: [Double]) {
    let accuracies = grid.values[column].prefix { !$0.isNaN }
    return (Array(grid.depths.prefix(accuracies.count)), Array(accuracies))
  }

  /// The accuracies of trained networks deeper than `reach` ξ_c.
  func accuracies(beyond reach: Double) throws -> [Double] {
    try grid.weightVariances.enumerated().flatMap { column, weightVariance in
      guard let scale = try depthScale(weightVariance) else { return [Double]() }
      let (depths, accuracies) = trained(column)
      return zip(depths, accuracies).filter { $0.0 > reach * scale }.map(\.1)
    }
  }

  /// Accuracies below which a column has learned nothing that could fall.
  private static let least = 2 * AccuracyGrid.chance

  /// Of columns that have learned something, and in which the guide lies between 8 layers and three quarters of the
  /// deepest. A column that does not fall counts with the deepest network that was trained: under a reach the control.
  func boundary(share: Double = 0.5) throws -> BoundaryMultiple {
    let deepest = look.deepest.map(Double.init) ?? grid.depths.last ?? 0
    return BoundaryMultiple(
      try grid.weightVariances.enumerated().compactMap { column, weightVariance in
        let (depths, accuracies) = trained(column)
        guard let scale = try depthScale(weightVariance), let last = depths.last,
          settings.guide * scale >= 8, settings.guide * scale <= 0.75 * deepest,
          accuracies.contains(where: { $0 >= Self.least })
        else { return nil }
        let boundary = AccuracyGrid.boundary(depths: depths, accuracies: accuracies, share: share)
        return BoundaryMultiple.Column(multiple: (boundary ?? last) / scale, isReached: boundary != nil)
      })
  }

  /// Where a column falls below half-way from chance to all images, in ξ_c, if that lies between trained networks.
  ///
  /// The level does not depend on what the column's best network has learned, so that numbers of steps can be compared.
  func fall(column: Int) throws -> Double? {
    guard let scale = try depthScale(grid.weightVariances[column]) else { return nil }
    let (depths, accuracies) = trained(column)
    return AccuracyGrid.boundary(depths: depths, accuracies: accuracies, level: (1 + AccuracyGrid.chance) / 2)
      .map { $0 / scale }
  }

  /// The depth at which the column nearest to the critical line without dropout falls half-way, or its deepest.
  func criticalDepth() throws -> (depth: Double, multiple: Double, isReached: Bool) {
    let critical = try CriticalLine(.tanh).weightVariance(biasVariance: settings.biasVariance)
    let distances = grid.weightVariances.map { ($0 - critical).magnitude }
    let column = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    let (depths, accuracies) = trained(column)
    let boundary = AccuracyGrid.boundary(depths: depths, accuracies: accuracies)
    let depth = boundary ?? depths.last ?? .nan
    let scale = try depthScale(grid.weightVariances[column]) ?? .infinity
    return (depth, depth / scale, boundary != nil)
  }

  /// The key under which a boundary is held against a few ξ_c, at most twice the guide, or, where it is a bound that
  /// leaves open whether it lies within, one that nothing is held against.
  func key(_ name: String, _ multiple: Double, isBound: Bool) -> String {
    isBound && multiple <= 2 * settings.guide ? "\(name)_bound" : "\(name)_multiple"
  }

  package func scores() throws -> [Score] {
    let (half, end) = (try boundary(), try boundary(share: 0.1))
    var (multiples, accuracies) = ([Double](), [Double]())
    for (column, weightVariance) in grid.weightVariances.enumerated() {
      guard let scale = try depthScale(weightVariance) else { continue }
      for (depth, accuracy) in zip(grid.depths, grid.values[column]) where !accuracy.isNaN {
        multiples.append(depth / scale)
        accuracies.append(accuracy)
      }
    }
    let score = Scorer(key: "\(map.name)/\(look.steps)/", title: "\(map.title), \(look.steps) steps: ")
    var scores: [Score] = []
    // A map may have no column in which the guide can be seen.
    if half.columns > 0 {
      // The spread of few columns, or of bounds, says nothing of a median's error.
      func error(_ boundary: BoundaryMultiple) -> Double? {
        boundary.columns < 4 || boundary.isLowerBound ? nil : boundary.standardError
      }
      scores += [
        score(
          key("boundary", half.median, isBound: half.isLowerBound), half.median, error: error(half),
          samples: half.columns,
          "accuracy falls half-way, in ξ_c, \(half.words)"),
        score(
          key("end", end.median, isBound: end.isLowerBound), end.median, error: error(end),
          samples: end.columns,
          "accuracy falls to a tenth of the way above chance, in ξ_c, \(end.words)"),
      ]
    }
    scores.append(
      score("rank_correlation", rankCorrelation(multiples, accuracies), "rank correlation of accuracy and depth/ξ_c"))
    // What is left out beyond a reach would decide which column trains best there.
    if look.deepest == nil, look.reach == nil {
      let critical = try CriticalLine(.tanh).weightVariance(biasVariance: settings.biasVariance)
      scores.append(
        score(
          "best_weight_variance_over_critical",
          grid.bestWeightVariance(fromDepth: grid.depths[grid.depths.count / 2]) / critical,
          "σ_w² that trains the deeper half best, over the critical one"))
    }
    scores.append(score("best_training_accuracy", grid.best, "best training accuracy"))
    return scores
  }

  func panel() throws -> Panel {
    let (first, last) = (grid.weightVariances[0], grid.weightVariances[grid.weightVariances.count - 1])
    let deepest = grid.depths[grid.depths.count - 1]
    let half = 0.5 * (deepest - grid.depths[grid.depths.count - 2])
    let guides = try [(1.0, Dash.dotted), (settings.guide, .dashed)].map { multiple, dash in
      let x = (0...400).map { first + (last - first) * Double($0) / 400 }
      // A gap at the critical line, where the scale leaves the map.
      let y = try x.map { try depthScale($0).map { multiple * $0 }.flatMap { $0 <= 1.5 * deepest ? $0 : nil } ?? .nan }
      return Layer.guide(
        x: x, y: y, label: multiple == 1 ? "ξ<sub>c</sub>" : "\(Int(multiple)) ξ<sub>c</sub>", colour: .black,
        dash: dash)
    }
    return Panel(
      title: "\(map.title), \(look.steps) steps", x: PlotAxis("σ<sub>w</sub><sup>2</sup>"),
      y: PlotAxis("depth <i>L</i>", from: grid.depths[0] - half, to: deepest + half),
      layers: [grid.layer(ColourScale("training accuracy", from: 0.1, to: 1), missing: "not trained so long")] + guides)
  }
}
