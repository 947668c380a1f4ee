/// The degrees of polynomials that are computed with; `PolynomialDefinition` says why no higher ones.
enum PolynomialDegree {
  static let largest = 31

  static func check(_ degree: Double, of definition: some NonlinearityDefinition) throws {
    guard degree >= 0, degree <= Double(largest), degree == degree.rounded() else {
      throw NonlinearityFailure.badSetting(
        nonlinearity: definition.name, key: "degree", value: Int(exactly: degree).map { "\($0)" } ?? "\(degree)",
        expected: "a whole number from 0 to \(largest)")
    }
  }

  /// What was given may be any number until it is checked.
  static func bounded(_ given: Double) -> Int { given >= 0 && given <= Double(largest) ? Int(given) : 0 }
}
