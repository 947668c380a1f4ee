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
    if method == .readout { try checkReadout() }
    if method == .gradientFlow && !architecture.learns {
      throw UserDataFailure.nothingLearns(instead: "use the method gp")
    }
    guard !times.isEmpty else { throw UserDataFailure.noTimes }
    if let time = times.first(where: { !($0 >= 0) }) { throw DynamicsError.time(time) }
    let data = try PredictionInputs(inputs, architecture: architecture)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let kernel = data.kernel
    guard data.x1.count <= SymmetricEigendecomposition.largestOrder else {
      throw SymmetricEigendecomposition.Obstacle.tooLarge(
        order: data.x1.count, largest: SymmetricEigendecomposition.largestOrder)
    }
    let cost = try data.cost(blockRows: blockRows) {
      try $0.check(inputs: inputs, output: output, machine: machine)
    } _: {
      UserDataCost.flow($0, times: times.count, kernels: method == .readout ? 1 : 2, threads: threads)
    }
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    let provenance = UserProvenance(
      title: "Predictions of the infinite ensemble trained by gradient flow", architecture: architecture,
      inputs: inputs,
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
      let (flow, accuracy) = try predict(kernel, data, progress) { rows, means, variances in
        for p in times.indices {
          try means[p].elements.withUnsafeBufferPointer {
            try mean.write(offset: [p, rows.lowerBound, 0], extent: [1, rows.count, data.targets.width], from: $0)
          }
          try variances[p].withUnsafeBufferPointer {
            try variance.write(offset: [p, rows.lowerBound], extent: [1, rows.count], from: $0)
          }
        }
      }
      var doubts = PredictionDoubts()
      doubts.addNoise(noiseVariance, meanDiagonal: flow.meanDiagonal)
      doubts.add(accuracy, conditionNumber: flow.conditionNumber)
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

  /// What the file says of the kernel that learns.
  private struct Worth {
    let meanDiagonal, conditionNumber, residual: Double
    let isConditionTrusted: Bool

    init(_ flow: CheckedFlow, _ anchored: AnchoredFlow?) {
      meanDiagonal = flow.meanDiagonal
      conditionNumber = anchored?.conditionNumber ?? flow.conditionNumber
      residual = anchored?.residual ?? flow.residual
      isConditionTrusted = anchored?.isConditionTrusted ?? flow.isConditionTrusted
    }
  }

  /// A readout is a dense layer at the end, with weights that learn.
  private func checkReadout() throws {
    let layers = architecture.expanded
    guard let last = layers.last else { throw InfiniteWidthError.noWeights }
    let name = "layers[\(layers.count - 1)].\(last.name)"
    switch last {
    case .dense(_, _, trainable: .ntk): return
    case .dense(_, _, trainable: .rates): throw UserDataFailure.readoutRates(layer: name)
    default: throw UserDataFailure.noReadout(layer: name)
    }
  }

  private func predict(
    _ kernel: Kernel, _ data: PredictionInputs, _ progress: ProgressDisplay,
    write: (_ rows: Range<Int>, _ means: [Matrix<Double>], _ variances: [[Double]]) throws -> Void
  ) throws -> (Worth, PredictionAccuracy) {
    let blocks = stride(from: 0, to: data.x2.count, by: blockRows).map { $0..<min($0 + blockRows, data.x2.count) }
    // In multiply-adds: the decomposition, then the products of each block.
    let n = Double(data.x1.count)
    let weights = [6 * n * n * n] + blocks.map { n * n * Double($0.count) * Double(2 + times.count) }
    return try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      let training = try data.x1.rows(0..<data.x1.count)
      /// The kernel that learns, and the covariance of the initial functions.
      func kernels(
        _ rows: Matrix<Double>, _ columns: Matrix<Double>? = nil
      ) throws -> (learning: Matrix<Double>, prior: Matrix<Double>) {
        let matrices = try kernel.matrices(
          rows: rows, columns: columns, get: method == .readout ? .nngp : .both, threads: threads
        ) {
          progress.report(stage: "kernel", fraction: $0)
        }
        guard let prior = matrices.nngp else { throw InfiniteWidthError.noWeights }
        return (matrices.ntk ?? prior, prior)
      }
      return try Device(threads: threads).run {
        let (learning, prior) = try kernels(training)
        progress.report(stage: "decomposition", fraction: nil)
        let targets = try data.targets.matrix()
        let flow = try CheckedFlow(
          kernel: learning, prior: prior, targets: targets, noiseVariance: noiseVariance,
          separationError: PosteriorKernel.separationError(architecture, training, keepsNear: kernel.hasSeparations))
        var anchored: (kernel: AnchoredFlowKernel, flow: AnchoredFlow)?
        if flow.wantsAnchor,
          let kernel = try AnchoredFlowKernel(kernel, method, inputs: training, targets: targets, threads: threads),
          let flow = try kernel.flow(noiseVariance: noiseVariance, meanDiagonal: flow.meanDiagonal)
        {
          anchored = (kernel, flow)
        }
        var accuracy = PredictionAccuracy()
        advance(weights[0])
        for (number, rows) in blocks.enumerated() {
          try EndRequest.current?.check()
          let test = try data.x2.rows(rows)
          let own = try kernel.selfCovariances(rows: test, get: .nngp, threads: threads).map(\.nngp)
          if let anchored {
            let (means, variances) = try anchored.kernel.predict(
              anchored.flow, test: test, testVariances: own, at: times, accuracy: &accuracy)
            try write(rows, means, variances)
          } else {
            let (learning, prior) = try kernels(test, training)
            let (means, variances) = try flow.predict(
              crossKernel: learning, crossCovariance: prior, testVariances: own, at: times, accuracy: &accuracy)
            try write(rows, means, variances)
          }
          advance(weights[number + 1])
        }
        return (Worth(flow, anchored?.flow), accuracy)
      }
    }
  }
}
