/// What one cell of a sweep gave: a value for every column, and what became of the cell.
///
///     Row(Self.accuracy => 0.97, Self.curve => [1, 2, 3])
///
/// The entries of a column go over its axes within the cell, the last fastest.
public struct Row: Sendable {
  public private(set) var values = CellValues()
  public var status: CellStatus

  public init(_ entries: RowEntry..., status: CellStatus = .done) { self.init(entries, status: status) }

  public init(_ entries: [RowEntry], status: CellStatus = .done) {
    self.status = status
    entries.forEach { add($0) }
  }

  public mutating func add(_ entries: RowEntry...) { entries.forEach { add($0) } }

  private mutating func add(_ entry: RowEntry) {
    switch entry.content {
    case .numbers(let numbers): values.numbers[entry.name] = numbers
    case .integers(let integers): values.integers[entry.name] = integers
    case .texts(let texts): values.texts[entry.name] = texts
    }
  }

  /// Both rows' values; the status of the first.
  public static func + (first: Row, second: Row) -> Row {
    var sum = first
    sum.values.numbers.merge(second.values.numbers) { $1 }
    sum.values.integers.merge(second.values.integers) { $1 }
    sum.values.texts.merge(second.values.texts) { $1 }
    return sum
  }
}

/// The value of one column in a row.
public struct RowEntry: Sendable {
  enum Content: Sendable {
    case numbers([Double])
    case integers([Int])
    case texts([String])
  }

  let name: String
  let content: Content

  init(name: String, _ content: Content) { (self.name, self.content) = (name, content) }
}

precedencegroup RowEntryPrecedence {
  lowerThan: TernaryPrecedence
}
infix operator => : RowEntryPrecedence

/// The entry of a column that has one a cell.
public func => <Value: ColumnValue>(column: Column<Value>, value: Value) -> RowEntry {
  Value.entry(column.name, [value])
}

/// The entries of a column over its axes within the cell, the last fastest.
public func => <Value: ColumnValue>(column: Column<Value>, values: [Value]) -> RowEntry {
  Value.entry(column.name, values)
}
