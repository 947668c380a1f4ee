import Plotting
import Suite

/// The phases of a nonlinearity over (σ_w², σ_b²), as the paper's Figure 4 shows them.
struct PhaseDiagram {
  static let weightAxis = PlotAxis("σ<sub>w</sub><sup>2</sup>", from: 0, to: 5.1)
  static let biasAxis = PlotAxis("σ<sub>b</sub><sup>2</sup>", from: -0.04, to: 2.04)

  let nonlinearity: NamedNonlinearity
  let curve: CriticalCurve

  var panel: Panel {
    Panel(
      title: "\(nonlinearity.title), phases", x: Self.weightAxis, y: Self.biasAxis,
      layers: nonlinearity == .tanh ? orderAndChaos : bounds, showsGrid: false)
  }

  private var orderAndChaos: [Layer] {
    // The line as a function of σ_w²: below it chaos, above it order. It starts at (1, 0); before, all is order, down
    // to the frame.
    let (x, y) = ([0, 1] + curve.weightVariances + [5.1], [-0.04, -0.04] + curve.biasVariances + [2.1])
    let (low, high) = (x.map { _ in -0.04 }, x.map { _ in 2.1 })
    return [
      .band(x: x, lower: y, upper: high, colour: .palette(0)), .band(x: x, lower: low, upper: y, colour: .palette(1)),
      curve.guide(label: "χ<sub>1</sub> = 1"), .text("ordered", x: 1.3, y: 1.3), .text("chaotic", x: 3.9, y: 0.6),
    ]
  }

  /// Of the ReLU, whose variance grows without bound right of σ_w² = 2.
  private var bounds: [Layer] {
    [
      .band(x: [0, 2], lower: [-0.04, -0.04], upper: [2.04, 2.04], colour: .palette(0)),
      .band(x: [2, 5.1], lower: [-0.04, -0.04], upper: [2.04, 2.04], colour: .palette(1)),
      curve.guide(), .text("bounded", x: 0.2, y: 1.1), .text("(exponential)", x: 0.2, y: 0.97),
      .text("unbounded", x: 2.8, y: 1.1), .text("(powerlaw)", x: 2.8, y: 0.97),
    ]
  }
}
