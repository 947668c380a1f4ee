/// A quantity that a sweep records: its name, its unit, the type of its entries, and the axes over which one cell has
/// several of them.
///
/// Declared once, it is written (`Row(column => value)`) and read (`table[column, axis == value]`) by itself.
public struct Column<Value: ColumnValue>: DeclaredColumn {
  public let name: String
  public let longName: String
  /// "1" if it has none.
  public let units: String
  /// Names of the axes within a cell, slowest first.
  let dimensions: [String]
  let type: VariableType

  private init(_ name: String, _ dimensions: [String], _ type: VariableType, _ units: String, _ longName: String) {
    (self.name, self.dimensions, self.type) = (name, dimensions, type)
    (self.units, self.longName) = (units, longName)
  }

  /// The same quantity over other axes within a cell.
  public func over(_ axes: any NamedAxis...) -> Column {
    Column(name, axes.map(\.name), type, units, longName)
  }

  public func variable(cell: [String]) -> Variable {
    Variable(name: name, dimensions: cell + dimensions, type: type, units: units, longName: longName)
  }
}

extension Column<Double> {
  public init(_ name: String, over axes: [any NamedAxis] = [], units: String = "1", _ longName: String) {
    self.init(name, axes.map(\.name), .float64, units, longName)
  }

  /// Its uncertainty, `<name>_stderr`.
  public var standardError: Column {
    Column(name + "_stderr", dimensions, type, units, "standard error of the " + longName)
  }
}

extension Column<Int> {
  public init(_ name: String, over axes: [any NamedAxis] = [], units: String = "1", _ longName: String) {
    self.init(name, axes.map(\.name), .int64, units, longName)
  }
}

extension Column<String> {
  /// - Parameter bytes: the room for a text's UTF-8.
  public init(_ name: String, over axes: [any NamedAxis] = [], bytes: Int, _ longName: String) {
    self.init(name, axes.map(\.name), .text(length: bytes), "1", longName)
  }
}

/// A column of any type of entry.
public protocol DeclaredColumn: Sendable {
  var name: String { get }
  /// The column as a variable of the file.
  /// - Parameter cell: the dimensions of the sweep's cells; none for what is set once.
  func variable(cell: [String]) -> Variable
}
