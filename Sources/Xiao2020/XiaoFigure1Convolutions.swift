import Foundation
import Inference
import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Plotting
import Results
import Suite

/// The convolutional curves of Figure 1 a–d: erf, 3 × 3 on a torus of d = 36 positions, flattened (CNN-F) and pooled
/// (CNN-P), both from one pass of the recursion.
enum XiaoFigure1Convolutions {
  static let architectures = ["cnn-f", "cnn-p"]
  static let shallowPhases: [Phase] = [.chaotic, .ordered]
  static let shallowDepths = Array(stride(from: 2, through: 122, by: 2))

  /// Panels c and d, evenly in log l. Pooled kernels at depth 1,000 are seconds; the paper's 2,000 are the standard
  /// tier's.
  static func criticalDepths(_ tier: Tier) -> [Int] {
    let deepest = tier == .quick ? 1_000.0 : 2_000
    return (0...40).map { Int((2 * pow(deepest / 2, Double($0) / 40)).rounded()) }
      .reduce(into: []) { depths, depth in if depths.last != depth { depths.append(depth) } }
  }

  private static let variables = ["lambda_max", "lambda_second", "lambda_min"]

  static func layouts(_ tier: Tier) -> [SweepLayout] {
    let architecture = Coordinate(
      name: "architecture", values: .strings(architectures), longName: "kind of network")
    let size = Coordinate(
      name: "training_size", values: .integers(XiaoFigure1.sizes), longName: "training images m")
    func depth(_ depths: [Int]) -> Coordinate {
      Coordinate(name: "depth", values: .integers(depths), longName: "depth l")
    }
    func numbers(_ dimensions: [String]) -> [Variable] {
      zip(variables, ["largest", "second", "smallest"]).map {
        .number($0, over: dimensions + ["architecture", "depth"], "\($1) eigenvalue of the NTK")
      }
    }
    let phase = Coordinate(
      name: "phase", values: .strings(shallowPhases.map(\.rawValue)), longName: "phase of the network")
    return [
      SweepLayout(
        group: "/convolutions", coordinates: [phase, size, architecture, depth(shallowDepths)],
        variables: numbers(["phase", "training_size"]), cellDimensions: ["phase", "training_size"]),
      SweepLayout(
        group: "/critical_convolutions", coordinates: [size, architecture, depth(criticalDepths(tier))],
        variables: numbers(["training_size"]), cellDimensions: ["training_size"]),
    ]
  }

  static func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let isCritical = group == "/critical_convolutions"
    let (phase, size) = (isCritical ? .critical : shallowPhases[cell[0]], XiaoFigure1.sizes[cell[isCritical ? 0 : 1]])
    let inputs = try XiaoFigure1.inputs(size, context)
    let sweep = try XiaoFigure1.randomPoint(phase).convolutions(
      depths: isCritical ? criticalDepths(tier) : shallowDepths, heads: .both, height: RandomPixels.side,
      width: RandomPixels.side)
    let kernels = try sweep.kernels(of: inputs.pairs, get: .ntk, threads: context.threads)
    let spectra = try Device.single.run {
      try [kernels.map(\.flattened), kernels.compactMap(\.pooled)].flatMap { try $0.compactMap(\.ntk).map(spectrum) }
    }
    return CellOutcome(
      CellValues(numbers: [
        "lambda_max": spectra.map(\.largest), "lambda_second": spectra.map { $0.second ?? .nan },
        "lambda_min": spectra.map(\.smallest),
      ]))
  }

  private static func spectrum(_ kernel: Matrix<Double>) throws -> KernelSpectrum { try KernelSpectrum(kernel) }
}
