import ExperimentSupport
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Trained convolutional networks of Xiao et al. 2020") struct Figure2SGDConvolutionalTests {
  private static let id = "xiao2020/figure2-sgd-cnn"

  /// Accuracies that name their cell: training (column + depth)/100, test half of that; of f − f₀ a fifth. The first
  /// network of each column of f − f₀ has diverged.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).finished(experiments[id]) { sweep, point in
      let place = try point.place(on: AccuracyGrid.weightVariance)
      let depths = try #require(point.layout.coordinate("depth").flatMap { Int.values(of: $0.values) })
      let accuracies = depths.map { (sweep == SweepName("change") ? 0.002 : 0.01) * Double(place + $0) }
      return Row(
        AccuracyGrid.trainingAccuracy => accuracies, AccuracyGrid.testAccuracy => accuracies.map { 0.5 * $0 },
        Column<Double>("largest_eigenvalue", "λ_max") => accuracies,
        TrainingCourse.divergence => depths.indices.map { sweep == SweepName("change") && $0 == 0 ? 7 : 0 })
    }
  }

  /// ξ₁ is 1.134 at σ_w² = 0.4853 and 4.82 at 1.2097; ξ_* is 2.94, 2.03 and 1.65 at 2.6586, 3.383 and 4.1074. So 12 ξ₁
  /// = 13.6 is between depths 12 and 16 of the first column and beyond the grid in the second; 8 ξ_* is beyond the grid
  /// at 2.6586, 16.2 (depth 16 is not beyond) at 3.383 and 13.2 at 4.1074.
  @Test func theBandsAreTwiceTheGuides() throws {
    let finished = try Self.finished(.standard)
    let found = try scoreValues(finished)
    func expect(_ key: String, _ value: Double) throws {
      #expect(abs(try #require(found["cnn_f/1000/" + key]) - value) < 1e-12, "\(key)")
    }
    // Depths 16 and 20 of column 0.
    try expect("training/deep_ordered_accuracy", 0.18)
    // Depth 20 of column 4, depths 16 and 20 of column 5.
    try expect("training/memorised_share", (0.24 + 0.21 + 0.25) / 3)
    try expect("test/deep_chaotic_accuracy", (0.24 + 0.21 + 0.25) / 6)
    try expect("test/best_accuracy", 0.125)
    // f − f₀ on 3 × 3: depth 20 of column 0, depth 20 of column 2.
    try expect("change/training/deep_ordered_accuracy", 0.04)
    try expect("change/training/memorised_share", 0.044)
    try expect("change/test/best_accuracy", 0.022)
  }

  @Test(arguments: [Tier.quick, .standard]) func everyExpectationHasItsNumber(tier: Tier) throws {
    let keys = Set(try scoreValues(Self.finished(tier)).keys)
    let size = tier == .quick ? "/200/" : "/1000/"
    let expected = try ReferenceNumbers(Self.id).keys.filter { $0.contains(size) }
    #expect(expected.count >= 3)
    #expect(expected.isSubset(of: keys))
  }

  @Test func bothReadingsAreDrawn() throws {
    let figure = try #require(try Self.finished(.standard).figure)
    let names = ["<i>f</i>", "<i>f</i> − <i>f</i><sub>0</sub>"]
    #expect(figure.panels.map(\.title) == names.flatMap { ["\($0), training images", "\($0), test images"] })
    #expect(figure.panels.allSatisfy { $0.layers.count == 3 })
    // Rows of depths 1, 5, …, 20 and 1, 11, 20.
    #expect(figure.panels.map { $0.y.ticks?.count } == [6, 6, 3, 3])
    #expect(figure.title.contains("50 epochs") && figure.title.contains("32 channels, 1000 images"))
    let text = try Self.finished(.standard).narrative
    #expect(text.contains("ceased to be finite, and from then on they count as chance (f − f₀: 3)."))
  }

  /// Small networks fit half of few images in either reading, and the two readings are two predictions.
  @Test func bothReadingsAreTrained() throws {
    let map = TrainedConvolutions(
      MapGrid(columns: 2, rows: 2, deepest: 2), channels: 8, training: 20, test: 40, batch: 10, epochs: 50)
    let context = try Bench().context(of: Self.id)
    let network = try map.column(1, .network, context: context)
    let change = try map.column(1, .change, context: context)
    #expect(network.map(\.largestEigenvalue) == change.map(\.largestEigenvalue))
    for scores in network + change { #expect(scores.training >= 0.5 && scores.divergedStep == 0) }
    #expect(network.map(\.test) != change.map(\.test))
  }

  /// At a hundred times the largest stable rate the loss overflows within some steps.
  @Test(arguments: TrainedConvolutions.Reading.allCases)
  func networksThatDivergeAreChance(_ reading: TrainedConvolutions.Reading) throws {
    var map = TrainedConvolutions(
      MapGrid(columns: 2, rows: 2, deepest: 2), channels: 8, training: 20, test: 40, batch: 10, epochs: 200)
    map.rate = 100
    for scores in try map.column(1, reading, context: Bench().context(of: Self.id)) {
      #expect(scores.divergedStep > 0)
      #expect(scores.training == AccuracyGrid.chance && scores.test == AccuracyGrid.chance)
    }
  }
}
