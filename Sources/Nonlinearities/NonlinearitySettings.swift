/// What may stand beside the name of a φ in architecture files.
public enum NonlinearitySetting: Sendable, Hashable {
  case number(Double)
  case numbers([Double])
  case text(String)
}

/// A key beside the name of a φ, and what it takes.
public struct NonlinearityParameter: Sendable {
  public enum Kind: Sendable { case number, wholeNumber, numbers, text }

  public let name: String
  public let kind: Kind
  /// What it is where it is left out; nil where it must be given.
  public let standard: NonlinearitySetting?

  init(_ name: String, _ kind: Kind = .number, default standard: NonlinearitySetting? = nil) {
    (self.name, self.kind, self.standard) = (name, kind, standard)
  }
}

/// The settings of a φ by their keys.
public struct NonlinearitySettings: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  public private(set) var values: [String: NonlinearitySetting]

  public init(_ values: [String: NonlinearitySetting]) { self.values = values }

  public init(dictionaryLiteral elements: (String, NonlinearitySetting)...) {
    values = Dictionary(elements) { $1 }
  }

  /// - Returns: NaN, which `check` of the definition refuses, where there is no such number.
  func number(_ key: String) -> Double { if case .number(let value) = values[key] { value } else { .nan } }
  func numbers(_ key: String) -> [Double] { if case .numbers(let values) = values[key] { values } else { [] } }
  func text(_ key: String) -> String { if case .text(let text) = values[key] { text } else { "" } }
}
