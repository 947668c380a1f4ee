import Plotting
import Results
import Suite

/// The maps in a results file of Figure 9, by nonlinearity and depth, and what is judged about them.
struct AccuracyMaps {
  struct Entry {
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let depth: Int
    let map: AccuracyMap
    /// The critical line as it is drawn: finer than the grid, and from σ_b² = 0 on.
    let curve: CriticalCurve
  }

  let trainingSize: Int
  /// By nonlinearity, then depth.
  let entries: [Entry]

  init(_ results: ResultsFile, tier: Tier) throws {
    let grid = Figure9.grid(tier)
    let accuracies = try results.numbers("test_accuracy").values
    trainingSize = Figure9.trainingSize(tier)
    entries = try GaussianProcessRow.nonlinearities.enumerated().flatMap { i, nonlinearity in
      let line = try AccuracyMap.line(nonlinearity.value, over: grid)
      let curve = try CriticalCurve(nonlinearity.value)
      return Figure9.depths.enumerated().map { j, depth in
        let first = (i * Figure9.depths.count + j) * grid.count
        let map = AccuracyMap(grid: grid, accuracies: Array(accuracies[first..<first + grid.count]), line: line)
        return Entry(nonlinearity: nonlinearity, depth: depth, map: map, curve: curve)
      }
    }
  }

  private func map(_ nonlinearity: String, depth: Int) -> AccuracyMap? {
    entries.first { $0.nonlinearity.name == nonlinearity && $0.depth == depth }?.map
  }

  private var sizeTitle: String { trainingSize < 1_000 ? "\(trainingSize)" : "\(trainingSize / 1_000)k" }

  private func measurement(
    _ nonlinearity: GaussianProcessRow.NamedNonlinearity, _ key: String, _ value: Double, _ words: String
  ) -> Score {
    Score(
      key: "mnist/\(trainingSize)/\(nonlinearity.name)/\(key)", value: value,
      title: "MNIST \(sizeTitle), \(nonlinearity.title), \(words)")
  }

  /// How large the good region is at every depth, how far from the critical line, and how both change.
  var measurements: [Score] {
    let sizes = entries.flatMap { entry in
      [
        measurement(
          entry.nonlinearity, "depth_\(entry.depth)/good_fraction", entry.map.goodFraction,
          "depth \(entry.depth), good part of the grid"),
        measurement(
          entry.nonlinearity, "depth_\(entry.depth)/distance", entry.map.distance,
          "depth \(entry.depth), mean distance of the good part from the critical line"),
      ]
    }
    let changes = GaussianProcessRow.nonlinearities.flatMap { nonlinearity -> [Score] in
      guard let first = map(nonlinearity.name, depth: 1), let middle = map(nonlinearity.name, depth: 20),
        let last = map(nonlinearity.name, depth: 100)
      else { return [] }
      return [
        measurement(
          nonlinearity, "depth_1_to_100/good_fraction_ratio", last.goodFraction / first.goodFraction,
          "good part of the grid, depth 100 over depth 1"),
        measurement(
          nonlinearity, "depth_20_to_100/ordered_distance_ratio", last.orderedDistance / middle.orderedDistance,
          "distance of the good part left of the critical line, depth 100 over depth 20"),
      ]
    }
    // A ratio of two empty regions is no number, and nothing to judge.
    return (sizes + changes).filter(\.value.isFinite)
  }

  /// Figure 4's own: at depth 50 the good region lies at the critical line of tanh, and right of the ReLU's.
  var measurementsAtDepth50: [Score] {
    entries.filter { $0.depth == Figure4.depth }.map { entry in
      entry.nonlinearity.value == .tanh
        ? measurement(
          entry.nonlinearity, "depth_50/distance_ratio", entry.map.distance / entry.map.gridDistance,
          "depth 50, distance of the good part from the critical line over that of the whole grid")
        : measurement(
          entry.nonlinearity, "depth_50/share_difference", entry.map.shareDifference,
          "depth 50, good part of the unbounded phase minus that of the bounded one")
    }
  }
}
