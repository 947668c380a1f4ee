/// The extents of a window over positions, or how far it moves.
///
/// A whole number is both extents of a window on an image, and the length of one on a sequence; two are height and
/// width, which a sequence does not have.
public enum WindowSize: Sendable, Hashable, CustomStringConvertible {
  case uniform(Int)
  case sides(height: Int, width: Int)

  public var description: String {
    switch self {
    case .uniform(let size): "\(size)"
    case .sides(let height, let width): "[\(height), \(width)]"
    }
  }
}

extension WindowSize: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  public init(integerLiteral size: Int) { self = .uniform(size) }

  /// `[height, width]`.
  /// - Precondition: two extents.
  public init(arrayLiteral extents: Int...) {
    precondition(extents.count == 2, "a window has a height and a width")
    self = .sides(height: extents[0], width: extents[1])
  }
}

extension WindowSize {
  /// The largest window over positions that are padded.
  static let largestPadded = 1023

  /// As they were written.
  var extents: [Int] {
    switch self {
    case .uniform(let size): [size]
    case .sides(let height, let width): [height, width]
    }
  }

  var json: JSONValue {
    switch self {
    case .uniform(let size): .number(Double(size))
    case .sides(let height, let width): .list([.number(Double(height)), .number(Double(width))])
    }
  }

  /// - Returns: nil for anything but a whole number or two of them.
  init?(_ value: JSONValue) {
    func whole(_ value: JSONValue) -> Int? { if case .number(let number) = value { Int(exactly: number) } else { nil } }
    if let size = whole(value) {
      self = .uniform(size)
    } else if case .list(let extents) = value, extents.count == 2, let height = whole(extents[0]),
      let width = whole(extents[1])
    {
      self = .sides(height: height, width: width)
    } else {
      return nil
    }
  }
}
