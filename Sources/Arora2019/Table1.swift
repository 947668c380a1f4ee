import Datasets
import Results
import Suite

/// Arora et al. 2019, Table 1: test accuracy of regression with the convolutional tangent kernel on CIFAR-10, flattened
/// (CNTK-V) and pooled (CNTK-GAP), by depth and number of training images.
///
/// The authors' conventions: each channel standardised over the training images, zero padding, no biases, targets e_c −
/// 0.1, prediction Θ(x, X) Θ⁻¹ Y without a ridge; with pooling the first and the last layer are not trained. Images are
/// the first of their file. Flattened kernels of all images fit one machine. Pooled ones cost (height · width)² numbers
/// a pair and layer: of those the paper tier has the column with 2,000 training images (CNTK-GAP-2K, which the authors
/// computed for all their 10,000 test images and of which this has 1,000), rows kept tile by tile; below it what is
/// pooled are images of 8 × 8 pixels, the means of blocks. Sweeps are in the order of what they tell an hour.
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
        .flattened(training: 50_000, test: 10_000, depths: [3], part: "whole_3"),
        .pooled(depths: [3, 4], part: "4"),
        .flattened(training: 2_000, test: 10_000, depths: depths),
        TangentKernelSetting(name: "pixels8", block: 4, training: 1_000, test: 10_000, depths: depths),
        .flattened(training: 10_000, test: 10_000, depths: [3, 4, 6], part: "10k"),
        .flattened(training: 50_000, test: 10_000, depths: [4], part: "whole_4"),
        .pooled(depths: [6], part: "6"),
        .flattened(training: 50_000, test: 10_000, depths: [6], part: "whole_6"),
        .flattened(training: 50_000, test: 10_000, depths: [11], part: "whole_11"),
        .flattened(training: 50_000, test: 10_000, depths: [21], part: "whole_21"),
        .pooled(depths: [11, 21], part: "21"),
      ]), seconds: 55 * 3600, megabytes: 14_000),
  ]

  static let head = Axis<TangentKernelSetting.Head>("head", "kind of network")
  static let depth = Axis<Int>("depth", "layers, the last dense one included")
  static let trainingSize = Axis<Int>("training_size", "training images")
  static let image = Axis<Int>("image", "test images")
  private static let accuracy = Column<Double>(
    "test_accuracy", over: [depth, trainingSize], "fraction of test images classified right")
  static let isRight = Column<Int>(
    "is_right", over: [depth, trainingSize, image], "1 for a test image classified right, 0 for another")

  func sweeps(_ settings: Settings) -> [Sweep] {
    settings.blocks.flatMap { setting in
      (setting.tile.map { [StoredKernelRows.sweep(setting, tile: $0)] } ?? []) + [sweep(setting)]
    }
  }

  private func sweep(_ setting: TangentKernelSetting) -> Sweep {
    Sweep(
      setting.sweepName, cells: [Self.head(setting.heads)],
      within: [
        Self.depth(setting.depths), Self.trainingSize(setting.trainingSizes), Self.image(0..<setting.test),
      ],
      columns: [Self.accuracy, Self.isRight]
    ) { point, context in
      // By size, then by depth.
      let bySize: [[[Bool]]]
      var isOfPlainKernel = true
      if setting.isWhole {
        let found = try AllImagesRegression(setting, context: context).found()
        bySize = [found.map(\.isRight)]
        isOfPlainKernel = found.allSatisfy { $0.ridge == 0 }
      } else {
        let regression = try TangentKernelRegression(setting, point[Self.head], context: context)
        bySize = try setting.trainingSizes.map(regression.isRight)
      }
      let right = setting.depths.indices.flatMap { depth in bySize.map { $0[depth].map { $0 ? 1 : 0 } } }
      return Row(
        Self.accuracy => right.map { Double($0.reduce(0, +)) / Double(setting.test) },
        Self.isRight => right.flatMap(\.self), status: isOfPlainKernel ? .done : .untrusted)
    }.costing { setting.tile == nil ? try setting.seconds($0[Self.head]) : 10 }
  }
}
