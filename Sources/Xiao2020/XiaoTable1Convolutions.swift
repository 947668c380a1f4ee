import Foundation
import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Results
import Suite

/// Xiao et al. 2020, Table 1, the factors d: how the spectrum of the NTK and its mean predictor go with depth in
/// convolutional networks, flattened (CNN-F, d = 1) and pooled over d = 36 positions (CNN-P), measured on random images
/// and fitted.
///
/// Erf at the points of `XiaoTable1`, 3 × 3 on a torus of 6 × 6 positions, every position with K⁰ = q*. Numbers and
/// standard errors are made as in `XiaoTable1`. What the table gives as an order, O(·) or Θ(·), has its factor d judged
/// by the ratio of the two networks at the deepest depth.
struct XiaoTable1Convolutions: Experiment {
  let id = "xiao2020/table1-convolutions"
  let title = "Spectra and mean predictors of convolutional networks by depth (Table 1, factors d)"
  let reference = "arXiv:1912.13053"

  static let architectures = ["cnn-f", "cnn-p"]
  static let training = 12
  private static let testCount = 4

  static func seeds(_ tier: Tier) -> [Int] { Array(0..<(tier == .quick ? 2 : 5)) }

  /// From six depth scales on; exponentials evenly in l, powers in log l, on the critical line as deep as the tier can
  /// wait.
  static func depths(_ phase: Phase, _ tier: Tier) -> [Int] {
    func evenly(_ first: Double, _ last: Double) -> [Int] {
      (0...40).map { Int((first * pow(last / first, Double($0) / 40)).rounded()) }
        .reduce(into: []) { depths, depth in if depths.last != depth { depths.append(depth) } }
    }
    return switch phase {
    case .ordered: evenly(150, 500)
    case .critical: evenly(10, tier == .quick ? 1_000 : 4_000)
    case .chaotic: Array(stride(from: 200, through: 440, by: 10))
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 6, memoryBytes: 300_000_000, diskBytes: 1_000_000)
    case .standard, .paper: Cost(seconds: 35, memoryBytes: 500_000_000, diskBytes: 2_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    Phase.allCases.map { phase in
      SweepLayout(
        group: "/\(phase.rawValue)",
        coordinates: [
          Coordinate(name: "seed", values: .integers(Self.seeds(tier)), longName: "seed of images and labels"),
          Coordinate(name: "architecture", values: .strings(Self.architectures), longName: "kind of network"),
          Coordinate(name: "depth", values: .integers(Self.depths(phase, tier)), longName: "depth l"),
        ],
        variables: DepthSeries.variables.map {
          .number($0.name, over: ["seed", "architecture", "depth"], $0.longName)
        },
        cellDimensions: ["seed"])
    }
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    Double(Self.depths(Self.phase(group), tier).last ?? 1)
  }

  private static func phase(_ group: String) -> Phase { Phase(rawValue: String(group.dropFirst())) ?? .critical }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let point = try PhasePoint.points(Self.phase(group))[0]
    let inputs = try RandomPixels(
      training: Self.training, test: Self.testCount, variance: point.variance,
      seed: context.seed(purpose: "images of \(Self.training)", index: Self.seeds(tier)[cell[0]]))
    let sweep = try point.convolutions(
      depths: Self.depths(Self.phase(group), tier), heads: .both, height: RandomPixels.side, width: RandomPixels.side)
    let kernels = try sweep.kernels(of: inputs.pairs, get: .ntk, threads: context.threads)
    let series = try Device.single.run {
      try [kernels.compactMap(\.flattened.ntk), kernels.compactMap { $0.pooled?.ntk }].map { kernels in
        try kernels.reduce(into: DepthSeries()) {
          try $0.append($1, training: Self.training, targets: inputs.targets)
        }
      }
    }
    var numbers: [String: [Double]] = [:]
    for variable in DepthSeries.variables { numbers[variable.name] = series.flatMap { $0[keyPath: variable.path] } }
    return CellOutcome(CellValues(numbers: numbers))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try ConvolutionalLaws(results, tier: tier).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try ConvolutionalLaws(results, tier: tier).table
  }
}
