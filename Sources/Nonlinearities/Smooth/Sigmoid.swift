import Glibc

extension Nonlinearity {
  /// 1/(1 + e⁻ˣ)
  public static let sigmoid = Nonlinearity.custom(
    CustomNonlinearity(
      name: "sigmoid", numbers: [],
      function: { $0 >= 0 ? 1 / (1 + exp(-$0)) : exp($0) / (1 + exp($0)) },
      derivative: { x in
        let e = exp(-x.magnitude)
        return e / ((1 + e) * (1 + e))
      }))
}
