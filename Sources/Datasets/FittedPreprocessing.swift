import Inputs
import LinearAlgebra

/// A preprocessing with the numbers it took from a training subset:
///
///     y = (x − shift) · scale,   input = y √d / ‖y‖.
public struct FittedPreprocessing: Sendable, Equatable {
  public let preprocessing: Preprocessing
  public let shift: ImagePairs.Shift
  /// One number a pixel in the order in which the images store them, or nil for 1.
  public let scale: [Double]?

  /// The prepared images, one a row, pixels in the order height, width, channel (whatever the order in storage).
  ///
  /// - Throws: `PreprocessingFailure` for an image that has no direction after the shift.
  /// - Complexity: O(count · pixels).
  public func apply(to images: ByteImages) throws -> Matrix<Double> {
    let size = images.pixelCount
    let destinations = (0..<size).map { images.interleavedPosition($0) }
    let shifts = pixelShifts(size)
    return try Matrix(rows: images.count, columns: size) { elements in
      var prepared = [Double](repeating: 0, count: size)
      for i in 0..<images.count {
        let bytes = images.bytes(i)
        let mean = shift == .ownMean ? Double(bytes.reduce(0) { $0 + Int($1) }) / Double(size) : 0
        for (k, byte) in bytes.enumerated() { prepared[k] = Double(byte) - mean - shifts[k] }
        if let scale { for k in 0..<size { prepared[k] *= scale[k] } }
        let norm = prepared.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 0 else { throw PreprocessingFailure(image: i, preprocessing: preprocessing) }
        let factor = Double(size).squareRoot() / norm
        for k in 0..<size { elements[i * size + destinations[k]] = prepared[k] * factor }
      }
    }
  }

  private func pixelShifts(_ size: Int) -> [Double] {
    switch shift {
    case .ownMean, .none: [Double](repeating: 0, count: size)
    case .constant(let value): [Double](repeating: value, count: size)
    case .perPixel(let values): values
    }
  }
}

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

extension ByteImages {
  /// Where pixel `k` of the storage lies in the order height, width, channel.
  fileprivate func interleavedPosition(_ k: Int) -> Int {
    switch order {
    case .interleaved: k
    case .planar: k % (height * width) * channels + k / (height * width)
    }
  }
}
