import Foundation
import InfiniteWidth
import MeanField
import Results
import Suite

/// Xiao et al. 2020, Table 1: how the spectrum of the NTK and its mean predictor go with depth in the ordered phase, on
/// the critical line and in the chaotic phase, measured on random inputs and fitted; the NNGP kernel beside it.
///
/// Inputs are random directions in 108 dimensions with K⁰(x, x) = q*, as the paper's theory has them, behind a read-in
/// that leaves them as they are; every seed draws others. Kernels at all depths come from one pass each.
///
/// A law's number is the mean over seeds of its coefficient in the deepest window of depth. Its standard error is the
/// root of the sum of squares of the standard error over seeds and of the mean drift (`WindowedFit`) over 2.576: the
/// drift bounds what finite depth leaves open, and counts as a 99 % bound.
struct XiaoTable1: Experiment {
  let id = "xiao2020/table1"
  let title = "Spectra and mean predictors by depth in the three phases (Table 1)"
  let reference = "arXiv:1912.13053"

  /// The paper's columns. Convolutional networks with flattening follow the same laws; with pooling, factors of the
  /// window's size come in.
  static let architectures = ["fcn"]
  static let kernels: [PriorKernel] = [.ntk, .nngp]
  private static let testCount = 32

  static func trainingSizes(_ tier: Tier) -> [Int] {
    switch tier {
    case .quick: [12]
    case .standard: [12, 20]
    case .paper: [12, 20, 64]
    }
  }

  static func seeds(_ tier: Tier) -> [Int] { Array(0..<(tier == .quick ? 3 : 5)) }

  /// Evenly in log l. On the critical line three decades, one a window; elsewhere until rounding ends it, some 27 depth
  /// scales.
  static func depths(_ phase: Phase) -> [Int] {
    let (last, count) = phase == .critical ? (10_000.0, 60) : (1_000.0, 80)
    return (0...count).map { Int((10 * pow(last / 10, Double($0) / Double(count))).rounded()) }
      .reduce(into: []) { depths, depth in if depths.last != depth { depths.append(depth) } }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 8, memoryBytes: 200_000_000, diskBytes: 2_000_000)
    case .standard: Cost(seconds: 25, memoryBytes: 200_000_000, diskBytes: 5_000_000)
    case .paper: Cost(seconds: 120, memoryBytes: 300_000_000, diskBytes: 8_000_000)
    }
  }

  func layouts(_ tier: Tier) throws -> [SweepLayout] {
    let cell = ["architecture", "network", "training_size", "seed"]
    return try Phase.allCases.map { phase in
      SweepLayout(
        group: "/\(phase.rawValue)",
        coordinates: [
          Coordinate(name: "architecture", values: .strings(Self.architectures), longName: "kind of network"),
          Coordinate(
            name: "network", values: .strings(try PhasePoint.points(phase).map(\.name)),
            longName: "nonlinearity of the network"),
          Coordinate(
            name: "training_size", values: .integers(Self.trainingSizes(tier)), longName: "training inputs m"),
          Coordinate(name: "seed", values: .integers(Self.seeds(tier)), longName: "seed of inputs and labels"),
          Coordinate(name: "kernel", values: .strings(Self.kernels.map(\.rawValue)), longName: "kernel of the network"),
          Coordinate(name: "depth", values: .integers(Self.depths(phase)), longName: "depth l"),
        ],
        variables: [
          .number("weight_variance", over: cell, "weight variance σ_w²"),
          .number("bias_variance", over: cell, "bias variance σ_b²"),
        ]
          + DepthSeries.variables.map { .number($0.name, over: cell + ["kernel", "depth"], $0.longName) },
        cellDimensions: cell)
    }
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double { group == "/critical" ? 10 : 1 }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let phase = Phase(rawValue: String(group.dropFirst())) ?? .critical
    let point = try PhasePoint.points(phase)[cell[1]]
    let training = Self.trainingSizes(tier)[cell[2]]
    let inputs = try RandomInputs(
      training: training, test: Self.testCount, variance: point.variance,
      seed: context.seed(purpose: "inputs of \(training)", index: Self.seeds(tier)[cell[3]]))
    let sweep = try point.sweep(depths: Self.depths(phase))
    let series = try DepthSeries.measured(
      sweep, of: inputs.pairs, training: training, targets: inputs.targets, threads: context.threads)
    var numbers = ["weight_variance": [point.weightVariance], "bias_variance": [point.biasVariance]]
    for variable in DepthSeries.variables {
      numbers[variable.name] = Self.kernels.flatMap { (series[$0] ?? DepthSeries())[keyPath: variable.path] }
    }
    return CellOutcome(CellValues(numbers: numbers))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try XiaoTable1Fits(results, tier: tier).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try XiaoTable1Fits(results, tier: tier).tables
  }
}
