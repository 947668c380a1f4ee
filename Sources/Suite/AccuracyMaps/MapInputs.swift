import Datasets
import Inputs
import LinearAlgebra

/// Training and test images of a map over σ_w² and depth, prepared once: every kernel of the map reads the same
/// separations.
public struct MapInputs: Sendable {
  /// Training images with themselves.
  public let training: StoredPairs
  /// Test images (rows) with training images (columns).
  public let test: StoredPairs
  public let trainingLabels: [UInt8]
  public let testLabels: [UInt8]

  /// - Complexity: (n/2 + m) n d multiply-adds for n training and m test images; 8 (n + m) n bytes are kept.
  public init(
    training: some InputPairs, test: some InputPairs, trainingLabels: [UInt8], testLabels: [UInt8], threads: Int
  ) throws {
    precondition(test.columnVariances.count == trainingLabels.count, "test pairs have the training images as columns")
    self.training = try StoredPairs(training, threads: threads)
    self.test = try StoredPairs(test, threads: threads)
    (self.trainingLabels, self.testLabels) = (trainingLabels, testLabels)
  }

  /// Images of norm √d, K⁰(x, x) = 1.
  public static func unitNorm(
    training: LabeledImages, test: LabeledImages, preprocessing: Preprocessing, threads: Int
  ) throws -> MapInputs {
    let prepared = preprocessing.fitted(to: training.images)
    return try MapInputs(
      training: prepared.pairs(rows: training.images),
      test: prepared.pairs(rows: test.images, columns: training.images),
      trainingLabels: training.labels, testLabels: test.labels, threads: threads)
  }

  /// Images minus the mean of all pixels over the standard deviation of all pixels, training and test images each with
  /// their own: norms differ (notebook of Xiao et al. 2020, `get_dataset`).
  public static func standardised(
    training: LabeledImages, test: LabeledImages, threads: Int
  ) throws -> MapInputs {
    let (columns, rows) = (training.images.standardised, test.images.standardised)
    return try MapInputs(
      training: VectorPairs(rows: columns), test: VectorPairs(rows: rows, columns: columns),
      trainingLabels: training.labels, testLabels: test.labels, threads: threads)
  }
}

extension ByteImages {
  /// (x − mean)/standard deviation over all pixels of all images, [count, pixels]; sums are of integers and exact.
  fileprivate var standardised: Matrix<Double> {
    var (sum, squares) = (0, 0)
    for i in 0..<count {
      for byte in bytes(i) {
        sum += Int(byte)
        squares += Int(byte) * Int(byte)
      }
    }
    let total = count * pixelCount
    let mean = Double(sum) / Double(total)
    let variance = Double(squares) / Double(total) - mean * mean
    // Images that are all one grey have no scale; they stay 0.
    let scale = variance > 0 ? 1 / variance.squareRoot() : 0
    return Matrix(rows: count, columns: pixelCount) { target in
      for i in 0..<count {
        for (k, byte) in bytes(i).enumerated() { target[i * pixelCount + k] = (Double(byte) - mean) * scale }
      }
    }
  }
}
