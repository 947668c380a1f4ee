import Synchronization

/// The results of one sweep, read by column and axis value:
///
///     table[accuracy, dataset == .mnist, size == 1_000]      // over the other axes, the last fastest
///     table.value(accuracy, dataset == .mnist, size == 1_000, seed == 0)
///     table[accuracy, at: point]
///
/// A column is read from the file once.
public final class Table: Sendable {
  public let layout: SweepLayout
  private let file: ResultsFile
  private let columns = Mutex<[String: any Sendable]>([:])

  /// - Precondition: `file` has `layout`.
  public init(_ file: ResultsFile, _ layout: SweepLayout) { (self.file, self.layout) = (file, layout) }

  /// The values that the sweep takes on an axis.
  public subscript<Value>(axis: Axis<Value>) -> [Value] {
    get throws {
      guard let values = layout.coordinate(axis.name).flatMap({ Value.values(of: $0.values) }) else {
        throw failure("there is no axis \(axis.name) of such values")
      }
      return values
    }
  }

  /// The entries of a column for which all conditions hold, in the order of its axes, the last fastest.
  ///
  /// - Throws: `SweepFailure.layout` for a column or an axis that the sweep does not have, and for an axis that the
  ///   column does not go over.
  /// - Complexity: O(entries found), beside reading the column the first time.
  public subscript<Value>(column: Column<Value>, conditions: AxisCondition...) -> [Value] {
    get throws { try entries(column, conditions) }
  }

  /// The entries of a column in one cell, over its axes within the cell.
  public subscript<Value>(column: Column<Value>, at point: Point) -> [Value] {
    get throws {
      let count = layout.entriesPerCell(try variable(column))
      let first = try number(of: point) * count
      return Array(try all(column)[first..<first + count])
    }
  }

  /// The one entry of a column for which all conditions hold.
  ///
  /// - Throws: `SweepFailure.layout` if it is not one.
  public func value<Value>(_ column: Column<Value>, _ conditions: AxisCondition...) throws -> Value {
    try single(entries(column, conditions), column.name)
  }

  /// The one entry of a column in a cell.
  public func value<Value>(_ column: Column<Value>, at point: Point) throws -> Value {
    try single(self[column, at: point], column.name)
  }

  /// The entries of a column apart by the value of one of its axes, under the conditions: a list for each, in the order
  /// of the axis.
  public func lists<Value, Key>(
    _ column: Column<Value>, by axis: Axis<Key>, _ conditions: AxisCondition...
  ) throws -> [[Value]] {
    try lists(column, by: axis, where: conditions)
  }

  /// The same for conditions that a caller has been given.
  public func lists<Value, Key>(
    _ column: Column<Value>, by axis: Axis<Key>, where conditions: [AxisCondition]
  ) throws -> [[Value]] {
    try (0..<self[axis].count).map { place in
      try entries(column, conditions + [AxisCondition(axis: axis.name) { _ in [place] }])
    }
  }

  /// The cells for which all conditions hold, the last axis fastest.
  public func points(_ conditions: AxisCondition...) throws -> [Point] {
    try cells(conditions).map { Point(layout: layout, cell: layout.cell(number: $0)) }
  }

  /// What became of the cells for which all conditions hold.
  public func statuses(_ conditions: AxisCondition...) throws -> [CellStatus] { try statuses(where: conditions) }

  /// The same for conditions that a caller has been given.
  public func statuses(where conditions: [AxisCondition]) throws -> [CellStatus] {
    let all = try allStatuses()
    return try cells(conditions).map { all[$0] }
  }

  public func status(at point: Point) throws -> CellStatus { try allStatuses()[number(of: point)] }

  private func cells(_ conditions: [AxisCondition]) throws -> [Int] {
    try places(conditions, along: layout.cellDimensions, of: "status")
  }

  private func entries<Value>(_ column: Column<Value>, _ conditions: [AxisCondition]) throws -> [Value] {
    let places = try places(conditions, along: try variable(column).dimensions, of: column.name)
    let values = try all(column)
    return places.map { values[$0] }
  }

  /// The numbers, last dimension fastest, of the entries over `dimensions` for which the conditions hold.
  private func places(_ conditions: [AxisCondition], along dimensions: [String], of name: String) throws -> [Int] {
    if let stranger = conditions.first(where: { !dimensions.contains($0.axis) }) {
      throw failure("\(name) has no axis \(stranger.axis)")
    }
    var places = [0]
    for dimension in dimensions {
      guard let coordinate = layout.coordinate(dimension) else { throw failure("there is no axis \(dimension)") }
      var accepted = Array(0..<coordinate.count)
      for condition in conditions where condition.axis == dimension {
        guard let found = condition.places(coordinate.values) else {
          throw failure("\(dimension) has values of another type")
        }
        accepted = accepted.filter(found.contains)
      }
      places = places.flatMap { place in accepted.map { place * coordinate.count + $0 } }
    }
    return places
  }

  private func number(of point: Point) throws -> Int {
    guard let number = layout.number(of: point.cell) else { throw failure("there is no cell \(point)") }
    return number
  }

  private func single<Value>(_ values: [Value], _ name: String) throws -> Value {
    guard values.count == 1, let value = values.first else {
      throw failure("\(name) has \(values.count) entries where one was asked for")
    }
    return value
  }

  private func variable<Value>(_ column: Column<Value>) throws -> Variable {
    guard let variable = layout.variables.first(where: { $0.name == column.name }) else {
      throw failure("there is no column \(column.name)")
    }
    return variable
  }

  private func all<Value>(_ column: Column<Value>) throws -> [Value] {
    try kept(column.name) { try Value.read(column.name, of: file, group: layout.group) }
  }

  private func allStatuses() throws -> [CellStatus] {
    try kept("status") { try file.statuses(group: layout.group).values }
  }

  private func kept<Value: Sendable>(_ name: String, _ read: () throws -> [Value]) throws -> [Value] {
    if let values = columns.withLock({ $0[name] }) as? [Value] { return values }
    let values = try read()
    columns.withLock { $0[name] = values }
    return values
  }

  private func failure(_ detail: String) -> SweepFailure { .layout(group: layout.group, detail: detail) }
}
