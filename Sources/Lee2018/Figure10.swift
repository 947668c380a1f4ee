import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 10: the (σ_w², σ_b²) of the 25 best Gaussian processes of every training size.
///
/// The paper takes its best over all depths that it tried, of which it gives no list; here they are the 25 best on
/// validation images at the depth that Table 2 names for the size.
struct Figure10: View {
  let id = "lee2018/figure10"
  let title = "Where the best weight and bias variances lie (Figure 10)"
  let shown = Selection()

  private static let best = 25

  /// 25 points of the small grid of the quick tier are all of it.
  var tiers: [Tier: TierPlan<Selection.Settings>] {
    shown.tiers.filter { $0.value.settings.grid.count > Self.best }
      .mapValues { TierPlan($0.settings, seconds: 0.1, megabytes: 50) }
  }

  /// Mean distance in σ_w² of the 25 best from the critical line, over that of the whole grid; and whether the paper's
  /// own setting is among as many of the best.
  func scores(_ tables: Tables, _ settings: Selection.Settings) throws -> [Score] {
    try SelectionScores(tables, settings).entries.flatMap { entry in
      let best = entry.ranking.prefix(Self.best).map(\.criticalOffset.magnitude)
      let ratio = SampleMean(best).mean / SampleMean(entry.candidates.map(\.criticalOffset.magnitude)).mean
      let score = entry.row.scorer(entry.nonlinearity)
      return [
        score(
          "best_distance_ratio", ratio,
          "distance of the \(Self.best) best from the critical line over that of the grid"),
        score(
          "share_above_paper", entry.shareAbovePaper,
          "part of the grid that does better on validation images than the paper's choice"),
      ]
    }
  }

  func figure(_ tables: Tables, _ settings: Selection.Settings) throws -> Figure? {
    let entries = try SelectionScores(tables, settings).entries
    let panels = try [DatasetDescription.mnist, .cifar10].flatMap { dataset in
      try NamedNonlinearity.allCases.map { nonlinearity in
        let own = entries.filter { $0.row.dataset == dataset && $0.nonlinearity == nonlinearity }
        let curve = try CriticalCurve(nonlinearity.value)
        return Panel(
          title: "\(dataset.title), \(nonlinearity.title)", x: PhaseDiagram.weightAxis, y: PhaseDiagram.biasAxis,
          layers: own.enumerated().map { k, entry in
            let best = entry.ranking.prefix(Self.best).map(\.point)
            return .points(
              x: best.map(\.weightVariance), y: best.map(\.biasVariance),
              label: "\(entry.row.sizeLabel) training images",
              colour: .sequential(Double(k) / Double(max(1, own.count - 1))), marker: .cycled(k),
              // Where sizes share a point, the larger marker shows around the smaller.
              size: 11 - 1.5 * Double(k))
          } + [curve.guide()])
      }
    }
    return Figure(columns: 2, legend: .shared, panels: panels)
  }
}
