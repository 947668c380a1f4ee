import Results

/// The variance of repeated scores, pooled over groups that each have a mean of their own:
///
///     s² = Σ_g w_g Σ_i (x_gi − x̄_g)² / ν,    ν = Σ_g (n_g − 1)
///
/// Two or three repetitions a group say little by themselves; together they do.
package struct PooledVariance: Sendable {
  private var squares = 0.0
  /// ν
  package private(set) var degreesOfFreedom = 0

  package init() {}

  /// Adds a group; what is not a number is left out, and so is a group of fewer than two.
  ///
  /// - Parameter weight: w, the number by which the group's own variance has to be multiplied to be that of all.
  package mutating func add(_ values: [Double], weight: Double = 1) {
    let values = values.filter { !$0.isNaN }
    guard values.count > 1 else { return }
    let mean = values.reduce(0, +) / Double(values.count)
    squares += weight * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    degreesOfFreedom += values.count - 1
  }

  /// s², as that of a normal error of which 2.576 standard deviations are Student's 99 %, for which tolerances take an
  /// error; 0 where nothing was repeated.
  package var student: Double {
    guard degreesOfFreedom > 0 else { return 0 }
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: degreesOfFreedom) / 2.576
    return factor * factor * squares / Double(degreesOfFreedom)
  }
}
