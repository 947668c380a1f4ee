import Datasets
import Results
import Suite

/// Arora et al. 2019, Table 1: test accuracy of regression with the convolutional tangent kernel on CIFAR-10, flattened
/// (CNTK-V) and pooled (CNTK-GAP), by depth and number of training images.
///
/// The authors' conventions: each channel standardised over the training images, zero padding, no biases, targets e_c −
/// 0.1, prediction Θ(x, X) Θ⁻¹ Y without a ridge; with pooling the first and the last layer are not trained. Images are
/// the first of their file; the paper has all of them, on GPUs. Pooled kernels cost (height · width)² numbers a pair
/// and layer, so that most of what is pooled here are images of 8 × 8 pixels, the means of blocks.
struct Table1: HasFindings {
  typealias Found = TangentKernelAccuracies

  let id = "arora2019/table1"
  let title = "Convolutional tangent kernels, flattened and pooled (Table 1)"
  let reference = "arXiv:1904.11955v1"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    /// A sweep each.
    var blocks: [TangentKernelSetting]
  }

  /// The paper's.
  static let depths = [3, 4, 6, 11, 21]

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(blocks: [
        .flattened(training: 300, test: 500, depths: [3, 6]),
        TangentKernelSetting(name: "pixels8", block: 4, training: 100, test: 1_000, depths: [3, 6]),
      ]), seconds: 7, megabytes: 300),
    .standard: TierPlan(
      Settings(blocks: [
        .flattened(training: 2_000, test: 1_000, depths: depths),
        TangentKernelSetting(name: "pixels8", block: 4, training: 200, test: 1_000, depths: depths),
        TangentKernelSetting(name: "pixels32", block: 1, training: 100, test: 100, depths: [3]),
      ]), seconds: 180, megabytes: 1_000),
    .paper: TierPlan(
      Settings(blocks: [
        .flattened(training: 10_000, test: 10_000, depths: [3, 4, 6]),
        TangentKernelSetting(name: "pixels8", block: 4, training: 1_000, test: 10_000, depths: depths),
        TangentKernelSetting(name: "pixels32", block: 1, training: 500, test: 500, depths: [3, 6]),
      ]), seconds: 2 * 3600, megabytes: 14_000),
  ]

  static let head = Axis<TangentKernelSetting.Head>("head", "kind of network")
  static let depth = Axis<Int>("depth", "layers, the last dense one included")
  static let trainingSize = Axis<Int>("training_size", "training images")
  static let image = Axis<Int>("image", "test images")
  private static let accuracy = Column<Double>(
    "test_accuracy", over: [depth, trainingSize], "fraction of test images classified right")
  static let isRight = Column<Int>(
    "is_right", over: [depth, trainingSize, image], "1 for a test image classified right, 0 for another")

  func sweeps(_ settings: Settings) -> [Sweep] { settings.blocks.map(sweep) }

  private func sweep(_ setting: TangentKernelSetting) -> Sweep {
    Sweep(
      setting.sweepName, cells: [Self.head(setting.heads)],
      within: [
        Self.depth(setting.depths), Self.trainingSize(setting.trainingSizes), Self.image(0..<setting.test),
      ],
      columns: [Self.accuracy, Self.isRight]
    ) { point, context in
      let regression = try TangentKernelRegression(setting, point[Self.head], context: context)
      // By depth, then by size.
      let bySize = try setting.trainingSizes.map(regression.isRight)
      let right = setting.depths.indices.flatMap { depth in bySize.map { $0[depth].map { $0 ? 1 : 0 } } }
      return Row(
        Self.accuracy => right.map { Double($0.reduce(0, +)) / Double(setting.test) },
        Self.isRight => right.flatMap(\.self))
    }.costing { try setting.seconds($0[Self.head]) }
  }
}
