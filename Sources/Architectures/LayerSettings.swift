/// The settings of one layer in a file, read by key; every failure names the layer and the key.
struct LayerSettings {
  let values: [String: JSONValue]
  let path: LayerPath

  /// - Throws: `ArchitectureFailure` if `value` is no object or has a key that is not in `allowed`.
  init(_ value: JSONValue, allowed: [String], at path: LayerPath) throws {
    guard case .object(let values) = value else {
      throw ArchitectureFailure(
        path: path,
        problem: .wrongType(key: "its value", expected: "an object of its settings", found: value.description))
    }
    if let unknown = values.keys.filter({ !allowed.contains($0) }).min() {
      throw ArchitectureFailure(path: path, problem: .unknownKey(unknown, allowed: allowed))
    }
    (self.values, self.path) = (values, path)
  }

  func number(_ key: String, default standard: Double? = nil) throws -> Double {
    try value(key, "a number", default: standard) { if case .number(let number) = $0 { number } else { nil } }
  }

  func wholeNumber(_ key: String) throws -> Int {
    try value(key, "a whole number") { if case .number(let number) = $0 { Int(exactly: number) } else { nil } }
  }

  func boolean(_ key: String, default standard: Bool) throws -> Bool {
    try value(key, "true or false", default: standard) { if case .boolean(let value) = $0 { value } else { nil } }
  }

  func padding(_ key: String) throws -> Padding {
    let expected = Padding.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    return try value(key, expected, default: .zero) {
      if case .text(let text) = $0 { Padding(rawValue: text) } else { nil }
    }
  }

  func list(_ key: String) throws -> [JSONValue] {
    try value(key, "a list of layers") { if case .list(let list) = $0 { list } else { nil } }
  }

  private func value<T>(_ key: String, _ expected: String, default standard: T? = nil, _ read: (JSONValue) -> T?) throws
    -> T
  {
    guard let found = values[key] else {
      if let standard { return standard }
      throw ArchitectureFailure(path: path, problem: .missingKey(key, expected: expected))
    }
    guard let value = read(found) else {
      throw ArchitectureFailure(
        path: path, problem: .wrongType(key: "\"\(key)\"", expected: expected, found: found.description))
    }
    return value
  }
}
