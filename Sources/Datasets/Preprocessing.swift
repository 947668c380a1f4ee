import Inputs

/// How pixels become inputs. Every way gives inputs of the same norm, x·x / d = 1, and does not depend on the unit of
/// the pixels.
public enum Preprocessing: String, CaseIterable, Sendable, Codable {
  /// Every image minus its own mean, divided by its own standard deviation: the reference code's, and the default.
  case perImageStandardised
  /// Minus the mean over all pixels of the training subset, then norm √d.
  case scalarMeanUnitNorm
  /// Minus the mean of each pixel over the training subset, then norm √d.
  case pixelMeanUnitNorm
  /// Minus the mean and divided by the standard deviation of each pixel over the training subset, then norm √d.
  case pixelStandardised
  /// Pixels as they are, at norm √d.
  case rawUnitNorm

  /// The shift and scale that this preprocessing takes from a training subset.
  ///
  /// Sums are of integers and exact, so they do not depend on the order of the images.
  ///
  /// - Complexity: O(count · pixels).
  public func fitted(to training: ByteImages) -> FittedPreprocessing {
    let count = Double(training.count)
    switch self {
    case .perImageStandardised:
      return FittedPreprocessing(preprocessing: self, shift: .ownMean, scale: nil)
    case .rawUnitNorm:
      return FittedPreprocessing(preprocessing: self, shift: .none, scale: nil)
    case .scalarMeanUnitNorm:
      let sum = pixelSums(training).sums.reduce(0, +)
      let mean = Double(sum) / (count * Double(training.pixelCount))
      return FittedPreprocessing(preprocessing: self, shift: .constant(mean), scale: nil)
    case .pixelMeanUnitNorm:
      let means = pixelSums(training).sums.map { Double($0) / count }
      return FittedPreprocessing(preprocessing: self, shift: .perPixel(means), scale: nil)
    case .pixelStandardised:
      let (sums, squares) = pixelSums(training)
      let means = sums.map { Double($0) / count }
      // n Σx² − (Σx)² in integers: no cancellation. A pixel that never varies carries nothing: scale 0.
      let scale = zip(sums, squares).map { sum, square in
        let scaled = training.count * square - sum * sum
        return scaled == 0 ? 0 : count / Double(scaled).squareRoot()
      }
      return FittedPreprocessing(preprocessing: self, shift: .perPixel(means), scale: scale)
    }
  }

  private func pixelSums(_ training: ByteImages) -> (sums: [Int], squares: [Int]) {
    precondition(training.count > 0, "a training subset holds an image")
    var sums = [Int](repeating: 0, count: training.pixelCount)
    var squares = sums
    for i in 0..<training.count {
      for (k, byte) in training.bytes(i).enumerated() {
        sums[k] += Int(byte)
        squares[k] += Int(byte) * Int(byte)
      }
    }
    return (sums, squares)
  }
}
