import Failures

/// Why images cannot be the inputs of a convolutional kernel.
public enum PixelPairsError: Failure, Equatable {
  case sizesDiffer(name: String, count: Int, height: Int, width: Int, channels: Int)
  /// Images of another height or width than those that a kernel was made for.
  case shapesDiffer(height: Int, width: Int, expectedHeight: Int, expectedWidth: Int)
  case notFinite(name: String, row: Int)

  public var message: String {
    switch self {
    case .sizesDiffer(let name, let count, let height, let width, let channels):
      "images of \(name) have \(count) numbers, not those of [\(height), \(width), \(channels)]; give images of one size"
    case .shapesDiffer(let height, let width, let expectedHeight, let expectedWidth):
      "the images are \(height) × \(width), and the kernel was made for \(expectedHeight) × \(expectedWidth); give "
        + "images of that size, or make the kernel for theirs"
    case .notFinite(let name, let row):
      "\(name) row \(row) holds a NaN, an infinite value or one whose square overflows; clean the images and run again"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
