import Datasets
import InfiniteWidth
import Inference
import Inputs
import LinearAlgebra
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 2 d–f, for convolutional networks: test accuracy of kernel regression with the NTK over
/// σ_w² and depth, pooled (CNN-P), flattened (CNN-F) and their difference; erf, σ_b² = 0.186, CIFAR-10 at 8 × 8 pixels,
/// so that the pooling window has the size d = 64 that the paper's guides tell of.
///
/// Images are means of 4 × 4 blocks minus their common mean, at norm √d; kernels at all depths come from one pass. The
/// paper has 1,000 training images on 20 × 20 values, to depth 80.
///
/// Beside the maps stands κ of every training kernel. That the guides of the ordered phase, 12 ξ₁ and (12 + log d) ξ₁,
/// are where a solve in float32 loses its factor is a hypothesis: the paper prints neither its precision nor which
/// guide is of which network. What is judged is the mechanism: at which κ the factor is lost, and that float64 goes on.
struct Figure2Convolutions: HasFindings {
  typealias Found = Figure2ConvolutionMaps

  let id = "xiao2020/figure2-convolutions"
  let title = "Kernel regression of CNN-P and CNN-F over σ_w² and depth (Figure 2 d–f)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var grid: MapGrid
    var training: Int
    var test: Int
    /// Pixels along a side of the blocks that are averaged.
    var block = 4

    /// Positions along a side of the images.
    var side: Int { DatasetDescription.cifar10.shape.height / block }

    init(_ weightVariances: [Double], _ depths: [Int], training: Int, test: Int) {
      grid = MapGrid(weightVariances: weightVariances, depths: depths)
      (self.training, self.test) = (training, test)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = {
    let (few, depths) = ([1, 4, 8, 12, 16, 20], [1, 4, 8, 12, 16, 20, 25, 30, 35, 40])
    return [
      .quick: TierPlan(Settings([0.6, 1.76, 3, 4.1], few, training: 30, test: 100), seconds: 4.5, megabytes: 200),
      .standard: TierPlan(
        Settings(MapGrid.figure2(10), depths, training: 100, test: 250), seconds: 175, megabytes: 500),
      .paper: TierPlan(
        Settings(MapGrid.figure2(20), depths, training: 1_000, test: 1_000), seconds: 11_000, megabytes: 1_500),
    ]
  }()

  static let architectures: [NetworkKind] = [.pooled, .flattened]

  static let architecture = Axis<NetworkKind>("architecture", "architecture")
  static let image = Axis<Int>("image", "test images")
  private static let map: [any NamedAxis] = [
    architecture, AccuracyGrid.depth, SolvePrecision.axis, RegressionLabels.axis,
  ]
  static let accuracy = Column<Double>(
    "test_accuracy", over: map,
    "fraction of test images classified right; NaN: the kernel has no Cholesky factor in this precision")
  static let condition = Column<Double>(
    "condition_number", over: [architecture, AccuracyGrid.depth],
    "κ of the training kernel in float64; NaN: beyond 1/(m ε), rounding")
  static let isRight = Column<Int>(
    "is_right", over: map + [image], "1 for a test image classified right, 0 for another; −1: no Cholesky factor")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [AccuracyGrid.weightVariance(settings.grid.weightVariances)],
        within: [
          Self.architecture(Self.architectures), AccuracyGrid.depth(settings.grid.depths),
          SolvePrecision.axis(SolvePrecision.allCases), RegressionLabels.axis(RegressionLabels.allCases),
          Self.image(0..<settings.test),
        ],
        columns: [Self.accuracy, Self.condition, Self.isRight]
      ) { point, context in
        let found = try Self.column(settings, weightVariance: point[AccuracyGrid.weightVariance], context)
        let right = found.flatMap(\.right)
        let accuracies = right.map { $0.contains(-1) ? .nan : Double($0.reduce(0, +)) / Double(settings.test) }
        return Row(
          Self.accuracy => accuracies, Self.condition => found.map(\.condition), Self.isRight => right.flatMap { $0 },
          status: accuracies.contains(where: \.isNaN) ? .untrusted : .done)
      }
    ]
  }

  /// By architecture and depth, κ, and by precision and labels, what `isRight` is of every test image.
  private static func column(
    _ settings: Settings, weightVariance: Double, _ context: RunContext
  ) throws -> [(condition: Double, right: [[Int]])] {
    let (training, test) = try context.first(settings.training, test: settings.test, of: .cifar10)
    let means = BlockMeans(side: settings.block, fittedTo: training.images)
    let (rows, queries) = (try means.apply(to: training.images), try means.apply(to: test.images))
    let (side, channels) = (training.images.height / settings.block, training.images.channels)
    let sweep = try PhasePoint.convolutions(
      nonlinearity: .erf, weightVariance: weightVariance, biasVariance: settings.grid.biasVariance,
      depths: settings.grid.depths, heads: .both, height: side, width: side)
    func kernels(_ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ stage: String) throws -> [[Matrix<Double>]] {
      let found = try sweep.kernels(
        of: PixelPairs(rows: rows, columns: columns, height: side, width: side, channels: channels), get: .ntk,
        threads: context.threads
      ) { context.report(stage: stage, fraction: $0) }
      return [found.compactMap { $0.pooled?.ntk }, found.compactMap(\.flattened.ntk)]
    }
    let (own, cross) = (try kernels(rows, nil, "training kernel"), try kernels(queries, rows, "test kernel"))
    let classifier = LabelledRegression(trainingLabels: training.labels, testLabels: test.labels)
    return try zip(own, cross).flatMap { own, cross in
      try zip(own, cross).map { own, cross in
        let right = try SolvePrecision.allCases.flatMap { precision in
          (try classifier.isRight(own, cross, precision: precision.precision))?.map { $0.map { $0 ? 1 : 0 } }
            ?? RegressionLabels.allCases.map { _ in [Int](repeating: -1, count: settings.test) }
        }
        let spectrum = try KernelSpectrum(own)
        return (spectrum.isTrusted ? spectrum.conditionNumber : .nan, right)
      }
    }
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    """
    Erf, σ_b² = \(settings.grid.biasVariance), convolutions of 3 × 3 on a torus, the first \(settings.training) \
    training and \(settings.test) test images of CIFAR-10 at \(settings.side) × \(settings.side) pixels (d = \
    \(settings.side * settings.side)); t = ∞ without regularisation. \
    Drawn are the maps of a solve in float32 with one-hot labels, as the paper's notebook has them; the file also has \
    float64 and labels of mean zero, and κ of every kernel. In (f) a kernel without a factor counts as chance. The \
    paper draws 12 ξ₁ and (12 + log d) ξ₁ in the ordered phase; which is of which network, and in which precision it \
    solved, it does not print. Where κ reaches 2²⁴, where float32 loses its factor and where its accuracy falls are \
    among the numbers below.
    """
  }
}
