import Datasets
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import MeanField
import Platform
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 1, for erf networks: the condition number by depth in the three phases on random inputs (a,
/// b, c; pooled on the critical line: d), and the mean predictor by depth on 64 training and 32 test images of CIFAR-10
/// (e, f). What is here is fully connected; `XiaoFigure1Convolutions` has the rest of a to d.
///
/// Variances are the notebook's, σ_b² = 0.05 with σ_w² = 1.25 (ordered), 1.5 (chaotic) and the critical value, but for
/// panel a: there the paper's pooled κ comes down to 1 near l = 60, which at 1.5 (χ₁ = 1.035) no network's does; σ_w² =
/// 2.5 does. The paper calls the inputs of a to d random, shaped (m, 6, 6, 3); uniformly random pixels give the shapes
/// of its curves. Inputs have K⁰ = Θ⁰ = 1 on the diagonal behind a read-in of unit variance. Images are the first of
/// their file. The notebook takes off the mean over all pixels of training and of test images each, and divides by
/// their deviation, before it brings every image to unit norm; here the training images' mean is taken off both, and
/// the deviation drops out.
struct XiaoFigure1: Experiment {
  let id = "xiao2020/figure1"
  let title = "Condition number and mean predictor by depth (Figure 1)"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  static let architectures = ["fcn"]
  static let sizes = [12, 20]
  /// 2, 4, …, 122 as panels a and b have them, then evenly in log l up to 1000 as panel c.
  static let depths =
    Array(stride(from: 2, through: 122, by: 2))
    + (1...30).map {
      Int((122 * pow(1000.0 / 122, Double($0) / 30)).rounded())
    }
  static let imageDepths = Array(1...399)
  static let imagePhases: [Phase] = [.chaotic, .ordered]
  /// (test image, class) of the notebook's curves.
  static let entries = [(0, 0), (1, 0), (2, 3), (9, 5)]
  private static let (trainCount, testCount) = (64, 32)

  /// Of panels e and f.
  static func point(_ phase: Phase) throws -> PhasePoint { try PhasePoint.points(phase)[0] }

  /// Of panels a to d.
  static func randomPoint(_ phase: Phase) throws -> PhasePoint {
    guard phase == .chaotic else { return try point(phase) }
    return try PhasePoint("erf", title: "erf", .erf, .chaotic, weightVariance: 2.5, biasVariance: 0.05)
  }

  /// The random images of panels a to d, the same for all three networks.
  static func inputs(_ size: Int, _ context: RunContext) throws -> RandomPixels {
    try RandomPixels(
      training: size, test: 0, variance: 1, channels: .uniform, seed: context.seed(purpose: "images of \(size)"))
  }

  func cost(_ tier: Tier) -> Cost? {
    Cost(seconds: tier == .quick ? 8 : 13, memoryBytes: 600_000_000, diskBytes: 2_000_000)
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let architecture = Coordinate(
      name: "architecture", values: .strings(Self.architectures), longName: "kind of network")
    func phases(_ phases: [Phase]) -> Coordinate {
      Coordinate(name: "phase", values: .strings(phases.map(\.rawValue)), longName: "phase of the network")
    }
    func depths(_ depths: [Int]) -> Coordinate {
      Coordinate(name: "depth", values: .integers(depths), longName: "depth l")
    }
    let (random, images) = (["architecture", "phase", "training_size"], ["architecture", "phase"])
    return [
      SweepLayout(
        group: "/random",
        coordinates: [
          architecture, phases(Phase.allCases),
          Coordinate(name: "training_size", values: .integers(Self.sizes), longName: "training inputs m"),
          depths(Self.depths),
        ],
        variables: [
          .number("lambda_max", over: random + ["depth"], "largest eigenvalue of the NTK"),
          .number("lambda_second", over: random + ["depth"], "second eigenvalue of the NTK"),
          .number("lambda_min", over: random + ["depth"], "smallest eigenvalue of the NTK"),
        ], cellDimensions: random),
      SweepLayout(
        group: "/images",
        coordinates: [
          architecture, phases(Self.imagePhases), depths(Self.imageDepths),
          Coordinate(
            name: "entry", values: .strings(Self.entries.map { "\($0.0),\($0.1)" }), longName: "test image, class"),
        ],
        variables: [.number("mean_predictor", over: images + ["depth", "entry"], "entry of P(Θ)Y")],
        cellDimensions: images),
    ] + XiaoFigure1Convolutions.layouts(tier)
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    switch group {
    case "/random": try random(cell, context)
    case "/images": try images(cell, context)
    default: try XiaoFigure1Convolutions.run(group: group, cell: cell, tier: tier, context: context)
    }
  }

  private func random(_ cell: [Int], _ context: RunContext) throws -> CellOutcome {
    let size = Self.sizes[cell[2]]
    let inputs = try Self.inputs(size, context)
    var spectra: [KernelSpectrum] = []
    try Self.randomPoint(Phase.allCases[cell[1]]).sweep(depths: Self.depths)
      .forEachDepth(of: inputs.vectors, get: .ntk, threads: context.threads) { _, kernels in
        guard let kernel = kernels.ntk else { return }
        spectra.append(try Device.single.run { try KernelSpectrum(kernel) })
      }
    return CellOutcome(
      CellValues(numbers: [
        "lambda_max": spectra.map(\.largest), "lambda_second": spectra.map { $0.second ?? .nan },
        "lambda_min": spectra.map(\.smallest),
      ]))
  }

  private func images(_ cell: [Int], _ context: RunContext) throws -> CellOutcome {
    let data = try context.dataset(.cifar10)
    let (training, test) = (data.training.subset(0..<Self.trainCount), data.test.subset(0..<Self.testCount))
    let prepared = Preprocessing.scalarMeanUnitNorm.fitted(to: training.images)
    let (first, second) = (try prepared.apply(to: training.images), try prepared.apply(to: test.images))
    let rows = Matrix(
      rows: first.rows + second.rows, columns: first.columns, elements: first.elements + second.elements)
    let targets = RandomInputs.centred(training.labels.map(Int.init))
    var values: [Double] = []
    try Self.point(Self.imagePhases[cell[1]]).sweep(depths: Self.imageDepths)
      .forEachDepth(
        of: try VectorPairs(rows: rows, commonVariance: 1), get: .ntk, threads: context.threads
      ) { _, kernels in
        guard let kernel = kernels.ntk else { return }
        let (block, cross) = DepthSeries.parts(of: kernel, training: Self.trainCount)
        let predictions = try Device.single.run {
          let predictor = try MeanPredictor(kernel: block)
          return predictor.predictions(crossKernel: cross, weights: try predictor.weights(targets: targets))
        }
        values += Self.entries.map { predictions[$0.0, $0.1] }
      }
    return CellOutcome(CellValues(numbers: ["mean_predictor": values]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try XiaoFigure1Curves(results).measurements + XiaoConvolutionCurves(results, tier: tier).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String { XiaoFigure1Curves.narrative }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try XiaoFigure1Curves(results).figure(with: XiaoConvolutionCurves(results, tier: tier))
  }
}
