import Foundation

/// How many digits rounding leaves of predictions from a kernel, by a bound of first order.
///
/// *Definition.* The entries of a kernel carry a few roundings each, whatever solves with it: δ is a bound of ‖δA‖₂ for
/// the matrix A that is solved. With the weights v = A⁻¹ k* of a test input and a = A⁻¹ y of the targets,
///
///     |δ mean|      ≤ δ √(1 + |v|²) |a|
///     |δ variance|  ≤ δ (1 + |v|²)
///
/// Both are compared with what the numbers are about: means with the largest target, variances with the prior's spread,
/// which is the largest variance that knowing one training output leaves, or with the noise, if that is larger. (A
/// large common bias makes prior variances large and says nothing; beside it the posterior has no digit left where the
/// spread has none.)
public struct PredictionAccuracy: Sendable, Equatable {
  /// Of no prediction so far.
  public init() {}

  /// The largest bound of an error of a mean, and the largest target.
  var meanError = 0.0
  var meanScale = 0.0
  /// The largest bound of an error of a variance.
  var varianceError = 0.0
  /// The prior's spread: the largest variance that knowing one training output leaves.
  public internal(set) var spread = 0.0
  var noiseVariance = 0.0
  /// Whether the bounds hold: δ is below a tenth of A's smallest eigenvalue.
  var isFirstOrder = true
  /// Whether modes that cannot be told from null were left out (`NullModes`): what they would have had to say nobody
  /// knows.
  public internal(set) var leavesOutModes = false
  /// Variances that came out below 0 by more than the prior variance's own rounding.
  public internal(set) var clippedVariances = 0

  /// Means are right to a millionth of the largest target or they are not trusted.
  static let meanTolerance = 1e-6
  /// Variances are compared with a spread that most of them are far below.
  static let varianceTolerance = 1e-4
  /// The rounding of one entry, relative to the largest: the kernels' promise is four units in the last place.
  public static let entryError = 4 * Double.ulpOfOne

  /// The larger of two bounds; `max` would pass over a NaN, of which nothing is known.
  static func larger(_ a: Double, _ b: Double) -> Double { b > a || b.isNaN ? b : a }

  /// ‖δA‖₂ of a symmetric matrix of order n whose entries have independent errors, `relative` to the largest.
  static func perturbation(order n: Int, largest: Double, relative: Double = entryError) -> Double {
    relative * Double(max(1, n)).squareRoot() * largest
  }

  /// Decimal digits of the means that rounding leaves, 0 to 15.
  public var meanDigits: Int { digits(meanError, meanScale) }
  /// Decimal digits of the prior's spread that rounding leaves of the variances, 0 to 15.
  public var varianceDigits: Int { digits(varianceError, varianceScale) }

  /// Whether at least six digits of the means and four of the variances are left, and no variance was clipped.
  public var isTrusted: Bool {
    isFirstOrder && !leavesOutModes && clippedVariances == 0 && meanError <= Self.meanTolerance * meanScale
      && varianceError <= Self.varianceTolerance * varianceScale
  }

  private var varianceScale: Double { max(spread, noiseVariance) }

  private func digits(_ error: Double, _ scale: Double) -> Int {
    guard isFirstOrder, !leavesOutModes else { return 0 }
    if error == 0 { return 15 }
    // Nor is a NaN below anything.
    guard error < scale else { return 0 }
    // The quotient may underflow.
    return Int(min(15, -log10(error / scale)))
  }

  /// Counts a variance in, and says what to write in its place: never a number below 0.
  /// - Parameters:
  ///   - value: as it came out.
  ///   - bound: of its error.
  ///   - rounding: what the prior's variance alone may leave below 0.
  mutating func clipped(_ value: Double, bound: Double, rounding: Double) -> Double {
    varianceError = Self.larger(varianceError, bound)
    guard !(value >= 0) else { return value }
    if !(value >= -rounding) { clippedVariances += 1 }
    return 0
  }

  /// The prior's spread at a test input: K(x, x) − K(x, xᵢ)²/K(xᵢ, xᵢ), the largest over the training inputs.
  static func spread(_ variance: Double, crossKernel: ArraySlice<Double>, diagonal: [Double]) -> Double {
    zip(crossKernel, diagonal).reduce(0) { largest, pair in
      pair.1 > 0 ? max(largest, variance - pair.0 * (pair.0 / pair.1)) : largest
    }
  }
}
