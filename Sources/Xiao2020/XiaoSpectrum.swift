import Datasets
import Foundation
import Inference
import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Plotting
import Randomness
import Results
import Suite

/// The spectra behind Xiao et al. 2020, Table 1, on CIFAR-10: λ_max, λ_bulk and κ of the NTK and the NNGP kernel of erf
/// networks at every depth of one pass of the recursion, in the three phases.
///
/// Up to 1,000 images all eigenvalues are computed; 10,000 at ten depths by Lanczos' method on the kernel and on its
/// factor. Where κ exceeds 1/(m ε) it is the rounding's, and `trusted` is 0.
struct XiaoSpectrum: Experiment {
  let id = "xiao2020/spectrum"
  let title = "Spectra of kernels of images by depth in the three phases"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  static let kernels: [PriorKernel] = [.ntk, .nngp]

  static func trainingSize(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 200
    case .standard: 1_000
    case .paper: 10_000
    }
  }

  static func depths(_ tier: Tier) -> [Int] {
    let count = tier == .paper ? 9 : 40
    return (0...count).map { Int(pow(400, Double($0) / Double(count)).rounded()) }
      .reduce(into: []) { depths, depth in if depths.last != depth { depths.append(depth) } }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 4, memoryBytes: 500_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 25, memoryBytes: 600_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 900, memoryBytes: 6_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["architecture", "phase"]
    let all = cell + ["kernel", "depth"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(
            name: "architecture", values: .strings(XiaoTable1.architectures), longName: "kind of network"),
          Coordinate(
            name: "phase", values: .strings(Phase.allCases.map(\.rawValue)), longName: "phase of the network"),
          Coordinate(
            name: "kernel", values: .strings(Self.kernels.map(\.rawValue)), longName: "kernel of the network"),
          Coordinate(name: "depth", values: .integers(Self.depths(tier)), longName: "depth l"),
        ],
        variables: [
          .number("lambda_max", over: all, "largest eigenvalue λ_max"),
          .number("lambda_bulk", over: all, "λ_bulk, the mean of all other eigenvalues"),
          .number("lambda_min", over: all, "smallest eigenvalue λ_min; NaN where the kernel has no Cholesky factor"),
          .integer("trusted", over: all, "1 where κ < 1/(m ε)"),
        ], cellDimensions: cell)
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let size = Self.trainingSize(tier)
    let training = try context.dataset(.cifar10).training
    let images = training.subset(
      try Subset.balanced(labels: training.labels, count: size, seed: 0, root: context.rootSeed)
    ).images
    let pairs = try Preprocessing.perImageStandardised.fitted(to: images).pairs(rows: images)
    let depths = Self.depths(tier)
    var generator = CounterBasedGenerator(seed: context.seed(purpose: "start of Lanczos' method"))
    let start = (0..<size).map { _ in generator.normal() }
    var spectra: [PriorKernel: [KernelSpectrum?]] = [:]
    func append(_ kernel: consuming Matrix<Double>?, _ prior: PriorKernel) throws {
      guard let kernel = consume kernel else { return }
      spectra[prior, default: []].append(try Self.spectrum(kernel, start: start, threads: context.threads))
    }
    try PhasePoint.points(Phase.allCases[cell[1]])[0].sweep(depths: depths)
      .forEachDepth(of: pairs, get: .both, threads: context.threads) { position, kernels in
        context.report(stage: "spectra", fraction: Double(position) / Double(depths.count))
        try append(kernels.ntk, .ntk)
        try append(kernels.nngp, .nngp)
      }
    let all = Self.kernels.flatMap { spectra[$0] ?? [] }
    return CellOutcome(
      CellValues(
        numbers: [
          "lambda_max": all.map { $0?.largest ?? .nan }, "lambda_bulk": all.map { $0?.bulk ?? .nan },
          "lambda_min": all.map { $0?.smallest ?? .nan },
        ], integers: ["trusted": all.map { $0?.isTrusted == true ? 1 : 0 }]),
      status: all.allSatisfy { $0?.isTrusted == true } ? .done : .untrusted)
  }

  /// All eigenvalues, or of a large kernel its ends; nil where rounding left no Cholesky factor.
  private static func spectrum(
    _ kernel: consuming Matrix<Double>, start: [Double], threads: Int
  ) throws -> KernelSpectrum? {
    let matrix = consume kernel
    return try Device(threads: threads).run {
      if start.count <= 1_000 { return try KernelSpectrum(matrix) }
      do {
        return try KernelSpectrum.ends(of: matrix, start: start)
      } catch CholeskyFactor.Obstacle.notPositiveDefinite {
        return nil
      }
    }
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try XiaoSpectrumCurves(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try XiaoSpectrumCurves(results, tier: tier).figure
  }
}
