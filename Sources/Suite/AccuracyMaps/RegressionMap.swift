import Datasets
import Inference
import InfiniteWidth
import LinearAlgebra
import Nonlinearities

/// Test accuracy of kernel regression at t = ∞ without regularisation over depth, in float64 and in float32: one column
/// of Xiao et al. 2020, Figure 2 d–f.
///
/// The network is Dense(1, 0), then depth times (φ, Dense(σ_w², σ_b²)). Kernels are computed in float64. In float32
/// they are rounded, Θ is factored and solved by Cholesky's method, and predictions are summed in float32. A kernel
/// that is not positive definite to rounding has no predictor, and no accuracy.
///
/// Labels are one-hot, and the same with each class's mean over the training images taken off: where all entries of
/// Θ(x, X) become alike, the first predict the commonest class, and of the second the common part cancels.
public struct RegressionMap: Sendable {
  public let nonlinearity: Nonlinearity
  public let biasVariance: Double
  public let depths: [Int]

  public init(nonlinearity: Nonlinearity, biasVariance: Double, depths: [Int]) {
    (self.nonlinearity, self.biasVariance, self.depths) = (nonlinearity, biasVariance, depths)
  }

  /// The precisions, in the order of the accuracies of a depth.
  public static let precisions: [MeanPredictor.Precision] = [.double, .single]

  /// The labels, in the order of the accuracies of a precision.
  public static let labels = ["zero_mean", "one_hot"]

  /// Test accuracies at one σ_w², depth by depth, then by precision, then by labels; NaN where there is no factor.
  ///
  /// - Throws: errors of the kernels.
  /// - Complexity: for n training and m test images, 2 n³/3 multiply-adds a depth, about 1 ns a pair and layer, and 40
  ///   m n multiply-adds a depth.
  public func column(weightVariance: Double, inputs: MapInputs, threads: Int) throws -> [Double] {
    let sweep = try Kernel.fullyConnected(
      nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance, readIn: .unit
    ).sweep(depths: depths)
    let targets = Self.targets(inputs.trainingLabels)
    var found: [[DepthClassifier.Weights?]] = []
    try sweep.forEachDepth(of: inputs.training, get: .ntk, threads: threads) { _, matrices in
      let kernel = try PriorKernel.ntk.matrix(of: matrices)
      found.append(try Self.precisions.map { try Self.weights(kernel, targets, $0) })
    }
    let accuracies = try DepthClassifier(sweep: sweep, kernel: .ntk).accuracies(
      of: inputs.test, labels: inputs.testLabels, weights: found.map { $0.compactMap { $0 } },
      classes: DatasetName.classes, threads: threads)
    return zip(found, accuracies).flatMap { weights, accuracies in
      var rest = accuracies[...]
      return weights.flatMap { weights in Self.labels.map { _ in weights == nil ? .nan : rest.removeFirst() } }
    }
  }

  /// Both kinds of labels side by side, [n, 2 · classes].
  private static func targets(_ labels: [UInt8]) -> Matrix<Double> {
    let (oneHot, classes) = (Targets.oneHot(labels), DatasetName.classes)
    var targets = Matrix<Double>(rows: labels.count, columns: 2 * classes)
    for j in 0..<classes {
      let mean = Double(labels.count { Int($0) == j }) / Double(labels.count)
      for i in labels.indices {
        targets[i, j] = oneHot[i, j] - mean
        targets[i, classes + j] = oneHot[i, j]
      }
    }
    return targets
  }

  /// Θ⁻¹ Y, transposed; nil without a factor.
  private static func weights(
    _ kernel: Matrix<Double>, _ targets: Matrix<Double>, _ precision: MeanPredictor.Precision
  ) throws -> DepthClassifier.Weights? {
    do {
      let weights = try MeanPredictor(kernel: kernel, precision: precision).weights(targets: targets)
      return precision == .double ? .double(weights) : .single(Matrix<Float>(weights))
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      return nil
    }
  }
}
