/// How a nonlinearity is written in architecture files: its name, and settings by key. The list of those that files
/// know.
public struct NonlinearityForm: Sendable {
  public let name: String
  public let parameters: [NonlinearityParameter]
  /// The parameter that may stand for all: `{"expression": "x^2"}` is short for `{"expression": {"text": "x^2"}}`.
  public let bare: String?
  private let make: @Sendable (NonlinearitySettings) throws -> Nonlinearity

  init(
    _ name: String, _ parameters: [NonlinearityParameter] = [], bare: String? = nil,
    _ make: @escaping @Sendable (NonlinearitySettings) throws -> Nonlinearity
  ) {
    (self.name, self.parameters, self.bare, self.make) = (name, parameters, bare, make)
  }

  private init(_ nonlinearity: Nonlinearity) {
    self.init(nonlinearity.name) { _ in nonlinearity }
  }

  public static let all = [
    Self(.relu), Self("leakyRelu", [.init("slope")]) { .leakyRelu(slope: $0.number("slope")) }, Self(.abs), Self(.erf),
    Self(.gelu), Self(.sin), Self(.cos), Self(.identity), Self(.tanh), Self(.softplus), Self(.sigmoid), Self(.swish),
    Self("gaussian", [.init("a", default: .number(1)), .init("b", default: .number(-1))]) {
      .gaussian(scale: $0.number("a"), rate: $0.number("b"))
    },
    Self("exp", [.init("a", default: .number(1)), .init("b", default: .number(1))]) {
      .exp(scale: $0.number("a"), rate: $0.number("b"))
    },
    Self("rbf", [.init("gamma", default: .number(1))]) { .rbf(gamma: $0.number("gamma")) },
    Self("abrelu", [.init("a"), .init("b")]) { .abrelu(left: $0.number("a"), right: $0.number("b")) },
    Self(.sign), Self(.step),
    Self("elu", [.init("alpha", default: .number(1))]) { .elu(alpha: $0.number("alpha")) },
    Self("celu", [.init("alpha", default: .number(1))]) { .celu(alpha: $0.number("alpha")) },
    Self(.selu), Self(.sigmoidLike), Self(.gabor),
    Self("monomial", [.init("degree", .wholeNumber)]) { Nonlinearity(Monomial(givenDegree: $0.number("degree"))) },
    Self("hermite", [.init("degree", .wholeNumber)]) { Nonlinearity(Hermite(givenDegree: $0.number("degree"))) },
    Self("polynomial", [.init("coefficients", .numbers)]) { .polynomial($0.numbers("coefficients")) },
    Self("rectifiedMonomial", [.init("degree", .wholeNumber)]) { .rectifiedMonomial(degree: $0.number("degree")) },
    Self("expression", [.init("text", .text)], bare: "text") { try .expression($0.text("text")) },
    Self("table", [.init("x", .numbers), .init("y", .numbers)]) { try .table(x: $0.numbers("x"), y: $0.numbers("y")) },
  ]

  /// - Parameter settings: one of the right kind for each of `parameters`.
  /// - Throws: `NonlinearityFailure` for values that make no φ.
  public func nonlinearity(_ settings: NonlinearitySettings) throws -> Nonlinearity {
    let nonlinearity = try make(settings)
    try nonlinearity.checkSettings()
    return nonlinearity
  }
}

extension Nonlinearity {
  /// Its form in files with its settings; nil for a user's own.
  public var form: (form: NonlinearityForm, settings: NonlinearitySettings)? {
    let definition = definition
    guard let settings = definition.settings,
      let form = NonlinearityForm.all.first(where: { $0.name == definition.name })
    else { return nil }
    return (form, settings)
  }

  /// - Throws: `NonlinearityFailure.badSetting` for a number that makes no φ.
  public func checkSettings() throws { try definition.checkSettings() }
}
