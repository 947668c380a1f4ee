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
struct Figure3: Experiment {
  let id = "schoenholz2017/figure3"
  let title = "Gradient norms by layer (Figure 3)"

  struct Settings: Codable {
    var networks: RandomNetworks
    var outputs = 10
    /// Layers left out at either end: lengths start at q*, the first layers settle their fluctuations, the last one is
    /// a readout.
    var margin = 5

    init(depth: Int, networks count: Int) {
      networks = RandomNetworks(weightVariances: [1, 1.3, 1.76, 2.25, 3, 4], depth: depth, count: count)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(depth: 80, networks: 6), seconds: 5, megabytes: 400),
    .standard: TierPlan(Settings(depth: 240, networks: 20), seconds: 35, megabytes: 800),
    .paper: TierPlan(Settings(depth: 240, networks: 60), seconds: 180, megabytes: 800),
  ]

  static let layer = Axis<Int>("layer", "dense layer")
  static let biasGradient = Column<Double>(
    "bias_gradient", over: [layer], "squared norm of the gradient by a layer's preactivations")
  static let weightGradient = Column<Double>(
    "weight_gradient", over: [layer], "squared norm of the gradient by a layer's weights")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let networks = settings.networks
    return [
      Sweep(
        cells: [
          RandomNetworks.weightVariance(networks.weightVariances), RandomNetworks.network(0..<networks.count),
        ], within: [Self.layer(0...networks.depth)], columns: [Self.biasGradient, Self.weightGradient]
      ) { point, context in
        let layers = networks.network(try point[RandomNetworks.weightVariance])
        let (place, index) = (
          try point.place(on: RandomNetworks.weightVariance), try point[RandomNetworks.network]
        )
        let network = try layers.network(
          inputs: 1, outputs: settings.outputs, seed: context.seed(purpose: "networks \(place)", index: index))
        let length = try layers.theory().fixedVariance.get().squareRoot()
        let trace = try network.trace(Matrix(rows: 1, columns: 1, elements: [length]))
        var generator = CounterBasedGenerator(seed: context.seed(purpose: "output gradients \(place)", index: index))
        let outputGradient = Matrix(
          rows: 1, columns: settings.outputs, elements: (0..<settings.outputs).map { _ in generator.normal() })
        let gradients = try network.gradients(trace, outputGradient: outputGradient)
        return Row(
          Self.biasGradient => gradients.map { $0.biases.reduce(0) { $0 + $1 * $1 } },
          Self.weightGradient => gradients.map { $0.weights.elements.reduce(0) { $0 + $1 * $1 } })
      }
    ]
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try settings.networks.weightVariances.map { weight in
      let chi1 = try settings.networks.theory(weight).chi1.get()
      let norms = try tables.only.lists(
        Self.biasGradient, by: RandomNetworks.network, RandomNetworks.weightVariance == weight)
      return Score(
        key: "tanh/\(weight)/gradient_factor_ratio",
        meanOf: norms.map { norms in
          let inner = norms[settings.margin..<norms.count - settings.margin]
          return zip(inner, inner.dropFirst()).map { $0 / $1 }.mean / chi1
        }, title: "σ_w² = \(weight), gradient of a layer over the next, over χ₁")
    }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let networks = settings.networks
    // Weights of the first layer belong to inputs of one number, and those of the last to ten outputs.
    let inner = 1..<networks.depth
    let (table, x) = (try tables.only, inner.map(Double.init))
    let layers = try networks.layers { weight, colour in
      // The middle of the networks on a logarithmic axis.
      let norms = try table.lists(Self.weightGradient, by: Self.layer, RandomNetworks.weightVariance == weight)
      let mean = norms[inner].map { norms in exp(norms.map { log($0) }.mean) }
      let theory = try networks.theory(weight).gradientVariances(last: mean.last ?? .nan, depth: networks.depth)
      return [
        .line(x: x, y: mean, label: "σ<sub>w</sub><sup>2</sup> = \(weight)", colour: colour, dash: .solid),
        .guide(x: x, y: inner.map { theory[$0 + 1] }, colour: colour, dash: .dashed, width: 1.2),
      ]
    }
    return Figure(
      title: "gradients by layer, width \(networks.width), and χ<sub>1</sub><sup><i>L</i>−<i>l</i></sup> (dashed)",
      panels: [
        Panel(
          x: PlotAxis("layer <i>l</i>", from: 0, to: Double(networks.depth), wholeNumbers: true),
          y: PlotAxis("|∂<i>E</i>/∂<i>W</i><sup><i>l</i></sup>|<sup>2</sup>", scale: .logarithmic), layers: layers)
      ])
  }
}
