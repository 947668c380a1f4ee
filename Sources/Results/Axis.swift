/// Something that a sweep varies: a name, a unit and the type of its values. Which values a sweep takes is said in the
/// sweep, `axis(values)`; what belongs to one of them is asked for by the value, `table[column, axis == value]`.
///
/// In the file it is a coordinate: a dataset, a dimension and a dimension scale of its name.
public struct Axis<Value: AxisValue>: NamedAxis {
  public let name: String
  /// "1" if it has none. (xarray takes "seconds" for a time difference: "s" stays a number.)
  public let units: String
  public let longName: String

  public init(_ name: String, units: String = "1", _ longName: String) {
    (self.name, self.units, self.longName) = (name, units, longName)
  }

  /// The axis with the values that one sweep takes.
  public func callAsFunction(_ values: some Sequence<Value>) -> Coordinate {
    Coordinate(name: name, values: Value.coordinateValues(Array(values)), units: units, longName: longName)
  }

  /// One value of an axis, as a condition on the entries of a table.
  public static func == (axis: Axis, value: Value) -> AxisCondition {
    AxisCondition(axis: axis.name) { Value.values(of: $0)?.indices(where: { $0 == value }) }
  }

  /// Some values of an axis, as a condition.
  public func isAny(of values: some Sequence<Value>) -> AxisCondition {
    let values = Set(values)
    return AxisCondition(axis: name) { Value.values(of: $0)?.indices(where: values.contains) }
  }

  /// The values for which `predicate` holds, as a condition.
  public func satisfies(_ predicate: @escaping @Sendable (Value) -> Bool) -> AxisCondition {
    AxisCondition(axis: name) { Value.values(of: $0)?.indices(where: predicate) }
  }
}

/// An axis of any type of value.
public protocol NamedAxis: Sendable {
  var name: String { get }
}

/// Which places along an axis are meant.
public struct AxisCondition: Sendable {
  public let axis: String
  /// The places that satisfy it, ascending; nil if the coordinate holds values of another type.
  let places: @Sendable (CoordinateValues) -> [Int]?

  init(axis: String, places: @escaping @Sendable (CoordinateValues) -> [Int]?) {
    (self.axis, self.places) = (axis, places)
  }
}

extension Array {
  fileprivate func indices(where predicate: (Element) -> Bool) -> [Int] { indices.filter { predicate(self[$0]) } }
}
