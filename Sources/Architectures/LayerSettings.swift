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

  func windowSize(_ key: String, default standard: WindowSize? = nil) throws -> WindowSize {
    try value(key, "a whole number, or two [height, width]", default: standard, WindowSize.init)
  }

  func optionalWindowSize(_ key: String) throws -> WindowSize? { values[key] == nil ? nil : try windowSize(key) }

  /// `padding`, of which "same" is another name for "zero".
  func padding(default standard: Padding) throws -> Padding {
    if values["padding"] == .text("same") { return .zero }
    return try word("padding", default: standard)
  }

  /// One of a closed list of words.
  func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String, default standard: Word) throws -> Word {
    let words = Word.allCases.map { "\"\($0.rawValue)\"" }
    let expected = [words.dropLast().joined(separator: ", "), words.suffix(1).joined()].joined(separator: " or ")
    return try value(key, expected, default: standard) {
      if case .text(let text) = $0 { Word(rawValue: text) } else { nil }
    }
  }

  /// `trainable` and `learningRates`, of which a layer that is not trained has none.
  func learning() throws -> LayerLearning {
    let isTrained = try boolean("trainable", default: true)
    guard let rates = values["learningRates"] else { return LayerLearning(isTrained: isTrained) }
    guard isTrained else { throw ArchitectureFailure(path: path, problem: .ratesWithoutTraining) }
    guard case .object = rates else {
      throw ArchitectureFailure(
        path: path,
        problem: .wrongType(
          key: "\"learningRates\"", expected: "an object {\"weights\": a, \"biases\": b}", found: rates.description))
    }
    let found = try LayerSettings(rates, allowed: ["weights", "biases"], at: path)
    return .rates(weights: try found.number("weights"), biases: try found.number("biases"))
  }

  /// `join` and `widths`, which a concatenation may have.
  func join() throws -> BranchJoin {
    let joins = [BranchJoin.sum, .concatenation(), .product]
    let join = try value("join", "\"sum\", \"concatenation\" or \"product\"") { found in
      joins.first { found == .text($0.name) }
    }
    guard case .concatenation = join else {
      guard values["widths"] == nil else {
        throw ArchitectureFailure(path: path, problem: .widthsOfOneWidth(join: join.name))
      }
      return join
    }
    guard values["widths"] != nil else { return .concatenation() }
    return .concatenation(
      widths: try value("widths", "a list of numbers, one for each branch") {
        guard case .list(let list) = $0, !list.isEmpty else { return nil }
        let numbers = list.compactMap { if case .number(let number) = $0 { number } else { nil } }
        return numbers.count == list.count ? numbers : nil
      })
  }

  /// A list of lists of layers.
  func lists(_ key: String) throws -> [[JSONValue]] {
    try value(key, "a list of branches, each a list of layers") {
      guard case .list(let lists) = $0 else { return nil }
      let found = lists.compactMap { if case .list(let list) = $0 { list } else { nil } }
      return found.count == lists.count ? found : nil
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
