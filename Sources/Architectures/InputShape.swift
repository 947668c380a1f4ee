/// The shape of one input or of the signal between two layers.
public enum InputShape: Sendable, Hashable, CustomStringConvertible {
  case vector(features: Int)
  case image(height: Int, width: Int, channels: Int)

  /// The number of entries, or nil if it overflows.
  public var count: Int? {
    switch self {
    case .vector(let features): return features
    case .image(let height, let width, let channels):
      let positions = height.multipliedReportingOverflow(by: width)
      let count = positions.partialValue.multipliedReportingOverflow(by: channels)
      return positions.overflow || count.overflow ? nil : count.partialValue
    }
  }

  public var description: String {
    switch self {
    case .vector(let features): "[\(features)]"
    case .image(let height, let width, let channels): "[\(height), \(width), \(channels)]"
    }
  }
}
