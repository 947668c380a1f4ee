import Glibc

extension Nonlinearity {
  /// log(1 + eˣ), without overflow.
  public static let softplus = Nonlinearity.custom(
    CustomNonlinearity(
      name: "softplus", numbers: [],
      function: { max($0, 0) + log1p(exp(-$0.magnitude)) },
      derivative: { $0 >= 0 ? 1 / (1 + exp(-$0)) : exp($0) / (1 + exp($0)) }))
}
