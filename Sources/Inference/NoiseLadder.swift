/// The noise variances σ_ε² tried in turn until a training kernel has a factor: each ten times the former.
///
/// An absolute variance has the kernel's units: 1e-10 is nothing beside kernels of order one and everything beside
/// those of 1e-12. So the papers' ladder is a setting of their experiments, whose kernels are of order one, and a
/// user's kernel K of whatever units has one relative to the mean of its diagonal, m = tr K/n.
public enum NoiseLadder: Sendable, Hashable {
  /// From this variance up to 0.1, whatever the kernel's size (Lee et al. 2018, App. D; limit of their code). From 0 it
  /// goes on with 1e-10.
  case absolute(first: Double)
  /// From this part of m up to 0.1 m.
  case relative(first: Double)
  /// A variance that a user chose; if it fails, what is larger of 1e-14 m, 1e-13 m, … up to 0.1 m.
  case given(Double)

  /// The last rung: of an absolute ladder as it is, of others times m.
  static let largest = 0.1

  /// - Parameter meanDiagonal: m, which an absolute ladder does not look at.
  /// - Returns: at least one variance, ascending.
  /// - Throws: `GaussianProcessError.noiseVariance` for a first one that is negative or not finite.
  /// - Complexity: O(rungs).
  public func values(meanDiagonal m: @autoclosure () -> Double) throws -> [Double] {
    switch self {
    case .absolute(let first):
      try Self.check(first)
      let rungs = Self.rungs(from: first > 0 ? first : 1e-10, unit: 1)
      let values = first > 0 ? rungs : [0] + rungs
      return values.isEmpty ? [first] : values
    case .relative(let first):
      try Self.check(first)
      let m = m()
      let values = Self.rungs(from: first, unit: m)
      return values.isEmpty ? [first * m] : values
    case .given(let first):
      try Self.check(first)
      return [first] + Self.rungs(from: 1e-14, unit: m()).filter { $0 > 1.000001 * first }
    }
  }

  private static func check(_ first: Double) throws {
    guard first.isFinite, first >= 0 else { throw GaussianProcessError.noiseVariance(first) }
  }

  /// `first`, 10 `first`, … up to 0.1, times `unit`.
  private static func rungs(from first: Double, unit: Double) -> [Double] {
    guard first > 0 else { return [0] }
    var values: [Double] = []
    var next = first
    // Rounding of repeated products must not cost the last rung.
    while next <= largest * 1.000001 {
      values.append(next * unit)
      next *= 10
    }
    return values
  }
}
