/// What a variable's entries are.
public enum VariableType: Sendable, Equatable {
  case float64
  case int64
  /// UTF-8 of at most `length` bytes.
  case text(length: Int)
}

/// A quantity that a sweep records, over some of the sweep's dimensions. The uncertainty of `x` is named `x_stderr`.
public struct Variable: Sendable, Equatable {
  public let name: String
  /// Names of coordinates, slowest axis first.
  public let dimensions: [String]
  public let type: VariableType
  /// "1" if it has none. (xarray takes "seconds" for a time difference: "s" stays a number.)
  public let units: String
  public let longName: String

  public init(
    name: String, dimensions: [String], type: VariableType = .float64, units: String = "1", longName: String
  ) {
    (self.name, self.dimensions, self.type) = (name, dimensions, type)
    (self.units, self.longName) = (units, longName)
  }
}

extension Variable {
  /// A dimensionless float64 quantity.
  public static func number(_ name: String, over dimensions: [String], _ longName: String) -> Variable {
    Variable(name: name, dimensions: dimensions, type: .float64, units: "1", longName: longName)
  }

  /// A count.
  public static func integer(_ name: String, over dimensions: [String], _ longName: String) -> Variable {
    Variable(name: name, dimensions: dimensions, type: .int64, units: "1", longName: longName)
  }
}
