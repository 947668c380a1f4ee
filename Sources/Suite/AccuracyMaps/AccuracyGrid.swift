import Plotting
import Results

/// Accuracies over σ_w² and depth, and where along a column of one σ_w² they fall.
package struct AccuracyGrid: Sendable {
  package let weightVariances: [Double]
  package let depths: [Double]
  /// One list of depths a σ_w². NaN: there is no predictor, which classifies as chance does.
  package let values: [[Double]]

  package init(weightVariances: [Double], depths: [Double], values: [[Double]]) {
    (self.weightVariances, self.depths, self.values) = (weightVariances, depths, values)
  }

  /// The axes of a map, and what most maps hold. A map of other networks may call its depths otherwise.
  package static let weightVariance = VarianceGrid.weightVariance
  package static let depth = Axis<Int>("depth", "number of hidden layers")
  package static let trainingAccuracy = Column<Double>(
    "training_accuracy", "fraction of training images classified right")
  package static let testAccuracy = Column<Double>("test_accuracy", "fraction of test images classified right")

  /// The map that a column holds over `weight_variance` and `depth`, at one value of each other axis that it goes over.
  ///
  /// - Parameter conditions: which values these are.
  /// - Throws: `SweepFailure.layout` for a column without these axes, or with further ones that no condition settles.
  package init(_ column: Column<Double>, of table: Table, _ conditions: AxisCondition...) throws {
    let (weightVariances, depths) = (try table[Self.weightVariance], try table[Self.depth])
    let values = try table.lists(column, by: Self.weightVariance, where: conditions)
    guard values.allSatisfy({ $0.count == depths.count }) else {
      throw SweepFailure.layout(
        group: table.layout.group, detail: "the conditions on \(column.name) leave no map of σ_w² and depth alone")
    }
    self.init(weightVariances: weightVariances, depths: depths.map(Double.init), values: values)
  }

  /// Of ten equally frequent classes.
  package static let chance = 0.1

  /// The depth at which a column falls for the last time below a share of the way from chance to its best, linearly
  /// between depths of the grid; nil if it does not on the grid.
  package func boundary(column: Int, share: Double = 0.5) -> Double? {
    Self.boundary(depths: depths, accuracies: values[column], share: share)
  }

  /// The same of accuracies at ascending depths.
  package static func boundary(depths: [Double], accuracies: [Double], share: Double = 0.5) -> Double? {
    let best = accuracies.map { $0.isNaN ? chance : $0 }.max() ?? chance
    return boundary(depths: depths, accuracies: accuracies, level: chance + share * (best - chance))
  }

  /// The depth at which accuracies fall below `level` for the last time.
  package static func boundary(depths: [Double], accuracies: [Double], level: Double) -> Double? {
    let accuracies = accuracies.map { $0.isNaN ? chance : $0 }
    guard let last = accuracies.lastIndex(where: { $0 >= level }), last + 1 < depths.count else { return nil }
    let fraction = (accuracies[last] - level) / (accuracies[last] - accuracies[last + 1])
    return depths[last] + fraction * (depths[last + 1] - depths[last])
  }

  /// Columns in which the guide lies between 8 layers, two steps of the coarsest grid, and three quarters of the
  /// deepest depth: only there can a boundary near it be seen and told from one that is not. Without any, NaN.
  package func multiple(of guide: DepthGuide, share: Double = 0.5) throws -> BoundaryMultiple {
    try multiple(guide: guide.multiple, share: share) { try guide.depthScale(weightVariance: $0) }
  }

  /// The same for any depth scale; nil where it does not exist.
  package func multiple(
    guide: Double, share: Double = 0.5, depthScale: (_ weightVariance: Double) throws -> Double?
  ) rethrows -> BoundaryMultiple {
    let deepest = depths.last ?? 0
    return try BoundaryMultiple(
      weightVariances.enumerated().compactMap { column, weightVariance in
        guard let scale = try depthScale(weightVariance) else { return nil }
        guard guide * scale >= 8, guide * scale <= 0.75 * deepest else { return nil }
        let boundary = boundary(column: column, share: share)
        return BoundaryMultiple.Column(multiple: (boundary ?? deepest) / scale, isReached: boundary != nil)
      })
  }

  /// The accuracies in a guide's phase at depths of `multiples` depth scales, and these multiples.
  package func cells(
    along guide: DepthGuide, _ multiples: ClosedRange<Double>
  ) throws -> [(multiple: Double, accuracy: Double)] {
    try places(along: guide, multiples).map { place in
      let accuracy = values[place.column][place.row]
      return (place.multiple, accuracy.isNaN ? Self.chance : accuracy)
    }
  }

  /// Their mean; NaN without any.
  package func mean(along guide: DepthGuide, _ multiples: ClosedRange<Double>) throws -> Double {
    try cells(along: guide, multiples).map(\.accuracy).mean
  }

  /// The same twice as deep as the guide, and deeper.
  package func mean(beyond guide: DepthGuide) throws -> Double {
    try mean(along: guide, 2 * guide.multiple...Double.infinity)
  }

  /// Where these are.
  package func places(
    along guide: DepthGuide, _ multiples: ClosedRange<Double>
  ) throws -> [(column: Int, row: Int, multiple: Double)] {
    try weightVariances.enumerated().flatMap { column, weightVariance in
      guard let scale = try guide.depthScale(weightVariance: weightVariance) else {
        return [(column: Int, row: Int, multiple: Double)]()
      }
      return depths.enumerated().compactMap { row, depth in
        multiples.contains(depth / scale) ? (column, row, depth / scale) : nil
      }
    }
  }

  /// σ_w² of the best mean accuracy over the depths from `shallowest` on.
  package func bestWeightVariance(fromDepth shallowest: Double) -> Double {
    let means = values.map { column in
      zip(depths, column).reduce(0) { $0 + ($1.0 >= shallowest ? $1.1 : 0) }
    }
    return means.indices.max { means[$0] < means[$1] }.map { weightVariances[$0] } ?? .nan
  }

  package var best: Double { values.joined().reduce(0) { $1 > $0 ? $1 : $0 } }

  /// Accuracy gained over another map of the same cells.
  package func minus(_ other: AccuracyGrid) -> AccuracyGrid {
    AccuracyGrid(
      weightVariances: weightVariances, depths: depths,
      values: zip(values, other.values).map { zip($0, $1).map { $0 - $1 } })
  }

  /// The map without the cells of which `isKnown`, by column and depth, says that they have no value.
  package func known(_ isKnown: [[Bool]]) -> AccuracyGrid {
    AccuracyGrid(
      weightVariances: weightVariances, depths: depths,
      values: zip(values, isKnown).map { zip($0, $1).map { $1 ? $0 : .nan } })
  }

  /// Depth upwards over σ_w².
  /// - Parameter missing: why a cell has no value.
  package func layer(_ scale: ColourScale, missing: String = "no Cholesky factor") -> Layer {
    let rows = depths.indices.flatMap { row in weightVariances.indices.map { values[$0][row] } }
    return .heatMap(x: weightVariances, y: depths, values: rows, scale: scale, missing: missing)
  }

  /// The map under its guides.
  /// - Parameter deepest: how far up guides go; nil: to the deepest depth.
  package func panel(
    _ title: String, x: PlotAxis = PlotAxis("σ<sub>w</sub><sup>2</sup>"), y: PlotAxis, _ scale: ColourScale,
    guides: [DepthGuide], deepest: Double? = nil, missing: String = "no Cholesky factor"
  ) throws -> Panel {
    let (first, last) = (weightVariances.first ?? 0, weightVariances.last ?? 1)
    let curves = try guides.map { try $0.layer(from: first, to: last, deepest: deepest ?? depths.last ?? 0) }
    return Panel(title: title, x: x, y: y, layers: [layer(scale, missing: missing)] + curves)
  }
}

extension Sequence<Double> {
  /// NaN of none.
  package var mean: Double {
    let (sum, count) = reduce((0.0, 0.0)) { ($0.0 + $1, $0.1 + 1) }
    return sum / count
  }
}
