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
/// Labels are `RegressionLabels`: where all entries of Θ(x, X) become alike, one-hot ones predict the commonest class,
/// and of those with mean zero the common part cancels.
public struct RegressionMap: Sendable {
  public let nonlinearity: Nonlinearity
  public let biasVariance: Double
  public let depths: [Int]

  public init(nonlinearity: Nonlinearity, biasVariance: Double, depths: [Int]) {
    (self.nonlinearity, self.biasVariance, self.depths) = (nonlinearity, biasVariance, depths)
  }

  /// Test accuracies at one σ_w², depth by depth, then by `SolvePrecision`, then by `RegressionLabels`; NaN where there
  /// is no factor.
  ///
  /// - Throws: errors of the kernels.
  /// - Complexity: for n training and m test images, 2 n³/3 multiply-adds a depth, about 1 ns a pair and layer, and 40
  ///   m n multiply-adds a depth.
  public func column(weightVariance: Double, inputs: MapInputs, threads: Int) throws -> [Double] {
    let sweep = try Kernel.fullyConnected(
      nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance, readIn: .unit
    ).sweep(depths: depths)
    let targets = Targets.zeroMeanBesideOneHot(inputs.trainingLabels)
    var found: [[DepthClassifier.Weights?]] = []
    try sweep.forEachDepth(of: inputs.training, get: .ntk, threads: threads) { _, matrices in
      let kernel = try PriorKernel.ntk.matrix(of: matrices)
      found.append(try SolvePrecision.allCases.map { try Self.weights(kernel, targets, $0.precision) })
    }
    let accuracies = try DepthClassifier(sweep: sweep, kernel: .ntk).accuracies(
      of: inputs.test, labels: inputs.testLabels, weights: found.map { $0.compactMap { $0 } },
      classes: DatasetDescription.cifar10.classes, threads: threads)
    return zip(found, accuracies).flatMap { weights, accuracies in
      var rest = accuracies[...]
      return weights.flatMap { weights in
        RegressionLabels.allCases.map { _ in weights == nil ? .nan : rest.removeFirst() }
      }
    }
  }

  /// Θ⁻¹ Y, transposed; nil without a factor.
  private static func weights(
    _ kernel: Matrix<Double>, _ targets: Matrix<Double>, _ precision: MeanPredictor.Precision
  ) throws -> DepthClassifier.Weights? {
    do {
      let weights = try MeanPredictor(factoring: kernel, precision: precision).weights(targets: targets)
      return precision == .double ? .double(weights) : .single(Matrix<Float>(weights))
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      return nil
    }
  }
}
