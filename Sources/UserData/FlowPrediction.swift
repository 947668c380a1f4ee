import Architectures
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform

/// Test inputs as the infinite ensemble of networks predicts them that is trained by gradient flow, wherever inputs and
/// predictions are: `FlowPredictionFile` has the definition.
package struct FlowPrediction {
  private let data: TrainingInputs
  private let x2: any UserRows
  private let method: FlowPredictionFile.Method
  private let times: [Double]
  private let noiseVariance: Double
  private let threads: Int
  private let blocks: [Range<Int>]

  /// What the kernel that learns is worth, and what the predictions are.
  package struct Outcome {
    let worth: Worth
    let accuracy: PredictionAccuracy
    fileprivate let noiseVariance: Double

    func doubts(namesOptions: Bool = true) -> PredictionDoubts {
      var doubts = PredictionDoubts()
      doubts.namesOptions = namesOptions
      doubts.addNoise(noiseVariance, meanDiagonal: worth.meanDiagonal)
      doubts.add(accuracy, conditionNumber: worth.conditionNumber)
      return doubts
    }

    /// What a user should know, for a caller with arrays in memory.
    package var warnings: [String] {
      (try? doubts(namesOptions: false).text(of: "", isStrict: false)).map { [$0] } ?? []
    }
  }

  struct Worth {
    let meanDiagonal, conditionNumber, residual: Double
    let isConditionTrusted: Bool

    fileprivate init(_ flow: CheckedFlow, _ anchored: AnchoredFlow?) {
      meanDiagonal = flow.meanDiagonal
      conditionNumber = anchored?.conditionNumber ?? flow.conditionNumber
      residual = anchored?.residual ?? flow.residual
      isConditionTrusted = anchored?.isConditionTrusted ?? flow.isConditionTrusted
    }
  }

  /// - Parameter blockRows: test inputs in one block.
  /// - Throws: `SymmetricEigendecomposition.Obstacle.tooLarge`; `UserDataFailure.shapesDiffer`.
  package init(
    _ data: TrainingInputs, x2: any UserRows, method: FlowPredictionFile.Method, times: [Double],
    noiseVariance: Double, blockRows: Int = 2048, threads: Int
  ) throws {
    guard data.x1.count <= SymmetricEigendecomposition.largestOrder else {
      throw SymmetricEigendecomposition.Obstacle.tooLarge(
        order: data.x1.count, largest: SymmetricEigendecomposition.largestOrder)
    }
    guard data.x1.shape == x2.shape else {
      throw UserDataFailure.shapesDiffer(file: nil, first: "x1", data.x1.shape, second: "x2", x2.shape)
    }
    (self.data, self.x2, self.method, self.times) = (data, x2, method, times)
    (self.noiseVariance, self.threads) = (noiseVariance, threads)
    blocks = TileGrid.pieces(0..<x2.count, blockRows)
  }

  /// - Parameter instead: what to do where nothing learns.
  /// - Throws: `UserDataFailure.noReadout`, `.nothingLearns` and `.noTimes`; `DynamicsError.time`.
  package static func check(
    _ architecture: Architecture, _ method: FlowPredictionFile.Method, _ times: [Double], instead: String
  ) throws {
    if method == .readout { try checkReadout(architecture) }
    if method == .gradientFlow && !architecture.learns { throw UserDataFailure.nothingLearns(instead: instead) }
    guard !times.isEmpty else { throw UserDataFailure.noTimes }
    if let time = times.first(where: { !($0 >= 0) }) { throw DynamicsError.time(time) }
  }

  /// A readout is a dense layer at the end, with weights that learn.
  private static func checkReadout(_ architecture: Architecture) throws {
    let layers = architecture.expanded
    guard let last = layers.last else { throw InfiniteWidthError.noWeights }
    let name = "layers[\(layers.count - 1)].\(last.name)"
    switch last {
    case .dense(let dense):
      switch dense.trainable {
      case .ntk: return
      case .rates: throw UserDataFailure.readoutRates(layer: name)
      case .none: throw UserDataFailure.noReadout(layer: name)
      }
    default: throw UserDataFailure.noReadout(layer: name)
    }
  }

  /// - Throws: `UserDataFailure.doesNotFit`.
  package func checkMemory() throws {
    let sizes = UserDataCost.Sizes(
      training: data.x1.count, width: data.x1.width, test: x2.count, outputs: data.targets.width,
      blockRows: blocks.first?.count ?? 0, entry: .init(data.kernel.cost(inputsOf: data.x1.width)))
    try UserDataCost.flow(sizes, times: times.count, kernels: method == .readout ? 1 : 2, threads: threads)
      .checkMemory(of: "flow")
  }

  /// In multiply-adds: of the decomposition, then of the products of each block.
  var weights: [Double] {
    let n = Double(data.x1.count)
    return [6 * n * n * n] + blocks.map { n * n * Double($0.count) * Double(2 + times.count) }
  }

  /// - Parameters:
  ///   - report: the stage of the work, and the part of it that is done.
  ///   - advance: told the number of every one of `weights` that is done.
  ///   - write: gets the means, [b, k] a time, and the variances of the block of these rows.
  /// - Throws: as `UserRows.rows` and `CheckedFlow`; what `write` throws; `EndRequest.Requested`.
  /// - Complexity: 6 n³ multiply-adds and (2 + times) n² m; memory for six n × n matrices and as many for a block.
  package func run(
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void, advance: (Int) -> Void,
    write: (_ rows: Range<Int>, _ means: [Matrix<Double>], _ variances: [[Double]]) throws -> Void
  ) throws -> Outcome {
    let kernel = data.kernel
    let training = try data.x1.rows(0..<data.x1.count)
    /// The kernel that learns, and the covariance of the initial functions.
    func kernels(
      _ rows: Matrix<Double>, _ columns: Matrix<Double>? = nil
    ) throws -> (learning: Matrix<Double>, prior: Matrix<Double>) {
      let matrices = try kernel.matrices(
        rows: rows, columns: columns, get: method == .readout ? .nngp : .both, threads: threads
      ) {
        report("kernel", $0)
      }
      guard let prior = matrices.nngp else { throw InfiniteWidthError.noWeights }
      return (matrices.ntk ?? prior, prior)
    }
    return try Device(threads: threads).run {
      let (learning, prior) = try kernels(training)
      report("decomposition", nil)
      let targets = try data.targets.matrix()
      let flow = try CheckedFlow(
        kernel: learning, prior: prior, targets: targets, noiseVariance: noiseVariance,
        separationError: PosteriorKernel.separationError(
          kernel.architecture, training, keepsNear: kernel.hasSeparations))
      var anchored: (kernel: AnchoredFlowKernel, flow: AnchoredFlow)?
      if flow.wantsAnchor,
        let kernel = try AnchoredFlowKernel(kernel, method, inputs: training, targets: targets, threads: threads),
        let flow = try kernel.flow(noiseVariance: noiseVariance, meanDiagonal: flow.meanDiagonal)
      {
        anchored = (kernel, flow)
      }
      var accuracy = PredictionAccuracy()
      advance(0)
      for (number, rows) in blocks.enumerated() {
        try EndRequest.current?.check()
        let test = try x2.rows(rows)
        let own = try kernel.selfCovariances(rows: test, get: .nngp, threads: threads).map(\.nngp)
        if let anchored {
          let (means, variances) = try anchored.kernel.predict(
            anchored.flow, test: test, testVariances: own, at: times, accuracy: &accuracy)
          try write(rows, means, variances)
        } else {
          let (learning, prior) = try kernels(test, training)
          let (means, variances) = try flow.predict(
            crossKernel: consume learning, crossCovariance: consume prior, testVariances: own, at: times,
            accuracy: &accuracy)
          try write(rows, means, variances)
        }
        advance(number + 1)
      }
      return Outcome(worth: Worth(flow, anchored?.flow), accuracy: accuracy, noiseVariance: noiseVariance)
    }
  }
}
