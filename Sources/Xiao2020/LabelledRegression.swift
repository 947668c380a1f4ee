import Datasets
import Inference
import LinearAlgebra
import Suite

/// Kernel regression without regularisation that classifies images, with all `RegressionLabels`.
struct LabelledRegression {
  private let targets: Matrix<Double>
  private let testLabels: [UInt8]
  private static let classes = DatasetDescription.cifar10.classes

  init(trainingLabels: [UInt8], testLabels: [UInt8]) {
    (targets, self.testLabels) = (Targets.zeroMeanBesideOneHot(trainingLabels), testLabels)
  }

  /// Which test images are classified right, by kind of labels; nil where the kernel has no factor.
  /// - Parameters: Θ of the training images, and of test with training images.
  func isRight(
    _ kernel: Matrix<Double>, _ crossKernel: Matrix<Double>, precision: MeanPredictor.Precision
  ) throws -> [[Bool]]? {
    do {
      let predictor = try MeanPredictor(factoring: kernel, precision: precision)
      let outputs = predictor.predictions(
        crossKernel: crossKernel, weights: try predictor.weights(targets: targets))
      return RegressionLabels.allCases.indices.map { isRight(outputs, first: $0 * Self.classes) }
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      return nil
    }
  }

  private func isRight(_ outputs: Matrix<Double>, first: Int) -> [Bool] {
    testLabels.indices.map { i in
      Classification.argmax(outputs.row(i).dropFirst(first).prefix(Self.classes)) == Int(testLabels[i])
    }
  }
}
