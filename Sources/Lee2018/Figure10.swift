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
  let reference = "arXiv:1711.00165v3"
  let shownExperiment = "lee2018/selection"

  private static let shown = 25

  func cost(_ tier: Tier) -> Cost? {
    // 25 points of the small grid of the quick tier are all of it.
    tier == .quick ? nil : Cost(seconds: 0.1, memoryBytes: 50_000_000, diskBytes: 1_000_000)
  }

  /// What `shown` expects to find.
  func layouts(_ tier: Tier) -> [SweepLayout] { Selection().layouts(tier) }

  /// Mean distance in σ_w² of the 25 best from the critical line, over that of the whole grid.
  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let grid = Selection.grid(tier)
    return try SelectionScores(results, tier: tier).entries.map { entry in
      let line = try AccuracyMap.line(entry.nonlinearity.value, over: grid)
      let distances = grid.weightVariances.flatMap { weight in line.map { (weight - $0).magnitude } }
      let best = entry.ranking.prefix(Self.shown).map { distances[$0] }
      let ratio = SampleMean(best).mean / SampleMean(distances).mean
      return Score(
        key: "\(entry.key)/best_distance_ratio", value: ratio,
        title: "\(entry.title), distance of the \(Self.shown) best from the critical line over that of the grid")
    }
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let entries = try SelectionScores(results, tier: tier).entries
    let panels = try [DatasetDescription.mnist, .cifar10].flatMap { dataset in
      try GaussianProcessRow.nonlinearities.map { nonlinearity in
        let own = entries.filter { $0.row.dataset == dataset && $0.nonlinearity.name == nonlinearity.name }
        let curve = try CriticalCurve(nonlinearity.value)
        return Panel(
          title: "\(dataset.title), \(nonlinearity.title)", x: AccuracyMaps.weightAxis, y: AccuracyMaps.biasAxis,
          layers: own.enumerated().map { k, entry in
            let best = entry.ranking.prefix(Self.shown).map { entry.points[$0] }
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
