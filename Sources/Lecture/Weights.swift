import Foundation
import Plotting
import Results
import Suite

/// Weight matrices before and after training, and the norms of weights, of their change, and of the ratio, by width:
/// derivation and expectation are at `TrainedNetworks`.
struct Weights: View {
  let id = "lecture/weights"
  let title = "Weight matrices before and after training, and norms of weights, change and ratio by width"
  let reference = "arXiv:1902.06720v3"
  let shown = TrainedNetworks()

  /// Norms of one layer after another.
  private struct Layers {
    let table: Table
    let settings: TrainedNetworks.Settings

    init(_ tables: Tables, _ settings: TrainedNetworks.Settings) throws {
      (table, self.settings) = (try tables[TrainedNetworks.networks], settings)
    }

    /// By width, one number a network.
    func squares(_ column: Column<Double>, _ layer: WeightLayer) throws -> [[Double]] {
      try table.lists(column, by: TrainedNetworks.width, TrainedNetworks.layer == layer)
    }

    func expected(_ layer: WeightLayer) throws -> Double {
      try table.value(TrainedNetworks.expectedSquare, TrainedNetworks.layer == layer)
    }

    /// ‖ω₀‖, ‖Δω‖ and their ratio.
    func norms(_ layer: WeightLayer) throws -> (initial: [[Double]], change: [[Double]], ratio: [[Double]]) {
      let initial = try squares(TrainedNetworks.initialSquare, layer).map { $0.map { $0.squareRoot() } }
      let change = try squares(TrainedNetworks.changeSquare, layer).map { $0.map { $0.squareRoot() } }
      return (initial, change, zip(initial, change).map { zip($0, $1).map { $1 / $0 } })
    }
  }

  func scores(_ tables: Tables, _ settings: TrainedNetworks.Settings) throws -> [Score] {
    let layers = try Layers(tables, settings)
    return try WeightLayer.allCases.flatMap { try scores($0, layers) }
  }

  private func scores(_ layer: WeightLayer, _ layers: Layers) throws -> [Score] {
    let score = Scorer(key: "\(layer.rawValue)/", title: "\(layer.title): ")
    let (widths, norms) = (layers.settings.widths, try layers.norms(layer))
    let slopes = try [
      ("initial", "‖ω₀‖", norms.initial), ("change", "‖ω − ω₀‖", norms.change), ("ratio", "‖ω − ω₀‖/‖ω₀‖", norms.ratio),
    ].map { key, words, values in
      let scaling = try WidthScaling(widths: widths, values: values)
      return score(
        "\(key)/slope", scaling.slope, error: scaling.standardError, samples: scaling.seeds,
        "\(words): slope against width, log-log")
    }
    let widest = try layers.squares(TrainedNetworks.initialSquare, layer)[widths.count - 1]
    let count = Double(layer.count(width: widths[widths.count - 1]))
    let (change, own) = (
      try layers.squares(TrainedNetworks.changeSquare, layer), try layers.squares(TrainedNetworks.limitSquare, layer)
    )
    let expected = try layers.expected(layer)
    let limit = try WidthLimit(
      widths: widths, values: zip(change, own).map { zip($0, $1).map { 1 + ($0 - $1) / expected } })
    return slopes + [
      score("initial/coefficient", meanOf: widest.map { $0 / count }, "‖ω₀‖² over the number of weights, widest"),
      score(
        "change/coefficient", limit.value, error: limit.standardError, samples: limit.blocks,
        "‖ω − ω₀‖² over the limit's, n → ∞"),
    ]
  }

  func figure(_ tables: Tables, _ settings: TrainedNetworks.Settings) throws -> Figure? {
    let layers = try Layers(tables, settings)
    let widths = settings.widths.map(Double.init)
    let norms = try WeightLayer.allCases.map { ($0, try layers.norms($0)) }
    func panel(
      _ title: String, _ values: (WeightLayer) throws -> [[Double]], _ law: (WeightLayer, Double) throws -> Double
    ) throws -> Panel {
      let layers = try WeightLayer.allCases.enumerated().flatMap { k, layer -> [Layer] in
        let samples = try values(layer).map { SampleMean($0.map { $0 * $0 }) }
        let means = samples.map { $0.mean.squareRoot() }
        return [
          .line(
            x: widths, y: try widths.map { try law(layer, $0) }, label: k == 0 ? "<i>n</i> → ∞" : "",
            colour: .palette(k), dash: .dashed, width: 1.4),
          .points(
            x: widths, y: means, errors: zip(samples, means).map { $0.bar / (2 * $1) }, label: layer.title,
            colour: .palette(k), marker: layer == .output ? .openCircle : .cycled(k),
            size: layer == .output ? 11 : 8),
        ]
      }
      return Panel(
        title: title, x: PlotAxis("width <i>n</i>", scale: .logarithmic), y: PlotAxis(scale: .logarithmic),
        layers: layers)
    }
    func find<Value>(_ layer: WeightLayer, _ list: [(WeightLayer, Value)]) -> Value { list[layer.place].1 }
    func initial(_ layer: WeightLayer, _ width: Double) -> Double { pow(width, layer.exponent) }
    return try Figure(
      title: "Weights ω of <i>W</i> = σ<sub>w</sub>ω/√fan-in: matrices between hidden layers, and Frobenius norms",
      columns: 3, legend: .shared, showsPanelLabels: false,
      panels: WeightMaps(tables[TrainedNetworks.pictures], settings).panels + [
        panel("before: ‖ω<sub>0</sub>‖", { find($0, norms).initial }, initial),
        panel("change: ‖ω − ω<sub>0</sub>‖", { find($0, norms).change }) { layer, _ in
          try layers.expected(layer).squareRoot()
        },
        panel("ratio", { find($0, norms).ratio }) { layer, width in
          try layers.expected(layer).squareRoot() / initial(layer, width)
        },
      ])
  }

  func narrative(_ tables: Tables, _ settings: TrainedNetworks.Settings) throws -> String {
    """
    The networks of lecture/training. Of the weights between the hidden layers the picture has the first \
    \(settings.block) × \(settings.block), of one network a width. Points are root mean squares over \(settings.networks) networks. Dashed: √n, and n \
    between the hidden layers; the limit's root mean square of the change, gᵀ Θ_l g with g = Θ⁻¹ (1 − (1 − ηΘ)^s)(Y − \
    f₀(X)); and the ratio of both. A coefficient of the change is what networks have beyond the limit's of the same \
    initial functions, over the mean of these, as a + b/n.
    """
  }
}
