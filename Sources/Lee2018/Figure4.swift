import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 4: the maps of Figure 9 at depth 50 beside the phase diagrams of the two nonlinearities.
struct Figure4: View {
  let id = "lee2018/figure4"
  let title = "Test accuracy at depth 50 and the phases of deep signal propagation (Figure 4)"
  let reference = "arXiv:1711.00165v3"
  let shownExperiment = "lee2018/figure9"

  static let depth = 50

  /// What `shown` expects to find.
  func layouts(_ tier: Tier) -> [SweepLayout] { Figure9().layouts(tier) }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try AccuracyMaps(results, tier: tier).measurementsAtDepth50
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try AccuracyMaps(results, tier: tier).figureAtDepth50
  }
}
