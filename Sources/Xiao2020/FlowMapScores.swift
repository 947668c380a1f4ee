import Results
import Suite

/// What is judged of the maps of one kernel and training time.
struct FlowMapScores {
  /// The first parts of the keys: "ntk/4096".
  let prefix: String
  let title: String
  let training: AccuracyGrid
  let test: AccuracyGrid
  let settings: FlowMapSettings

  /// Where trainability ends in the ordered phase and generalisation in the chaotic one, in units of ξ₁ and ξ_*;
  /// whether depth in these units orders the accuracies; and the accuracies twice as deep as the chaotic guide.
  var all: [Score] {
    get throws {
      let (ordered, chaotic) = (settings.ordered, settings.chaotic)
      let score = Scorer(key: "\(prefix)/", title: "\(title), ")
      return try boundary(training, ordered, "train") + boundary(test, chaotic, "test") + [
        score(
          "train/deep_chaotic_accuracy", training.mean(beyond: chaotic), "training accuracy beyond 16 ξ_*"),
        score(
          "test/deep_chaotic_accuracy", test.mean(beyond: chaotic),
          // Binomial, at chance: the frequency of a class among the test images, should all images be put into it.
          error: (AccuracyGrid.chance * (1 - AccuracyGrid.chance) / Double(settings.test)).squareRoot(),
          "test accuracy beyond 16 ξ_*"),
      ]
    }
  }

  /// Depths of 2 to 20 depth scales: before, inputs have not begun to forget; behind, there is nothing left to order.
  private static let ordered = 2.0...20.0

  private func boundary(_ grid: AccuracyGrid, _ guide: DepthGuide, _ split: String) throws -> [Score] {
    let (multiple, cells) = try (grid.multiple(of: guide), grid.cells(along: guide, Self.ordered))
    let end = try grid.multiple(of: guide, share: 0.1)
    let score = Scorer(key: "\(prefix)/\(split)/\(guide.side.rawValue)_", title: "\(title), \(split): ")
    let phase = guide.side.name
    return [
      score("boundary_multiple", multiple.median, "boundary in \(phase), \(multiple.words)"),
      score("boundary_multiple_lowest", multiple.lowest, "boundary in \(phase), lowest column"),
      score("boundary_multiple_highest", multiple.highest, "boundary in \(phase), highest column"),
      score(
        "end_multiple", end.median,
        "a tenth of the way above chance in \(phase), median"
          + (end.unreached > 0 ? ", \(end.unreached) of \(end.columns) beyond the grid" : "")),
      score(
        "rank_correlation", rankCorrelation(cells.map(\.multiple), cells.map(\.accuracy)),
        "rank correlation of accuracy and depth/\(phase)"),
    ]
  }
}
