import Architectures
import Datasets
import Inference
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Platform
import Synchronization

/// Training and test accuracy of gradient flow over depth and training time: one column of the heat maps in the
/// notebook of Xiao et al. 2020 (cells 45 to 53).
///
/// The network is Dense(1, 0), then depth times (Dense(σ_w², σ_b²), φ): it ends in φ. Labels are one-hot and not
/// centred. Times are those of `TrainingTime.meanLoss`, under which a mode of eigenvalue λ is left with e^{−λt/(m·10)}.
public struct FlowMap: Sendable {
  public let kernel: PriorKernel
  public let nonlinearity: Nonlinearity
  public let biasVariance: Double
  public let depths: [Int]
  public let times: [Double]

  public init(
    kernel: PriorKernel, nonlinearity: Nonlinearity, biasVariance: Double, depths: [Int], times: [Double]
  ) {
    (self.kernel, self.nonlinearity, self.biasVariance) = (kernel, nonlinearity, biasVariance)
    (self.depths, self.times) = (depths, times)
  }

  /// The accuracies at one σ_w², depth by depth, times fastest.
  public struct Column: Sendable, Equatable {
    public var training: [Double] = []
    public var test: [Double] { isRight.map { Double($0.count { $0 }) / Double($0.count) } }
    /// Of every depth and time, whether each test image is classified right.
    public var isRight: [[Bool]] = []
    /// Of every depth: whether κ < 1/(m ε). Beyond it what t = ∞ makes of the smallest modes is rounding.
    public var isTrusted: [Bool] = []
  }

  /// - Throws: errors of the kernels and of LAPACK.
  /// - Complexity: for n training and m test images, 4 n³ multiply-adds a depth, about 1 ns a pair and layer, and
  ///   10 · times · m n multiply-adds a depth.
  public func column(weightVariance: Double, inputs: MapInputs, threads: Int) throws -> Column {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let readIn = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let sweep = try Self.sweep(readIn: [readIn], repeated: [dense, .activation(nonlinearity)], depths: depths)
    var kernels: [Matrix<Double>] = []
    try sweep.forEachDepth(of: inputs.training, get: kernel.quantities, threads: threads) { _, matrices in
      kernels.append(try kernel.matrix(of: matrices))
    }
    let trained = try trainings(kernels, labels: inputs.trainingLabels, threads: threads)
    let right = try isRight(trained, weightVariance: weightVariance, inputs: inputs, threads: threads)
    return Column(
      training: trained.flatMap(\.accuracies), isRight: right, isTrusted: trained.map(\.isTrusted))
  }

  /// The same network's test kernels by the fast way that (erf, dense) have: depth l is Dense(1, 0), Dense(σ_w², σ_b²)
  /// and l times (φ, Dense(σ_w², σ_b²)) without the last layer. At depth 0 there is nothing to leave out.
  private func isRight(
    _ trained: [Training], weightVariance: Double, inputs: MapInputs, threads: Int
  ) throws -> [[Bool]] {
    let readIn = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let repeated: [Layer] = [.activation(nonlinearity), dense]
    func isRight(_ classifier: DepthClassifier, _ trained: some Sequence<Training>) throws -> [[Bool]] {
      try classifier.isRight(
        of: inputs.test, labels: inputs.testLabels, weights: trained.map { [.double($0.weights)] },
        classes: DatasetDescription.cifar10.classes, threads: threads
      ).flatMap { $0 }
    }
    // Without weights nothing is left of a layer that could be taken off again.
    guard weightVariance > 0 else {
      let sweep = try Self.sweep(readIn: [readIn], repeated: [dense, .activation(nonlinearity)], depths: depths)
      return try isRight(DepthClassifier(sweep: sweep, kernel: kernel), trained)
    }
    let shallow = depths.prefix { $0 == 0 }.count
    var all: [[Bool]] = []
    if shallow > 0 {
      let sweep = try Self.sweep(readIn: [readIn], repeated: repeated, depths: [0])
      all += try isRight(DepthClassifier(sweep: sweep, kernel: kernel), trained.prefix(shallow))
    }
    if shallow < depths.count {
      let sweep = try Self.sweep(
        readIn: [readIn, dense], repeated: repeated, depths: Array(depths.dropFirst(shallow)))
      all += try isRight(
        DepthClassifier(sweep: sweep, kernel: kernel, lastDense: (weightVariance, biasVariance)),
        trained.dropFirst(shallow))
    }
    return all
  }

  private static func sweep(readIn: [Layer], repeated: [Layer], depths: [Int]) throws -> DepthSweep {
    try Architecture(layers: readIn + [.repeated(count: 1, layers: repeated)]).infiniteWidth.sweep(depths: depths)
  }

  /// What training at one depth gave: weights of all times, and the accuracies on the training images.
  private struct Training: Sendable {
    let weights: Matrix<Double>
    let accuracies: [Double]
    let isTrusted: Bool
  }

  /// One depth a thread: eigenvectors of a matrix this small keep no second core busy.
  private func trainings(_ kernels: [Matrix<Double>], labels: [UInt8], threads: Int) throws -> [Training] {
    let targets = Targets.oneHot(labels)
    let found = Mutex([Training?](repeating: nil, count: kernels.count))
    try Parallel.forEach(count: kernels.count, threads: threads) { depth in
      let flow = try GradientFlow(kernel: kernels[depth], targets: targets)
      let times = try times.map {
        try TrainingTime.meanLoss($0).flowTime(
          inputs: labels.count, outputs: targets.columns, largestEigenvalue: flow.largestEigenvalue)
      }
      let accuracies = try times.map { time in
        let correct = try Classification.correctCounts(
          flow.trainingMeans(at: time), labels: labels[...], classes: targets.columns)[0]
        return Double(correct) / Double(labels.count)
      }
      let training = Training(
        weights: try flow.weights(at: times), accuracies: accuracies, isTrusted: flow.isTrusted)
      found.withLock { $0[depth] = training }
    }
    return found.withLock { $0.compactMap { $0 } }
  }
}
