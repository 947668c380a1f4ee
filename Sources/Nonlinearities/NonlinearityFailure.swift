import Failures

/// Why the Gaussian duals of a nonlinearity cannot be computed.
public enum NonlinearityFailure: Failure, Equatable {
  /// A variance that is negative, not a number, or too large to multiply with another.
  case invalidVariance(Double, nonlinearity: String)
  /// E[φ²] or E[φ′²] is not finite at this variance.
  case infiniteMoment(nonlinearity: String, variance: Double)
  /// φ jumps: E[φ′²] is infinite, and no neural tangent kernel exists.
  case discontinuous(nonlinearity: String, place: Double)
  /// A variance beyond the paper's lookup table.
  case outsideLookupTable(nonlinearity: String, variance: Double, maximum: Double)
  /// √q E[φ′(√q z)] ≠ E[z φ(√q z)] (Stein's lemma).
  case wrongDerivative(nonlinearity: String, variance: Double)
  /// It varies so fast that quadrature does not see it whole.
  case unresolved(nonlinearity: String, variance: Double)
  /// A setting that makes no φ.
  case badSetting(nonlinearity: String, key: String, value: String, expected: String)
  /// A text that is no formula, or one that makes no φ.
  case badExpression(text: String, problem: String)
  /// A variance whose inputs, 13 standard deviations, reach beyond where a formula is known to have no pole and no
  /// kink.
  case outOfReach(expression: String, variance: Double, place: Double)

  public var message: String {
    switch self {
    case .invalidVariance(let variance, let nonlinearity):
      "\(nonlinearity): its input has variance \(variance), where 0 to 1e150 can be computed: "
        + "scale the inputs down, or lower the weight variance or the depth"
    case .infiniteMoment(let nonlinearity, let variance):
      "\(nonlinearity): its mean square is not finite for an input of variance \(variance): "
        + "choose a function that grows more slowly, or a smaller variance"
    case .discontinuous(let nonlinearity, let place):
      "\(nonlinearity): it jumps at \(place), so its neural tangent kernel is infinite: choose a continuous function"
    case .outsideLookupTable(let nonlinearity, let variance, let maximum):
      "\(nonlinearity): variance \(variance) lies outside the lookup table (0 to \(maximum)): "
        + "use the exact kernel, or a smaller weight variance or depth"
    case .wrongDerivative(let nonlinearity, let variance):
      "\(nonlinearity): its derivative disagrees with its values at variance \(variance): "
        + "correct the derivative, or name the kinks among the breakpoints"
    case .unresolved(let nonlinearity, let variance):
      "\(nonlinearity): it varies too fast to be integrated at variance \(variance): "
        + "choose a smoother function, or a smaller variance"
    case .badSetting(let nonlinearity, let key, let value, let expected):
      "\(nonlinearity): \(key) is \(value), where \(expected) is needed"
    case .badExpression(let text, let problem): "expression \(Self.quoted(text)): \(problem)"
    case .outOfReach(let text, let variance, let place):
      "expression \(Self.quoted(text)): an input of variance \(variance) reaches beyond |x| = \(place), where it may have a pole or kinks "
        + "that are not known: choose a smaller variance, or a function without"
    }
  }

  /// On one line, and no longer than one.
  private static func quoted(_ text: String) -> String {
    func isControl(_ character: Character) -> Bool {
      character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    let shown = String(text.prefix(80).map { isControl($0) ? " " : $0 })
    return "\"\(shown)\(text.utf8.count > shown.utf8.count ? "…" : "")\""
  }

  public var exitStatus: ExitStatus { .badData }
}
