import Datasets
import Foundation
import Plotting
import Results
import Suite

/// The notebook's maps of gradient flow: CIFAR-10, 256 training images, erf, σ_b² = 0.18, depths 0 … 9 and then 10, 15,
/// …, 105, with the guides 8 ξ₁ and 8 ξ_* (its cells 45 to 53).
///
/// Images are the first of each split, in the order of the data set's own files; the notebook takes them from another
/// order.
enum FlowMapSetting {
  static let biasVariance = 0.18
  static let trainingCount = 256
  static let depths = Array(0...9) + Array(stride(from: 10, through: 105, by: 5))
  /// In the notebook's convention, `TrainingTime.meanLoss`.
  static let times: [Double] = [1, 8, 64, 512, 4096]
  static let ordered = DepthGuide(side: .ordered, multiple: 8, biasVariance: biasVariance)
  static let chaotic = DepthGuide(side: .chaotic, multiple: 8, biasVariance: biasVariance)

  /// `linspace(0.5, 3, count)`.
  static func weightVariances(_ count: Int) -> [Double] {
    (0..<count).map { 0.5 + 2.5 * Double($0) / Double(count - 1) }
  }

  static func testCount(_ tier: Tier) -> Int { tier == .quick ? 2_000 : 10_000 }

  static func inputs(_ context: RunContext) throws -> MapInputs {
    try context.recent("inputs", for: "cifar10") {
      context.report(stage: "images")
      let dataset = try context.dataset(.cifar10)
      return try MapInputs.standardised(
        training: dataset.training.subset(0..<trainingCount),
        test: dataset.test.subset(0..<min(testCount(context.tier), dataset.test.count)), threads: context.threads)
    }
  }

  static func name(_ time: Double) -> String { time.isInfinite ? "infinity" : "\(Int(time))" }
  static func title(_ time: Double) -> String { "<i>t</i> = \(time.isInfinite ? "∞" : "\(Int(time))")" }

  /// Training or test accuracies of one time from the values of a variable over [σ_w², depth, time].
  static func grid(_ values: some Collection<Double>, weightVariances: [Double], time: Int, of count: Int)
    -> AccuracyGrid
  {
    let values = Array(values)
    return AccuracyGrid(
      weightVariances: weightVariances, depths: depths.map(Double.init),
      values: weightVariances.indices.map { column in
        depths.indices.map { values[(column * depths.count + $0) * count + time] }
      })
  }

  static let panelSize = Size(270, 250)

  /// A map under the two guides.
  /// - Parameters:
  ///   - row: what the row of panels shows, beside its first.
  ///   - missing: why a cell has no value.
  static func panel(
    _ grid: AccuracyGrid, title: String, row: String = "", scale: ColourScale, missing: String = "no value"
  ) throws -> Panel {
    let (first, last) = (grid.weightVariances.first ?? 0, grid.weightVariances.last ?? 1)
    let deepest = grid.depths.last ?? 0
    let guides = try [ordered, chaotic].map { try $0.layer(from: first, to: last, deepest: deepest) }
    return Panel(
      title: title, x: PlotAxis(), y: PlotAxis(row, from: -0.5, to: deepest + 2.5),
      layers: [grid.layer(scale, missing: missing)] + guides)
  }
}
