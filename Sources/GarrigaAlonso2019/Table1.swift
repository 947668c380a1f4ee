import Datasets
import Results
import Suite

/// Garriga-Alonso et al. 2019, Table 1: test errors of Gaussian processes with the kernels of three convolutional
/// networks on MNIST, by the number of training images.
///
/// The authors' conventions: pixels in [0, 1] as they are, images 5,001 to 55,000 of the training file (they validate
/// on those before and behind; a smaller size has the first of them), regression on the classes without noise, all
/// 10,000 test images. The sizes of a learning curve share their kernels; those of 50,000 images are kept on disk in
/// parts of a thousand images: a run that is asked to end does so after the part in work, and one that is broken off
/// loses one part.
struct Table1: HasFindings {
  typealias Found = TestErrors

  let id = "garriga-alonso2019/table1"
  let title = "Test errors of Gaussian processes of convolutional networks (Table 1)"
  let reference = "arXiv:1808.05587v2"
  let datasets: [DatasetDescription] = [.mnist]
  /// 2: the paper's training images, from the 5,001st of the file on and not of those that do not validate here.
  let revision = 2

  struct Settings: Codable {
    var networks: [ConvolutionalNetwork]
    /// Ascending.
    var trainingSizes: [Int]
    var test: Int
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(networks: [.convNet, .resNet], trainingSizes: [50, 200], test: 200), seconds: 8, megabytes: 300),
    .standard: TierPlan(
      Settings(networks: ConvolutionalNetwork.allCases, trainingSizes: [625, 1_250, 2_500, 5_000], test: 300),
      seconds: 22 * 60, megabytes: 1_000),
    .paper: TierPlan(
      Settings(
        networks: ConvolutionalNetwork.allCases, trainingSizes: [5_000, 12_500, 25_000, 50_000], test: 10_000),
      seconds: 50 * 3600, megabytes: 12_000, temporaryMegabytes: 15_000),
  ]

  static let network = Axis<ConvolutionalNetwork>("network", "network whose kernel it is")
  static let trainingSize = Axis<Int>("training_size", "training images")
  static let image = Axis<Int>("image", "test images")
  private static let error = Column<Double>("test_error", "fraction of test images classified wrong")
  static let isRight = Column<Int>(
    "is_right", over: [image], "1 for a test image classified right, 0 for another")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.network(settings.networks), Self.trainingSize(settings.trainingSizes)],
        within: [Self.image(0..<settings.test)], columns: [Self.error, Self.isRight]
      ) { point, context in
        let process = try ImageProcess(
          point[Self.network], training: point[Self.trainingSize], of: settings.trainingSizes, test: settings.test,
          context: context)
        let right = process.isRight.map { $0 ? 1 : 0 }
        return Row(
          Self.error => 1 - Double(right.reduce(0, +)) / Double(right.count), Self.isRight => right,
          status: process.noiseVariance == 0 ? .done : .untrusted)
      }.costing { point in
        try ImageProcess.seconds(
          point[Self.network], training: point[Self.trainingSize], of: settings.trainingSizes, test: settings.test)
      }
    ]
  }
}
