import Inputs
import LinearAlgebra

/// Images made smaller: every pixel the mean of a block of pixels, minus one number for all, then norm √d.
///
///     y = mean of a block − shift,   input = y √d / ‖y‖,   d = height · width · channels after the reduction.
public struct BlockMeans: Sendable, Equatable {
  /// The side of a block.
  public let side: Int
  /// The mean over all pixels of the training images.
  public let shift: Double

  /// - Precondition: there is an image, and `side` divides its height and width.
  /// - Complexity: O(count · pixels).
  public init(side: Int, fittedTo training: ByteImages) {
    precondition(training.count > 0, "a training subset holds an image")
    precondition(side > 0 && training.height % side == 0 && training.width % side == 0, "blocks cover an image")
    self.side = side
    let sum = (0..<training.count).reduce(0) { $0 + training.bytes($1).reduce(0) { $0 + Int($1) } }
    shift = Double(sum) / Double(training.count * training.pixelCount)
  }

  /// The reduced images, one a row, numbers in the order height, width, channel; sums of a block are exact.
  ///
  /// - Precondition: the images have the size of those fitted to.
  /// - Throws: `PreprocessingFailure` for an image that has no direction after the shift.
  /// - Complexity: O(count · pixels).
  public func apply(to images: ByteImages) throws -> Matrix<Double> {
    var result = images.blockMeans(side: side)
    let size = result.columns
    for i in 0..<result.rows {
      let norm = result.row(i).reduce(0) { $0 + ($1 - shift) * ($1 - shift) }.squareRoot()
      guard norm > 0 else { throw PreprocessingFailure(image: i, preprocessing: .scalarMeanUnitNorm) }
      let factor = Double(size).squareRoot() / norm
      for k in 0..<size { result[i, k] = (result[i, k] - shift) * factor }
    }
    return result
  }
}
