import Datasets
import Plotting
import Results
import Suite

/// The notebook's maps of gradient flow: CIFAR-10, 256 training images, erf, σ_b² = 0.18, depths 0 … 9 and then 10, 15,
/// …, 105, with the guides 8 ξ₁ and 8 ξ_* (its cells 45 to 53).
///
/// Images are the first of each split, in the order of the data set's own files; the notebook takes them from another
/// order.
struct FlowMapSettings: Codable, Sendable {
  var grid: MapGrid
  var training = 256
  var test: Int
  /// In the notebook's convention, `TrainingTime.meanLoss`; ∞ where `isLimitAdded`, which JSON cannot hold.
  var finiteTimes: [Double] = [1, 8, 64, 512, 4096]
  var isLimitAdded: Bool

  /// - Parameter columns: how many σ_w² of `linspace(0.5, 3, columns)`.
  init(columns: Int, test: Int, isLimitAdded: Bool = false) {
    self.init(MapGrid.evenly(columns, from: 0.5, to: 3), test: test, isLimitAdded: isLimitAdded)
  }

  init(_ weightVariances: [Double], test: Int, isLimitAdded: Bool) {
    grid = MapGrid(
      weightVariances: weightVariances,
      depths: Array(0...9) + Array(stride(from: 10, through: 105, by: 5)), biasVariance: 0.18)
    (self.test, self.isLimitAdded) = (test, isLimitAdded)
  }

  /// Between neighbouring σ_w².
  var step: Double { grid.weightVariances.count < 2 ? .nan : grid.weightVariances[1] - grid.weightVariances[0] }

  var times: [Double] { finiteTimes + (isLimitAdded ? [.infinity] : []) }
  /// The last finite one, whose maps are judged.
  var latest: Double { finiteTimes.last ?? .nan }

  var ordered: DepthGuide { grid.guide(.ordered, 8) }
  var chaotic: DepthGuide { grid.guide(.chaotic, 8) }

  /// The places of the depths between the chaotic guide and twice it; none of a σ_w² that is not chaotic.
  func placesBeyondGuide(weightVariance: Double) throws -> [Int] {
    guard let scale = try chaotic.depthScale(weightVariance: weightVariance) else { return [] }
    return grid.depths.indices.filter {
      (chaotic.multiple...2 * chaotic.multiple).contains(Double(grid.depths[$0]) / scale)
    }
  }

  static let time = Axis<Double>("time", "training time, e^(−λt/(10 m)) of a mode is left")

  /// The axes within one σ_w², and what a map holds over them.
  var within: [Coordinate] { [AccuracyGrid.depth(grid.depths), Self.time(times)] }
  static let trainingAccuracy = AccuracyGrid.trainingAccuracy.over(AccuracyGrid.depth, time)
  static let testAccuracy = AccuracyGrid.testAccuracy.over(AccuracyGrid.depth, time)

  func column(_ kernel: PriorKernel, weightVariance: Double, _ context: RunContext) throws -> FlowMap.Column {
    let inputs = try context.recent("inputs", for: "\(training) \(test)") {
      context.report(stage: "images")
      let images = try context.first(training, test: test, of: .cifar10)
      return try MapInputs.standardised(training: images.training, test: images.test, threads: context.threads)
    }
    return try FlowMap(
      kernel: kernel, nonlinearity: .erf, biasVariance: grid.biasVariance, depths: grid.depths, times: times
    ).column(weightVariance: weightVariance, inputs: inputs, threads: context.threads)
  }

  static func title(_ time: Double) -> String { "<i>t</i> = \(time.isInfinite ? "∞" : "\(Int(time))")" }

  /// A map under the two guides.
  /// - Parameters:
  ///   - row: what the row of panels shows, beside its first.
  ///   - missing: why a cell has no value.
  func panel(
    _ map: AccuracyGrid, title: String, row: String = "", scale: ColourScale, missing: String = "no value"
  ) throws -> Panel {
    try map.panel(
      title, x: PlotAxis(), y: PlotAxis(row, from: -0.5, to: (map.depths.last ?? 0) + 2.5), scale,
      guides: [ordered, chaotic], missing: missing)
  }

  func figure(_ title: String, legend: Figure.LegendStyle = .eachPanel, _ panels: [Panel]) -> Figure {
    Figure(
      title: title, columns: times.count, xTitle: "σ<sub>w</sub><sup>2</sup>", yTitle: "depth <i>l</i>",
      legend: legend, showsPanelLabels: false, panelSize: Size(270, 250), panels: panels)
  }
}
