import Architectures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Work

/// Predicts a user's own test inputs by the infinite ensemble of networks trained by gradient flow for given times.
///
/// `inputs` as for `PredictionFile`; the output `mean` [time, n₂, k] and `variance` [time, n₂] over the coordinates
/// `time`, `row` and `output`. Time is that of gradient flow at unit rate on ½ Σ ‖f − y‖². The output appears complete
/// or not at all.
///
/// The attributes `condition_number` and `condition_number_trusted` (of the kernel that learns, noise included),
/// `residual` (of the weights at the end of time, relative to the targets), `mean_digits` and `variance_digits` say
/// what rounding leaves of the numbers (`PredictionAccuracy`), `trusted` whether no warning was needed, and one line of
/// warning what for. A variance is a difference; one that rounding leaves below 0 is written as 0. Where `CheckedFlow`
/// asks for it and inputs are few, `AnchoredFlow` has more digits.
public struct FlowPredictionFile: Sendable {
  /// Which parameters learn.
  public enum Method: String, Sendable {
    /// All of them, by the NTK.
    case gradientFlow = "gradient-flow"
    /// Those of the last layer, by the NNGP.
    case readout
  }

  public let architecture: Architecture
  public let inputs: URL
  public let output: URL
  public let method: Method
  public let times: [Double]
  /// Added to the diagonal of the kernel that learns.
  public var noiseVariance = 0.0
  /// Whether what needs a warning is an error.
  public var isStrict = false
  public var threads = Device.current.threads
  /// What is read beside the inputs, such as the architecture's file: the output replaces none of these.
  public var otherSources: [URL] = []
  /// Whether the output may replace a file that is no former output.
  public var overwrites = false
  /// Test inputs in one block.
  public var blockRows = 2048
  public var machine = Machine.current()

  public init(architecture: Architecture, inputs: URL, output: URL, method: Method, times: [Double]) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
    (self.method, self.times) = (method, times)
  }

  /// - Throws: whatever is wrong with the architecture, the inputs, the times, the memory or the place of the output;
  ///   then no output is left.
  /// - Complexity: 6 n₁³ multiply-adds and (2 + times) n₁² n₂; memory for six n₁ × n₁ matrices and as many for a block.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress: progress)
    }
  }

  private func writeWhole(progress: ProgressDisplay) throws {
    let place = OutputPlace(output: output, sources: [inputs] + otherSources, overwrites: overwrites)
    try place.check()
    try FlowPrediction.check(architecture, method, times, instead: "use the method gp")
    let data = try PredictionInputs(inputs, architecture: architecture)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let x2 = RowsOverTime(data.x2, in: inputs)
    let work = try FlowPrediction(
      data.training, x2: x2, method: method, times: times, noiseVariance: noiseVariance, blockRows: blockRows,
      threads: threads)
    let cost = try data.cost(blockRows: blockRows) {
      try $0.check(inputs: inputs, output: output, machine: machine)
    } _: {
      UserDataCost.flow($0, times: times.count, kernels: method == .readout ? 1 : 2, threads: threads)
    }
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    let provenance = UserProvenance(
      title: "Predictions of the infinite ensemble trained by gradient flow", architecture: architecture,
      inputs: inputs.relativePath,
      threads: threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      let time = try root.createScale(
        "time", times,
        longName: "time of gradient flow at unit rate on half the sum of squares; inf: trained to the end")
      let row = try root.createScale("row", Array(0..<data.x2.count), longName: "row of x2")
      let column = try root.createScale("output", Array(0..<data.targets.width), longName: "column of y1")
      let mean = try root.createVariable("mean", over: [time, row, column], longName: "mean over the ensemble")
      let variance = try root.createVariable(
        "variance", over: [time, row],
        longName: "variance of an output over the ensemble")
      let found = try progress.following(
        title: output.lastPathComponent, weights: work.weights, declaredSeconds: 0
      ) { advance in
        try work.run(report: progress.report, advance: { advance(work.weights[$0]) }) { rows, means, variances in
          for p in times.indices {
            try means[p].elements.withUnsafeBufferPointer {
              try mean.write(offset: [p, rows.lowerBound, 0], extent: [1, rows.count, data.targets.width], from: $0)
            }
            try variances[p].withUnsafeBufferPointer {
              try variance.write(offset: [p, rows.lowerBound], extent: [1, rows.count], from: $0)
            }
          }
        }
      }
      try x2.finish()
      let (flow, accuracy) = (found.worth, found.accuracy)
      let doubts = found.doubts()
      try doubts.tell(progress, file: output.lastPathComponent, isStrict: isStrict)
      try root.setAttribute("method", method.rawValue)
      try root.setAttribute("noise_variance_used", noiseVariance)
      try root.setAttribute("condition_number", flow.conditionNumber)
      try root.setAttribute("condition_number_trusted", flow.isConditionTrusted ? "true" : "false")
      try root.setAttribute("residual", flow.residual)
      try accuracy.write(to: root, isTrusted: doubts.isEmpty)
      try provenance.writeFinal(to: root)
      try place.free().map(progress.warn)
    }
  }
}
