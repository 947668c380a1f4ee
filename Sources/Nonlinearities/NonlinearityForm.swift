/// How a nonlinearity is written in architecture files: its name, and numbers by name. The list of those that files know.
public struct NonlinearityForm: Sendable {
  public let name: String
  public let parameters: [String]
  private let make: @Sendable ([Double]) -> Nonlinearity

  private init(_ name: String, _ parameters: [String] = [], _ make: @escaping @Sendable ([Double]) -> Nonlinearity) {
    (self.name, self.parameters, self.make) = (name, parameters, make)
  }

  private init(_ nonlinearity: Nonlinearity) {
    self.init(nonlinearity.name) { _ in nonlinearity }
  }

  public static let all = [
    Self(.relu), Self("leakyRelu", ["slope"]) { .leakyRelu(slope: $0[0]) }, Self(.abs), Self(.erf), Self(.gelu),
    Self(.sin), Self(.cos), Self(.identity), Self(.tanh), Self(.softplus), Self(.sigmoid), Self(.swish),
    Self(.gaussian),
  ]

  /// - Parameter numbers: a number for each of `parameters`.
  public func nonlinearity(_ numbers: [Double]) -> Nonlinearity {
    precondition(numbers.count == parameters.count, "\(name) has \(parameters.count) numbers")
    return make(numbers)
  }
}

extension Nonlinearity {
  /// Its form in files with its numbers; nil for a user's own.
  public var form: (form: NonlinearityForm, numbers: [Double])? {
    guard let numbers = definition.parameters, let form = NonlinearityForm.all.first(where: { $0.name == name }) else {
      return nil
    }
    return (form, numbers)
  }
}
