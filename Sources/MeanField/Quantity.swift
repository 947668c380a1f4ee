/// A quantity of the mean-field theory: its value, or why it does not exist.
public enum Quantity<Value: Sendable & Hashable>: Sendable, Hashable {
  case value(Value)
  case absent(Absence)

  /// The value, or nil.
  public var value: Value? { if case .value(let value) = self { value } else { nil } }

  /// Why there is no value, or nil.
  public var absence: Absence? { if case .absent(let reason) = self { reason } else { nil } }

  /// The value.
  ///
  /// - Throws: the `Absence` if there is none.
  public func get() throws(Absence) -> Value {
    switch self {
    case .value(let value): return value
    case .absent(let reason): throw reason
    }
  }

  /// What `transform` makes of the value; an absence stays the same.
  public func flatMap<Other>(_ transform: (Value) -> Quantity<Other>) -> Quantity<Other> {
    switch self {
    case .value(let value): transform(value)
    case .absent(let reason): .absent(reason)
    }
  }

  public func map<Other>(_ transform: (Value) -> Other) -> Quantity<Other> { flatMap { .value(transform($0)) } }
}
