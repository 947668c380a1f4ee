/// What the entries of a column are: float64, int64, or UTF-8 text.
public protocol ColumnValue: Sendable {
  static func entry(_ name: String, _ values: [Self]) -> RowEntry
  static func read(_ column: String, of file: ResultsFile, group: String) throws -> [Self]
}

extension Double: ColumnValue {
  public static func entry(_ name: String, _ values: [Double]) -> RowEntry { RowEntry(name: name, .numbers(values)) }

  public static func read(_ column: String, of file: ResultsFile, group: String) throws -> [Double] {
    try file.numbers(column, group: group).values
  }
}

extension Int: ColumnValue {
  public static func entry(_ name: String, _ values: [Int]) -> RowEntry { RowEntry(name: name, .integers(values)) }

  public static func read(_ column: String, of file: ResultsFile, group: String) throws -> [Int] {
    try file.integers(column, group: group).values
  }
}

extension String: ColumnValue {
  public static func entry(_ name: String, _ values: [String]) -> RowEntry { RowEntry(name: name, .texts(values)) }

  public static func read(_ column: String, of file: ResultsFile, group: String) throws -> [String] {
    try file.texts(column, group: group).values
  }
}
