/// The shape of one input.
public enum InputShape: Sendable, Hashable, CustomStringConvertible {
  case vector(features: Int)
  case image(height: Int, width: Int, channels: Int)
  case sequence(length: Int, channels: Int)

  public var extents: [Int] {
    switch self {
    case .vector(let features): [features]
    case .image(let height, let width, let channels): [height, width, channels]
    case .sequence(let length, let channels): [length, channels]
    }
  }

  /// The number of entries, or nil if it overflows.
  public var count: Int? {
    extents.reduce(Int?.some(1)) { count, extent in
      guard let product = count?.multipliedReportingOverflow(by: extent), !product.overflow else { return nil }
      return product.partialValue
    }
  }

  public var description: String { "[\(extents.map(String.init).joined(separator: ", "))]" }
}
