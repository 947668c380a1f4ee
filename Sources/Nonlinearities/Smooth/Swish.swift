import Glibc

extension Nonlinearity {
  /// x/(1 + e⁻ˣ), also called SiLU (Ramachandran et al. 2017).
  public static let swish = Nonlinearity.custom(
    CustomNonlinearity(
      name: "swish", numbers: [],
      function: { x in
        let e = exp(-x.magnitude)
        return x * (x >= 0 ? 1 : e) / (1 + e)
      },
      derivative: { x in
        let e = exp(-x.magnitude)
        let share = (x >= 0 ? 1 : e) / (1 + e)
        return share + x * e / ((1 + e) * (1 + e))
      }))
}
