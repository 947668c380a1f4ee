/// A nonlinearity of the user's own: φ, φ′ and the places where φ or φ′ is not smooth. Two are equal when their names
/// are.
///
/// A jump of φ itself is not allowed: the Gaussian expectation of φ′² would be infinite. A kink is, and its place must
/// be in `breakpoints`, because quadrature is split there.
public struct CustomNonlinearity: Sendable, Hashable {
  public let name: String
  public let function: @Sendable (Double) -> Double
  public let derivative: @Sendable (Double) -> Double
  public let breakpoints: [Double]
  /// What was found out of its duals, for all its copies.
  let moments = CustomMoments()
  let series = CustomSeries()

  public init(
    name: String, breakpoints: [Double] = [], function: @escaping @Sendable (Double) -> Double,
    derivative: @escaping @Sendable (Double) -> Double
  ) {
    (self.name, self.breakpoints) = (name, breakpoints.sorted())
    (self.function, self.derivative) = (function, derivative)
  }

  public static func == (a: Self, b: Self) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
