/// A user's own nonlinearity, given by φ, φ′ and the places where φ or φ′ is not smooth.
///
/// A jump of φ itself is not allowed: the Gaussian expectation of φ′² would be infinite. A kink is, and its place must
/// be in `breakpoints`, because quadrature is split there.
///
/// It is equal to itself alone, whatever its name: nothing can compare functions. It has no form in architecture files.
public final class CustomNonlinearity: Sendable {
  public let name: String
  public let function: @Sendable (Double) -> Double
  public let derivative: @Sendable (Double) -> Double
  public let breakpoints: [Double]
  let numerics = Numerics()

  public init(
    name: String, breakpoints: [Double] = [], function: @escaping @Sendable (Double) -> Double,
    derivative: @escaping @Sendable (Double) -> Double
  ) {
    (self.name, self.breakpoints) = (name, breakpoints.sorted())
    (self.function, self.derivative) = (function, derivative)
  }
}
