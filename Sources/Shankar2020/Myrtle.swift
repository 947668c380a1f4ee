import Datasets
import Inference
import LinearAlgebra
import Results
import Suite

/// Shankar et al. 2020: regression on CIFAR-10 with the kernels of the Myrtle networks, NNGP (the paper's compositional
/// kernel with ReLU) and NTK, with and without mirror images of the training images, beside a tangent kernel of the
/// same parts without averages between them.
///
/// Each channel is standardised over the training images; targets e_c − 0.1, no ridge. Images are the first of their
/// file. A pair of images of 32 × 32 pixels has (32 · 32)² pairs of positions in the first group of convolutions, so
/// that the paper's 90 % with all 50,000 images is out of reach here.
struct Myrtle: HasFindings {
  typealias Found = MyrtleAccuracies

  let id = "shankar2020/myrtle"
  let title = "Kernels of Myrtle networks on small parts of CIFAR-10"
  let reference = "arXiv:2003.02237v2"
  let datasets: [DatasetDescription] = [.cifar10]

  /// Images of one size through some of the networks.
  struct Block: Codable {
    /// In keys and groups: "pixels16".
    var name: String
    /// The side of the blocks of pixels whose means are the images' pixels.
    var block: Int
    var networks: [MyrtleNetwork]
    /// Ascending; each the first images of the next.
    var trainingSizes: [Int]
    var test: Int

    var side: Int { 32 / block }
    var sweepName: SweepName { SweepName(name) }
  }

  struct Settings: Codable {
    var blocks: [Block]
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(blocks: [
        Block(
          name: "pixels8", block: 4, networks: [.plain, .myrtle5], trainingSizes: [40, 80], test: 160)
      ]), seconds: 8, megabytes: 300),
    .standard: TierPlan(
      Settings(blocks: [
        Block(
          name: "pixels16", block: 2, networks: [.plain, .myrtle5, .myrtle10], trainingSizes: [64, 128, 256],
          test: 400)
      ]), seconds: 13 * 60, megabytes: 600),
    .paper: TierPlan(
      Settings(blocks: [
        Block(
          name: "pixels32", block: 1, networks: [.plain, .myrtle5, .myrtle10, .myrtle7],
          trainingSizes: [125, 250, 500, 1_000], test: 500)
      ]), seconds: 30 * 3600, megabytes: 1_500, temporaryMegabytes: 50),
  ]

  /// Which kernel of the network, and whether the training images' mirror images are learned too.
  enum Reading: String, AxisValue, Codable, CaseIterable {
    case nngp, ntk
    case flippedNNGP = "nngp-flips"
    case flippedNTK = "ntk-flips"

    var withoutFlips: Reading? {
      switch self {
      case .flippedNNGP: .nngp
      case .flippedNTK: .ntk
      case .nngp, .ntk: nil
      }
    }

    func kernel(_ kernels: FlippedKernels) -> Matrix<Double> {
      switch self {
      case .nngp: kernels.plain.nngp
      case .ntk: kernels.plain.ntk
      case .flippedNNGP: kernels.flipped.nngp
      case .flippedNTK: kernels.flipped.ntk
      }
    }
  }

  static let network = Axis<MyrtleNetwork>("network", "network whose kernels they are")
  static let reading = Axis<Reading>("kernel", "kernel, and whether mirror images are learned too")
  static let trainingSize = Axis<Int>("training_size", "training images")
  static let image = Axis<Int>("image", "test images")
  private static let accuracy = Column<Double>(
    "test_accuracy", over: [reading, trainingSize], "fraction of test images classified right")
  static let isRight = Column<Int>(
    "is_right", over: [reading, trainingSize, image], "1 for a test image classified right, 0 for another")

  func sweeps(_ settings: Settings) -> [Sweep] { settings.blocks.map(sweep) }

  private func sweep(_ block: Block) -> Sweep {
    Sweep(
      block.sweepName, cells: [Self.network(block.networks)],
      within: [
        Self.reading(Reading.allCases), Self.trainingSize(block.trainingSizes), Self.image(0..<block.test),
      ],
      columns: [Self.accuracy, Self.isRight]
    ) { point, context in
      let regression = try MyrtleRegression(point[Self.network], block, context: context)
      let right = try Reading.allCases.flatMap { reading in
        try block.trainingSizes.map { try regression.isRight(reading, size: $0).map { $0 ? 1 : 0 } }
      }
      return Row(
        Self.accuracy => right.map { Double($0.reduce(0, +)) / Double(block.test) },
        Self.isRight => right.flatMap(\.self))
    }.costing { try MyrtleRegression.seconds($0[Self.network], block) }
  }
}
