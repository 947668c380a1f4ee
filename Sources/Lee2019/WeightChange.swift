import Architectures
import Datasets
import Platform
import Results
import Suite

/// Lee, Xiao et al. 2019, Figure 1 and the lower row of Figure S6: how much training changes weights and kernels, by
/// width. Three hidden layers, ReLU and tanh, full-batch gradient descent at η = 1 in NTK parameterisation on images of
/// MNIST.
///
/// The loss is half the mean of (f − y)² over images and outputs. The paper does not print the variances of these
/// figures; they are those of its Figure 3, σ_w² = 2 and σ_b² = 0.1. Its laws are of n → ∞ and of networks that have
/// learned. Kernels change by a tenth and less, where a law can show, from widths on that grow with the number of
/// images, as do the steps that it takes to learn them: the smaller tiers have 16 images in place of 128, so that they
/// reach the law, and the time this saves is spent on networks, of which the interval must tell −1/2 from −1. At the
/// paper's 128 images steps end at 2¹² in place of 2¹⁷; by then the loss has fallen to a ten-thousandth.
struct WeightChange: HasFindings {
  typealias Found = ChangeByWidth
  typealias Quantity = TrainingChange.Quantity

  let id = "lee2019/figure1"
  let title = "Weights and kernels before and after training, by width (Figure 1)"
  let reference = "arXiv:1902.06720v3"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var widths: [Int]
    /// Of each width and nonlinearity.
    var networks: Int
    var images, steps: Int
    /// Where networks are compared with the linearised ones.
    var testImages = 32
    var nonlinearities = NamedNonlinearity.allCases
    var hiddenLayers = 3
    /// Of gradient descent on half the mean of (f − y)².
    var rate = 1
    var weightVariance = 2.0
    var biasVariance = 0.1
    var preprocessing = Preprocessing.perImageStandardised
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(widths: (5...9).map { 1 << $0 }, networks: 8, images: 16, steps: 256), seconds: 6, megabytes: 400),
    .standard: TierPlan(
      Settings(
        widths: [128, 181, 256, 362, 512, 724, 1024], networks: 40, images: 16, steps: 1 << 10), seconds: 300,
      megabytes: 1_000),
    .paper: TierPlan(
      Settings(widths: (4...12).map { 1 << $0 }, networks: 5, images: 128, steps: 1 << 12), seconds: 9_000,
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
        cells: [TableAxes.nonlinearity(settings.nonlinearities), Self.width(settings.widths)],
        within: [Self.network(0..<settings.networks), Self.quantity(Quantity.allCases)], columns: [Self.change]
      ) { point, context in
        let width = try point[Self.width]
        let images = try context.first(settings.images, test: settings.testImages, of: .mnist)
        let data = try ImageRegression(images.training, settings.preprocessing)
        let test = try ImageRegression(images.test, settings.preprocessing)
        let architecture = Architecture.fullyConnected(
          depth: settings.hiddenLayers, nonlinearity: try point[TableAxes.nonlinearity].value,
          weightVariance: settings.weightVariance, biasVariance: settings.biasVariance)
        // Both nonlinearities begin from the same weights.
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
}
