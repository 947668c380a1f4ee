/// A nonlinearity that is given by φ, φ′ and the places where φ or φ′ is not smooth: a user's own, or one of the suite's
/// whose duals have no closed form.
///
/// A jump of φ itself is not allowed: the Gaussian expectation of φ′² would be infinite. A kink is, and its place must
/// be in `breakpoints`, because quadrature is split there.
///
/// One with a form in files is equal to another of that name with the same numbers; a user's own is equal to its copies
/// alone, for nothing can compare functions.
public struct CustomNonlinearity: Sendable, Hashable {
  public let name: String
  public let function: @Sendable (Double) -> Double
  public let derivative: @Sendable (Double) -> Double
  public let breakpoints: [Double]
  /// Beside the name in architecture files; nil where it has no form there.
  let numbers: [Double]?
  /// What was found out of its duals, for all its copies.
  let moments = CustomMoments()
  let series = CustomSeries()

  public init(
    name: String, breakpoints: [Double] = [], function: @escaping @Sendable (Double) -> Double,
    derivative: @escaping @Sendable (Double) -> Double
  ) {
    self.init(name: name, numbers: nil, breakpoints: breakpoints, function: function, derivative: derivative)
  }

  /// - Parameter numbers: those of the form that `NonlinearityForm.all` has under this name.
  init(
    name: String, numbers: [Double]?, breakpoints: [Double] = [], function: @escaping @Sendable (Double) -> Double,
    derivative: @escaping @Sendable (Double) -> Double
  ) {
    (self.name, self.numbers, self.breakpoints) = (name, numbers, breakpoints.sorted())
    (self.function, self.derivative) = (function, derivative)
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.moments === b.moments || a.numbers != nil && a.numbers == b.numbers && a.name == b.name
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
