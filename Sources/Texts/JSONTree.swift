/// Any JSON, as `StrictJSON` reads it.
public enum JSONTree: Sendable, Hashable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case object([String: JSONTree])
}
