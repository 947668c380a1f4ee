import Inputs
import LinearAlgebra

extension FittedPreprocessing {
  /// The pairs of prepared images, straight from the bytes where no pixel has a scale of its own.
  ///
  /// - Parameter columns: nil for the pairs of `rows` with itself.
  /// - Throws: `PreprocessingFailure` for an image that has no direction after the shift.
  /// - Complexity: O((n₁ + n₂) · pixels); with scales also that many numbers in Double.
  public func pairs(rows: ByteImages, columns: ByteImages? = nil) throws -> any InputPairs {
    guard scale == nil else {
      return try VectorPairs(rows: apply(to: rows), columns: columns.map { try apply(to: $0) }, commonVariance: 1)
    }
    let pairs = ImagePairs(rows: rows, columns: columns, shift: shift, unitVariance: true)
    for variances in [pairs.rowVariances, pairs.columnVariances] {
      if let image = variances.firstIndex(of: 0) {
        throw PreprocessingFailure(image: image, preprocessing: preprocessing)
      }
    }
    return pairs
  }
}
