import Architectures
import Datasets
import Foundation
import Platform
import Plotting
import Results
import Suite

/// Lee, Xiao et al. 2019, Figure 1: how much training changes weights and kernels, by width. Three hidden layers, ReLU,
/// full-batch gradient descent at η = 1 in NTK parameterisation on 128 images of MNIST.
///
/// The loss is half the mean of (f − y)² over images and outputs. The paper does not print the variances of this
/// figure; they are those of its Figure 3, σ_w² = 2 and σ_b² = 0.1. Widths run to 2¹⁰ in place of 2¹², steps to 2¹² in
/// place of 2¹⁷ (at the standard tier).
struct WeightChange: Experiment {
  let id = "lee2019/figure1"
  let title = "Weights and kernels before and after training, by width (Figure 1)"
  let reference = "arXiv:1902.06720v3"
  let datasets: [DatasetDescription] = [.mnist]

  typealias Quantity = TrainingChange.Quantity

  struct Settings: Codable {
    var widths: [Int]
    /// Of each width.
    var networks: Int
    var images, steps: Int
    /// Where networks are compared with the linearised ones.
    var testImages = 32
    var hiddenLayers = 3
    /// Of gradient descent on half the mean of (f − y)².
    var rate = 1
    var weightVariance = 2.0
    var biasVariance = 0.1
    var preprocessing = Preprocessing.perImageStandardised
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(widths: (5...9).map { 1 << $0 }, networks: 4, images: 40, steps: 512), seconds: 6, megabytes: 400),
    .standard: TierPlan(
      Settings(widths: (4...10).map { 1 << $0 }, networks: 5, images: 128, steps: 1 << 12), seconds: 330,
      megabytes: 1_000),
    .paper: TierPlan(
      Settings(widths: (4...12).map { 1 << $0 }, networks: 5, images: 128, steps: 1 << 17), seconds: 120_000,
      megabytes: 3_000),
  ]

  static let width = Axis<Int>("width", "units of a hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let quantity = Axis<Quantity>("quantity", "what is measured")
  static let change = Column<Double>(
    "change", over: [network, quantity],
    "relative Frobenius norm of the change by training; linearisation_error: root mean squared difference from the "
      + "linearised network on test images; final_loss: half the mean squared error at the end")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.width(settings.widths)],
        within: [Self.network(0..<settings.networks), Self.quantity(Quantity.allCases)], columns: [Self.change]
      ) { point, context in
        let width = try point[Self.width]
        let images = try context.first(settings.images, test: settings.testImages, of: .mnist)
        let data = try ImageRegression(images.training, settings.preprocessing)
        let test = try ImageRegression(images.test, settings.preprocessing)
        let architecture = Architecture.fullyConnected(
          depth: settings.hiddenLayers, nonlinearity: .relu, weightVariance: settings.weightVariance,
          biasVariance: settings.biasVariance)
        let changes = try Parallel.map(count: settings.networks, threads: context.threads) { network in
          try TrainingChange(
            architecture.finiteWidth(
              width, outputs: data.outputs, inputs: data.inputs.columns,
              seed: context.seed(purpose: "parameters of width \(width)", index: network),
              parameterisation: .neuralTangent, as: Float.self),
            on: data, testInputs: test.inputs, rate: data.sumRate(ofMeanRate: Double(settings.rate)),
            steps: settings.steps, seed: context.seed(purpose: "training"))
        }
        return Row(Self.change => changes.flatMap(\.values))
      }.ofTrainedNetworks().costing { point in
        let width = Double(try point[Self.width])
        return 50_000 + 800 * width + 2 * width * width
      }
    ]
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let table = try tables.only
    let scalings = try Quantity.changes.map { quantity in
      try WidthScaling(
        widths: settings.widths, values: table.lists(Self.change, by: Self.width, Self.quantity == quantity))
    }
    let slopes = zip(Quantity.changes, scalings).map { quantity, scaling in
      Score(
        key: "relu/\(quantity.rawValue)/slope", value: scaling.slope, standardError: scaling.standardError,
        samples: scaling.seeds, title: "\(quantity.title): slope against width, log-log")
    }
    // The last of the changes is the distance from the linearised network.
    let error = scalings[scalings.count - 1]
    let losses = try table.lists(Self.change, by: Self.width, Self.quantity == .finalLoss).last ?? []
    return slopes + [
      Score(
        key: "relu/linearisation_error/slope_lower_limit", value: error.slope - 2.576 * error.standardError,
        samples: error.seeds, title: "\(Quantity.linearisationError.title): lower end of the slope's interval"),
      Score(
        key: "relu/final_loss", value: SampleMean(losses).mean, samples: losses.count,
        title: "half the mean squared error after training, widest networks"),
    ]
  }

  /// Weights, kernels and the distance from the linearised network against width, log-log.
  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let table = try tables.only
    return Figure(
      title: "ReLU, \(settings.hiddenLayers) hidden layers, \(settings.images) images, \(settings.steps) steps "
        + "at η = \(settings.rate)",
      columns: 3,
      panels: try [
        panel(table, "input and output weights", [.inputWeights, .outputWeights], guides: [-0.5]),
        panel(table, "hidden weights", [.hiddenWeights], guides: [-1]),
        panel(
          table, "kernels and outputs", [.tangentKernel, .covarianceKernel, .linearisationError], guides: [-0.5, -1]),
      ])
  }

  private func panel(_ table: Table, _ title: String, _ quantities: [Quantity], guides: [Double]) throws -> Panel {
    let x = try table[Self.width].map(Double.init)
    let values = try quantities.map { try table.lists(Self.change, by: Self.width, Self.quantity == $0) }
    let lines = zip(quantities, values).enumerated().map { k, line in
      let means = line.1.map { SampleMean($0.map { log($0) }) }
      return Layer.line(
        x: x, y: means.map { exp($0.mean) }, errors: means.map { exp($0.mean) * $0.bar },
        label: line.0.title, colour: .palette(k), dash: .solid, marker: .cycled(k))
    }
    // Guides run through the first quantity at the widest networks.
    let last = SampleMean(values[0][x.count - 1]).mean
    let laws = guides.map { slope in
      Layer.guide(
        x: x, y: x.map { 0.75 * last * pow($0 / x[x.count - 1], slope) },
        label: slope == -1 ? "1/<i>n</i>" : "1/√<i>n</i>", colour: .grey, dash: slope == -1 ? .dotted : .dashed)
    }
    return Panel(
      title: title, x: PlotAxis("width <i>n</i>", scale: .logarithmic),
      y: PlotAxis("relative change", scale: .logarithmic), layers: lines + laws)
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    """
    \(settings.networks) networks a width, ReLU, \(settings.hiddenLayers) hidden layers, \
    σ_w² = \(settings.weightVariance), σ_b² = \(settings.biasVariance), NTK parameterisation; the first \
    \(settings.images) training images of MNIST, targets one-hot minus 1/10, \(settings.steps) full-batch steps at \
    η = \(settings.rate) on half the mean squared error. Changes are relative Frobenius norms, of the tangent kernel \
    over all pairs of images and outputs. A slope is the mean over networks of the fits over the wider half of the \
    widths; its interval joins Student's 99 % interval over networks with the change of the slope between the two \
    halves.
    """
  }
}
