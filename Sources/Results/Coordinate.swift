/// The values along one dimension of a sweep.
public enum CoordinateValues: Sendable, Equatable {
  case strings([String])
  case integers([Int])
  case numbers([Double])

  public var count: Int {
    switch self {
    case .strings(let values): values.count
    case .integers(let values): values.count
    case .numbers(let values): values.count
    }
  }
}

/// A named dimension and its values; coordinate, dimension and HDF5 dimension scale share the name.
public struct Coordinate: Sendable, Equatable {
  public let name: String
  public let values: CoordinateValues
  /// "1" if it has none.
  public let units: String
  public let longName: String

  public init(name: String, values: CoordinateValues, units: String = "1", longName: String) {
    (self.name, self.values, self.units, self.longName) = (name, values, units, longName)
  }

  /// A dimension without values of its own: its coordinate counts from 0.
  public static func index(_ name: String, count: Int, longName: String) -> Coordinate {
    Coordinate(name: name, values: .integers(Array(0..<count)), longName: longName)
  }

  public var count: Int { values.count }
}

extension Coordinate {
  /// A value as text.
  public func text(at index: Int) -> String {
    switch values {
    case .strings(let values): values[index]
    case .integers(let values): "\(values[index])"
    case .numbers(let values): "\(values[index])"
    }
  }
}
