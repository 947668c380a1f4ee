import Glibc
import LinearAlgebra
import MeanField
import Plotting
import Randomness
import Results
import Suite

/// Schoenholz et al. 2017, Figure 3: the squared norm of the gradient by layer in random tanh networks of width 300,
/// whose logarithm falls or grows towards the input with the slope log χ₁. The output's gradient is Gaussian noise in
/// place of a loss on data.
struct SchoenholzFigure3: Experiment {
  let id = "schoenholz2017/figure3"
  let title = "Gradient norms by layer (Figure 3)"
  let reference = SchoenholzSettings.reference

  static let weightVariances = [1, 1.3, 1.76, 2.25, 3, 4]
  /// Layers left out at either end: lengths start at q*, the first layers settle their fluctuations, the last one is a
  /// readout.
  private static let margin = 5
  private static let outputs = 10

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 5, memoryBytes: 400_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 35, memoryBytes: 800_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 180, memoryBytes: 800_000_000, diskBytes: 2_000_000)
    }
  }

  static func networkCount(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 6
    case .standard: 20
    case .paper: 60
    }
  }

  static func depth(_ tier: Tier) -> Int { tier == .quick ? 80 : 240 }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "weight_variance", values: .numbers(Self.weightVariances), longName: "σ_w²"),
          .index("network", count: Self.networkCount(tier), longName: "random networks"),
          .index("layer", count: Self.depth(tier) + 1, longName: "dense layer"),
        ],
        variables: [
          .number(
            "bias_gradient", over: ["weight_variance", "network", "layer"],
            "squared norm of the gradient by a layer's preactivations"),
          .number(
            "weight_gradient", over: ["weight_variance", "network", "layer"],
            "squared norm of the gradient by a layer's weights"),
        ], cellDimensions: ["weight_variance", "network"])
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let layers = EqualLayerNetwork(
      weightVariance: Self.weightVariances[cell[0]], biasVariance: SchoenholzSettings.biasVariance,
      depth: Self.depth(tier), width: SchoenholzSettings.width)
    let network = try layers.network(
      inputs: 1, outputs: Self.outputs, seed: context.seed(purpose: "networks \(cell[0])", index: cell[1]))
    let length = try layers.theory().fixedVariance.get().squareRoot()
    let trace = try network.trace(Matrix(rows: 1, columns: 1, elements: [length]))
    var generator = CounterBasedGenerator(seed: context.seed(purpose: "output gradients \(cell[0])", index: cell[1]))
    let outputGradient = Matrix(
      rows: 1, columns: Self.outputs, elements: (0..<Self.outputs).map { _ in generator.normal() })
    let gradients = try network.gradients(trace, outputGradient: outputGradient)
    return CellOutcome(
      CellValues(numbers: [
        "bias_gradient": gradients.map { $0.biases.reduce(0) { $0 + $1 * $1 } },
        "weight_gradient": gradients.map { $0.weights.elements.reduce(0) { $0 + $1 * $1 } },
      ]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try Self.weightVariances.enumerated().map { index, weight in
      let chi1 = try SchoenholzFigure2.theory(weight).chi1.get()
      let ratios = try Self.norms(results, "bias_gradient", index).map { norms in
        let inner = norms[Self.margin..<norms.count - Self.margin]
        let ratios = zip(inner, inner.dropFirst()).map { $0 / $1 }
        return ratios.reduce(0, +) / Double(ratios.count) / chi1
      }
      let mean = SampleMean(ratios)
      return Score(
        key: "tanh/\(weight)/gradient_factor_ratio", value: mean.mean, standardError: mean.standardError,
        samples: ratios.count,
        title: "σ_w² = \(weight), gradient of a layer over the next, over χ₁")
    }
  }

  /// By network and layer at one σ_w².
  private static func norms(_ results: ResultsFile, _ variable: String, _ weight: Int) throws -> [[Double]] {
    let (values, shape) = try results.numbers(variable)
    return (0..<shape[1]).map { network in
      let first = (weight * shape[1] + network) * shape[2]
      return Array(values[first..<first + shape[2]])
    }
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let depth = Self.depth(tier)
    // Weights of the first layer belong to inputs of one number, and those of the last to ten outputs.
    let inner = Array(1..<depth)
    let layers = try Self.weightVariances.enumerated().flatMap { index, weight -> [Plotting.Layer] in
      let norms = try Self.norms(results, "weight_gradient", index)
      // The middle of the networks on a logarithmic axis.
      let mean = inner.map { layer in exp(norms.reduce(0) { $0 + log($1[layer]) } / Double(norms.count)) }
      let theory = try SchoenholzFigure2.theory(weight).gradientVariances(last: mean[mean.count - 1], depth: depth)
      let colour = Colour.sequential(Double(index) / Double(Self.weightVariances.count - 1))
      return [
        .line(
          x: inner.map(Double.init), y: mean, label: "σ<sub>w</sub><sup>2</sup> = \(weight)", colour: colour,
          dash: .solid),
        .guide(x: inner.map(Double.init), y: inner.map { theory[$0 + 1] }, colour: colour, dash: .dashed, width: 1.2),
      ]
    }
    return Figure(
      title:
        "gradients by layer, width \(SchoenholzSettings.width), and χ<sub>1</sub><sup><i>L</i>−<i>l</i></sup> (dashed)",
      panels: [
        Panel(
          x: PlotAxis("layer <i>l</i>", from: 0, to: Double(depth), wholeNumbers: true),
          y: PlotAxis("|∂<i>E</i>/∂<i>W</i><sup><i>l</i></sup>|<sup>2</sup>", scale: .logarithmic), layers: layers)
      ])
  }
}
