import Datasets
import Results
import Suite

/// Arora et al. 2019, Table 1, the columns CNN-V and CNN-GAP: trained convolutional networks, and regression with their
/// tangent kernels on the same training and test images, so that the two are compared image by image
/// (`PairedComparison`).
///
/// As in the paper: stochastic gradient descent at a fixed rate on the squared loss, NTK parameterisation, the best
/// over learning rate, channels and κ; nothing else. With pooling the first and the last layer are not trained. Unlike
/// it: few images, for networks on all of them take GPUs; smaller ones, so that the pooled kernel and the deepest
/// networks, which are above their kernels in the paper, take hours; and the best is chosen on validation images, where
/// the paper does not say on which.
struct Table1Networks: HasFindings {
  typealias Found = NetworksBesideKernels

  let id = "arora2019/table1-networks"
  let title = "Trained convolutional networks beside their tangent kernels (Table 1)"
  let reference = "arXiv:1904.11955v1"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var search: ConvolutionalSearch
  }

  let tiers: [Tier: TierPlan<Settings>] = {
    // κ beyond 0.5 leaves the initial function in the outputs; far below 0.05 all units end at zero at large rates. All
    // images have much in common, so that the largest stable rate falls with the size of mini-batches: those of two
    // take fewer epochs than larger ones.
    func search(
      block: Int, training: Int, depths: [Int] = [3, 4], channels: [Int], _ rungs: [ConvolutionalSearch.Rung],
      otherSeeds: [Int] = [1, 2]
    ) -> Settings {
      Settings(
        search: ConvolutionalSearch(
          block: block, training: training, validation: 1_000, test: 1_000, depths: depths, batch: 2,
          ranges: .init(rate: 0.1...1.5, multiplier: 0.05...0.5, channels: channels), rungs: rungs,
          otherSeeds: otherSeeds))
    }
    return [
      .quick: TierPlan(
        search(
          block: 4, training: 100, channels: [32], [.init(trials: 4, epochs: 20), .init(trials: 2, epochs: 120)],
          otherSeeds: []), seconds: 13, megabytes: 300),
      .standard: TierPlan(
        search(
          block: 2, training: 500, channels: [32, 64],
          [.init(trials: 10, epochs: 8), .init(trials: 4, epochs: 30), .init(trials: 2, epochs: 120)]),
        seconds: 700, megabytes: 1_000, temporaryMegabytes: 20),
      .paper: TierPlan(
        search(
          block: 2, training: 1_000, depths: Table1.depths, channels: [32, 64, 96],
          [.init(trials: 12, epochs: 8), .init(trials: 4, epochs: 30), .init(trials: 2, epochs: 100)]),
        seconds: 13_500, megabytes: 2_000, temporaryMegabytes: 150),
    ]
  }()

  static let kernels = SweepName("kernels")
  static let kernelAccuracy = Column<Double>(
    "test_accuracy", over: [Table1.depth], "fraction of test images classified right")
  static let kernelIsRight = Column<Int>(
    "is_right", over: [Table1.depth, Table1.image], "1 for a test image classified right, 0 for another")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let setting = settings.search.kernels
    let kernels = Sweep(
      Self.kernels, cells: [ConvolutionalSearch.network(ConvolutionalNetwork.allCases)],
      within: [Table1.depth(setting.depths), Table1.image(0..<setting.test)],
      columns: [Self.kernelAccuracy, Self.kernelIsRight]
    ) { point, context in
      let network = try point[ConvolutionalSearch.network]
      let right = try TangentKernelRegression(setting, network.kernel, context: context)
        .isRight(size: setting.training)
      return Row(
        Self.kernelAccuracy => right.map { Double($0.count { $0 }) / Double(setting.test) },
        Self.kernelIsRight => right.flatMap { $0.map { $0 ? 1 : 0 } })
      // A quarter of what is promised, as measured, beside the networks' seconds.
    }.costing { 0.25 * (try setting.seconds($0[ConvolutionalSearch.network].kernel)) }
    return [kernels] + settings.search.sweeps
  }
}
