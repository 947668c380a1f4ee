/// What a sweep varies along an axis: integers, numbers, texts, and enumerations of these by their raw values.
public protocol AxisValue: Sendable, Hashable {
  /// The values as a coordinate holds them.
  static func coordinateValues(_ values: [Self]) -> CoordinateValues
  /// The values of a coordinate; nil if it holds others.
  static func values(of coordinate: CoordinateValues) -> [Self]?
}

extension Int: AxisValue {
  public static func coordinateValues(_ values: [Int]) -> CoordinateValues { .integers(values) }

  public static func values(of coordinate: CoordinateValues) -> [Int]? {
    if case .integers(let values) = coordinate { values } else { nil }
  }
}

extension Double: AxisValue {
  public static func coordinateValues(_ values: [Double]) -> CoordinateValues { .numbers(values) }

  public static func values(of coordinate: CoordinateValues) -> [Double]? {
    if case .numbers(let values) = coordinate { values } else { nil }
  }
}

extension String: AxisValue {
  public static func coordinateValues(_ values: [String]) -> CoordinateValues { .strings(values) }

  public static func values(of coordinate: CoordinateValues) -> [String]? {
    if case .strings(let values) = coordinate { values } else { nil }
  }
}

extension AxisValue where Self: RawRepresentable, RawValue: AxisValue {
  public static func coordinateValues(_ values: [Self]) -> CoordinateValues {
    RawValue.coordinateValues(values.map(\.rawValue))
  }

  public static func values(of coordinate: CoordinateValues) -> [Self]? {
    guard let raw = RawValue.values(of: coordinate) else { return nil }
    let values = raw.compactMap(Self.init)
    return values.count == raw.count ? values : nil
  }
}
