import Nonlinearities

/// φ applied to every unit; Θ is multiplied by E[φ′φ′].
public struct Activation: GaussianPart, Hashable {
  public typealias Ending = EndsChanged
  public let nonlinearity: Nonlinearity
  public init(_ nonlinearity: Nonlinearity) { self.nonlinearity = nonlinearity }
  public var layer: Layer { .activation(nonlinearity) }
}

/// max(0, x).
public struct ReLU: GaussianPart {
  public typealias Ending = EndsChanged
  public let layer = Layer.activation(.relu)
  public init() {}
}

/// The error function.
public struct Erf: GaussianPart {
  public typealias Ending = EndsChanged
  public let layer = Layer.activation(.erf)
  public init() {}
}

/// The hyperbolic tangent.
public struct Tanh: GaussianPart {
  public typealias Ending = EndsChanged
  public let layer = Layer.activation(.tanh)
  public init() {}
}

extension Activation: LayerDefinition {
  static let key = "activation"
  static var settings: [String] { [] }

  static func read(_ value: JSONValue, at path: LayerPath) throws -> Layer {
    .activation(try NonlinearityFile.nonlinearity(value, at: path))
  }

  static func completed(_ value: JSONValue, by form: FullForm, path: [String]) -> JSONValue {
    NonlinearityFile.completed(value, by: form, path: path)
  }

  func json(at path: LayerPath) throws -> JSONValue {
    .object([Self.key: try NonlinearityFile.json(nonlinearity, at: path)])
  }

  var elementwise: Nonlinearity? { nonlinearity }

  var cost: LayerCost {
    LayerCost(bytesPerInput: nonlinearity.cost.bytesPerInput, secondsPerPair: nonlinearity.cost.secondsPerPair)
  }

  func check(at path: LayerPath) throws { try nonlinearity.checkSettings(at: path) }

  func change(_ units: inout Units, at path: LayerPath) throws {
    try units.requireGaussian(at: path)
    units.kind = .changed(by: Self.key)
  }
}
