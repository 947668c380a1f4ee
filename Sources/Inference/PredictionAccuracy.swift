import Foundation

/// How many digits rounding leaves of predictions from a kernel, by a bound of first order.
///
/// *Definition.* The entries of a kernel carry a few roundings each, whatever solves with it: with an error of at most
/// e √(Kᵢᵢ Kⱼⱼ) of entry i, j, the weights v = A⁻¹ k* of a test input, a = A⁻¹ y of the targets, and ‖v‖² = Σ Kᵢᵢ vᵢ²,
///
///     |δ mean|      ≤ e √n (√K** + ‖v‖) ‖a‖
///     |δ variance|  ≤ e √n (√K** + ‖v‖)²
///
/// Rounded norms of inputs act as rounded targets: where Σ |v| is above 1, 4 ulp of Σ |v| max |y| are added to it.
///
/// Both are compared with what the numbers are about, or with the numbers themselves, if those are larger: means with
/// the largest target of their output, variances with the prior's spread at their input, which is the largest variance
/// that knowing one training output leaves, or with the noise. (A large common bias makes prior variances large and
/// says nothing; beside it the posterior has no digit left where the spread has none.)
public struct PredictionAccuracy: Sendable, Equatable {
  /// Of no prediction so far.
  public init() {}

  /// The largest bound of an error of a mean, and of a variance, beside what each is compared with.
  private(set) var meanError = 0.0
  private(set) var varianceError = 0.0
  /// The prior's spread: the largest variance that knowing one training output leaves.
  public internal(set) var spread = 0.0
  /// Whether the bounds hold: δ is below a tenth of A's smallest eigenvalue.
  var isFirstOrder = true
  /// Whether modes that cannot be told from null were left out (`NullModes`): what they would have had to say nobody
  /// knows.
  public internal(set) var leavesOutModes = false
  /// Variances that came out below 0 by more than the prior variance's own rounding.
  public internal(set) var clippedVariances = 0
  /// Whether one of them did by more than its bound.
  private var isBelowBound = false

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
  public var meanDigits: Int { digits(meanError) }
  /// Decimal digits of the prior's spread that rounding leaves of the variances, 0 to 15.
  public var varianceDigits: Int { digits(varianceError) }

  /// Whether at least six digits of the means and four of the variances are left, and no variance was below 0 by more.
  public var isTrusted: Bool {
    isFirstOrder && !leavesOutModes && !isBelowBound && meanError <= Self.meanTolerance
      && varianceError <= Self.varianceTolerance
  }

  private func digits(_ error: Double) -> Int {
    guard isFirstOrder, !leavesOutModes else { return 0 }
    if error == 0 { return 15 }
    // Nor is a NaN below anything.
    guard error < 1 else { return 0 }
    return Int(min(15, -log10(error)))
  }

  /// Counts means in.
  /// - Parameters:
  ///   - means: of one input, an output each.
  ///   - factor: the bound of their errors beside ‖a‖_d.
  ///   - weight: Σ |v| of the targets' weights v in them: rounded norms of inputs and products are as rounded targets.
  ///   - perRemainder: what an iteration may have left of them, beside its targets' `remainder`.
  ///   - targets: of every output.
  mutating func add(
    means: some Sequence<Double>, factor: Double, weight: Double, perRemainder: Double = 0, targets: [TargetSize]
  ) {
    for (mean, target) in zip(means, targets) {
      let rounding = weight > 1 ? Self.entryError * weight * target.largest : 0
      let remainder = target.remainder > 0 ? perRemainder * target.remainder : 0
      meanError = Self.larger(
        meanError, Self.relative(factor * target.weight + rounding + remainder, max(target.largest, mean.magnitude)))
    }
  }

  private static func relative(_ error: Double, _ scale: Double) -> Double { error == 0 ? 0 : error / scale }

  /// Counts a variance in, and says what to write in its place: never a number below 0.
  /// - Parameters:
  ///   - value: as it came out.
  ///   - bound: of its error.
  ///   - rounding: what the prior's variance alone may leave below 0.
  ///   - scale: what its error is compared with, if that is larger than the variance itself.
  mutating func clipped(_ value: Double, bound: Double, rounding: Double, scale: Double) -> Double {
    varianceError = Self.larger(varianceError, Self.relative(bound, max(scale, value.magnitude)))
    guard !(value >= 0) else { return value }
    if !(value >= -rounding) { clippedVariances += 1 }
    if !(value >= -max(bound, rounding)) { isBelowBound = true }
    return 0
  }

  /// The prior's spread at a test input: K(x, x) − K(x, xᵢ)²/K(xᵢ, xᵢ), the largest over the training inputs.
  static func spread(_ variance: Double, crossKernel: some Sequence<Double>, diagonal: [Double]) -> Double {
    zip(crossKernel, diagonal).reduce(0) { largest, pair in
      pair.1 > 0 ? max(largest, variance - pair.0 * (pair.0 / pair.1)) : largest
    }
  }
}

/// One output's targets, by which errors of its means are measured.
struct TargetSize: Sendable {
  /// The largest |y|
  let largest: Double
  /// ‖a‖_d
  let weight: Double
  /// ‖y − A a‖, if an iteration has left it.
  var remainder = 0.0
}
