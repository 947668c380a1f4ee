import Datasets
import Inference
import LinearAlgebra

/// Kernel regression without regularisation that classifies images, with two kinds of labels: one-hot with each class's
/// mean over the training images taken off, and one-hot as they are.
struct LabelledRegression {
  private let targets: Matrix<Double>
  private let testLabels: [UInt8]
  private static let classes = DatasetDescription.cifar10.classes

  init(trainingLabels: [UInt8], testLabels: [UInt8]) {
    let oneHot = Targets.oneHot(trainingLabels)
    var targets = Matrix<Double>(rows: trainingLabels.count, columns: 2 * Self.classes)
    for j in 0..<Self.classes {
      let mean = Double(trainingLabels.count { Int($0) == j }) / Double(trainingLabels.count)
      for i in trainingLabels.indices {
        targets[i, j] = oneHot[i, j] - mean
        targets[i, Self.classes + j] = oneHot[i, j]
      }
    }
    (self.targets, self.testLabels) = (targets, testLabels)
  }

  /// Which test images are classified right with either kind of labels; nil where the kernel has no factor.
  /// - Parameters: Θ of the training images, and of test with training images.
  func isRight(
    _ kernel: Matrix<Double>, _ crossKernel: Matrix<Double>, precision: MeanPredictor.Precision
  ) throws -> [[Bool]]? {
    do {
      let predictor = try MeanPredictor(factoring: kernel, precision: precision)
      let outputs = predictor.predictions(
        crossKernel: crossKernel, weights: try predictor.weights(targets: targets))
      return (0..<2).map { isRight(outputs, first: $0 * Self.classes) }
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      return nil
    }
  }

  private func isRight(_ outputs: Matrix<Double>, first: Int) -> [Bool] {
    testLabels.indices.map { i in
      // The first of equal outputs, as numpy's argmax.
      var best = 0
      for j in 1..<Self.classes where outputs[i, first + j] > outputs[i, first + best] { best = j }
      return best == Int(testLabels[i])
    }
  }
}
