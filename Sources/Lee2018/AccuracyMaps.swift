import Plotting
import Results
import Suite

/// The maps of Figure 9, by nonlinearity and depth, and what is judged about them.
struct AccuracyMaps: Findings {
  struct Entry {
    let nonlinearity: NamedNonlinearity
    let depth: Int
    let map: AccuracyMap
    /// The accuracies as they are drawn: a list of all σ_w² for every σ_b².
    let rows: [[Double]]
    /// The critical line as it is drawn: finer than the grid, and from σ_b² = 0 on.
    let curve: CriticalCurve
  }

  let settings: Figure9.Settings
  /// By nonlinearity, then depth.
  let entries: [Entry]

  init(_ tables: Tables, _ settings: Figure9.Settings) throws {
    let table = try tables.only
    let grid = try VarianceGrid(of: table)
    self.settings = settings
    entries = try NamedNonlinearity.allCases.flatMap { kind in
      let line = try AccuracyMap.line(kind.value, over: grid)
      let curve = try CriticalCurve(kind.value)
      return try settings.depths.map { depth in
        let (isKind, isDepth) = (TableAxes.nonlinearity == kind, TableAxes.depth == depth)
        return Entry(
          nonlinearity: kind, depth: depth,
          map: AccuracyMap(grid: grid, accuracies: try table[TableColumns.accuracy, isKind, isDepth], line: line),
          rows: try table.lists(TableColumns.accuracy, by: VarianceGrid.biasVariance, isKind, isDepth), curve: curve)
      }
    }
  }

  /// The maps that are shown beside the phases.
  var besidePhases: [Entry] { entries.filter { $0.depth == settings.phaseDepth } }

  private func map(_ kind: NamedNonlinearity, depth: Int) -> AccuracyMap? {
    entries.first { $0.nonlinearity == kind && $0.depth == depth }?.map
  }

  private func scorer(_ kind: NamedNonlinearity, depth: String) -> Scorer {
    let size = GaussianProcessRow.sizeLabel(settings.trainingSize)
    return Scorer(
      key: "mnist/\(settings.trainingSize)/\(kind.name)/depth_\(depth)/", title: "MNIST \(size), \(kind.title), ")
  }

  /// How large the good region is at every depth, how far from the critical line, and how both change.
  var scores: [Score] {
    let sizes = entries.flatMap { entry in
      let (score, depth) = (scorer(entry.nonlinearity, depth: "\(entry.depth)"), entry.depth)
      return [
        score("good_fraction", entry.map.goodFraction, "depth \(depth), good part of the grid"),
        score(
          "distance", entry.map.distance, "depth \(depth), mean distance of the good part from the critical line"),
        score("best_accuracy", entry.map.bestAccuracy, "depth \(depth), best test accuracy"),
      ]
    }
    let steps = NamedNonlinearity.allCases.flatMap { kind in
      zip(settings.depths, settings.depths.dropFirst()).compactMap { shallow, deep -> Score? in
        guard let before = map(kind, depth: shallow), let after = map(kind, depth: deep) else { return nil }
        return scorer(kind, depth: "\(shallow)_to_\(deep)")(
          "good_fraction_change", after.goodFraction - before.goodFraction,
          "good part of the grid, depth \(deep) minus depth \(shallow)")
      }
    }
    let changes = NamedNonlinearity.allCases.flatMap { kind -> [Score] in
      guard let first = map(kind, depth: 1), let middle = map(kind, depth: 20), let last = map(kind, depth: 100) else {
        return []
      }
      return [
        scorer(kind, depth: "1_to_100")(
          "good_fraction_ratio", last.goodFraction / first.goodFraction,
          "good part of the grid, depth 100 over depth 1"),
        scorer(kind, depth: "20_to_100")(
          "ordered_distance_ratio", last.orderedDistance / middle.orderedDistance,
          "distance of the good part left of the critical line, depth 100 over depth 20"),
      ]
    }
    // A ratio of two empty regions is no number, and nothing to judge.
    return (sizes + steps + changes).filter(\.value.isFinite)
  }

  /// Figure 4's own: at depth 50 the good region lies at the critical line of tanh, and right of the ReLU's.
  var scoresBesidePhases: [Score] {
    besidePhases.map { entry in
      let (score, depth) = (scorer(entry.nonlinearity, depth: "\(entry.depth)"), entry.depth)
      return switch entry.nonlinearity {
      case .tanh:
        score(
          "distance_ratio", entry.map.distance / entry.map.gridDistance,
          "depth \(depth), distance of the good part from the critical line over that of the whole grid")
      case .relu:
        score(
          "share_difference", entry.map.shareDifference,
          "depth \(depth), good part of the unbounded phase minus that of the bounded one")
      }
    }
  }
}
