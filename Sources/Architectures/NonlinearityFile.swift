import Nonlinearities

/// How φ stands in architecture files: `"relu"`, `{"leakyRelu": {"slope": 0.1}}`, or `{"expression": "x^2"}` where one
/// setting may stand for all.
enum NonlinearityFile {
  static func nonlinearity(_ value: JSONValue, at path: LayerPath) throws -> Nonlinearity {
    guard let (name, value) = nameAndSettings(value) else {
      throw ArchitectureFailure(
        path: path,
        problem: .wrongType(
          key: "its value", expected: "a name such as \"relu\" or {\"leakyRelu\": {\"slope\": 0.1}}",
          found: value.description))
    }
    guard let form = NonlinearityForm.all.first(where: { $0.name == name }) else {
      throw ArchitectureFailure(path: path, problem: .unknownNonlinearity(name))
    }
    let given: JSONValue
    if case .object = value { given = value } else { given = form.bare.map { .object([$0: value]) } ?? value }
    let found = try LayerSettings(given, allowed: form.parameters.map(\.name), at: path)
    var settings: [String: NonlinearitySetting] = [:]
    for parameter in form.parameters { settings[parameter.name] = try found.setting(parameter) }
    do {
      return try form.nonlinearity(NonlinearitySettings(settings))
    } catch let failure as NonlinearityFailure {
      throw ArchitectureFailure(path: path, problem: .init(failure))
    }
  }

  static func json(_ nonlinearity: Nonlinearity, at path: LayerPath) throws -> JSONValue {
    guard let (form, settings) = nonlinearity.form else {
      throw ArchitectureFailure(path: path, problem: .notInFiles(nonlinearity: nonlinearity.name))
    }
    let told = form.parameters.filter { settings.values[$0.name] != $0.standard }
    let values = told.compactMap { parameter in settings.values[parameter.name].map { (parameter.name, json($0)) } }
    if values.isEmpty { return .text(form.name) }
    if let bare = form.bare, values.count == 1, values[0].0 == bare { return .object([form.name: values[0].1]) }
    return .object([form.name: .object(Dictionary(uniqueKeysWithValues: values))])
  }

  /// φ with numbers written out that its form in the file leaves out.
  static func completed(_ value: JSONValue, by form: FullForm, path: [String]) -> JSONValue {
    guard let (name, settings) = nameAndSettings(value),
      let known = NonlinearityForm.all.first(where: { $0.name == name })
    else { return value }
    let standards = known.parameters.compactMap { parameter in
      if case .number? = parameter.standard { parameter.standard.map { (parameter.name, json($0)) } } else { nil }
    }
    let full = form.settings(settings, path: path + [name]) { _ in Dictionary(uniqueKeysWithValues: standards) }
    return full == settings ? value : .object([name: full])
  }

  private static func nameAndSettings(_ value: JSONValue) -> (name: String, settings: JSONValue)? {
    switch value {
    case .text(let name): (name, .object([:]))
    case .object(let object) where object.count == 1: object.first.map { ($0.key, $0.value) }
    default: nil
    }
  }

  private static func json(_ setting: NonlinearitySetting) -> JSONValue {
    switch setting {
    case .number(let number): .number(number)
    case .numbers(let numbers): .list(numbers.map(JSONValue.number))
    case .text(let text): .text(text)
    }
  }
}

extension LayerSettings {
  /// - Throws: `ArchitectureFailure` for a value of another kind, or none where there is no default.
  fileprivate func setting(_ parameter: NonlinearityParameter) throws -> NonlinearitySetting {
    let expected =
      switch parameter.kind {
      case .number: "a number"
      case .wholeNumber: "a whole number"
      case .numbers: "a list of numbers"
      case .text: "a text"
      }
    return try value(parameter.name, expected, default: parameter.standard) { found in
      switch (parameter.kind, found) {
      case (.number, .number(let number)): .number(number)
      case (.wholeNumber, .number(let number)): Int(exactly: number).map { .number(Double($0)) }
      case (.text, .text(let text)): .text(text)
      case (.numbers, .list(let list)):
        {
          let numbers = list.compactMap { if case .number(let number) = $0 { number } else { nil } }
          return numbers.count == list.count ? .numbers(numbers) : nil
        }()
      default: nil
      }
    }
  }
}

extension Nonlinearity {
  /// - Throws: `ArchitectureFailure` naming the layer, for settings that make no φ.
  func checkSettings(at path: LayerPath) throws {
    do {
      try checkSettings()
    } catch let failure as NonlinearityFailure {
      throw ArchitectureFailure(path: path, problem: .init(failure))
    }
  }
}

extension ArchitectureProblem {
  fileprivate init(_ failure: NonlinearityFailure) {
    if case .badSetting(_, let key, let value, let expected) = failure {
      self = .outOfRange(key: key, value: value, expected: expected)
    } else {
      self = .nonlinearity(failure.message)
    }
  }
}
