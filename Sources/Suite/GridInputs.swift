import Datasets
import Inference
import Inputs
import LinearAlgebra

/// One training subset and the images that are predicted from it, as all kernels of a grid meet them: correlations
/// computed once, and targets.
public struct GridInputs: Sendable {
  /// Images that are predicted: their correlations with the training images, their classes and targets.
  public struct HeldOut: Sendable {
    let pairs: StoredPairs
    let labels: [UInt8]
    let targets: Matrix<Double>
  }

  let training: StoredPairs
  let targets: Matrix<Double>
  public let heldOut: [HeldOut]

  /// - Parameter heldOut: sets of images, such as validation and test.
  /// - Throws: `PreprocessingFailure` for an image that has no direction.
  /// - Complexity: n (n + m) d multiply-adds for n training images and m others; `memoryBytes` are kept.
  public init(
    training: LabeledImages, heldOut: [LabeledImages], preprocessing: Preprocessing,
    threads: Int
  ) throws {
    let prepared = preprocessing.fitted(to: training.images)
    func stored(_ pairs: some InputPairs) throws -> StoredPairs { try StoredPairs(pairs, threads: threads) }
    self.training = try stored(prepared.pairs(rows: training.images))
    targets = Targets.centredOneHot(training.labels)
    self.heldOut = try heldOut.map { images in
      HeldOut(
        pairs: try stored(prepared.pairs(rows: images.images, columns: training.images)), labels: images.labels,
        targets: Targets.centredOneHot(images.labels))
    }
  }

  /// What `init` keeps of `training` images with `heldOut` others: 8 bytes a pair.
  public static func memoryBytes(training n: Int, heldOut m: Int) -> Int { StoredPairs.memoryBytes(pairs: n * (n + m)) }
}
