import Glibc
import LinearAlgebra

/// How much of the targets lies in which mode of a training kernel, and so what gradient flow learns first.
///
/// *Definition* (Xiao et al. 2020, Eq. 5; Jacot et al. 2018, Section 5). With Θ = Qᵀ diag(λ) Q, the mean of the
/// ensemble trained on ½ Σ ‖f − y‖² has at time t the residual e^{−Θt} Y on its training inputs, so that
///
///     s_k  = |q_kᵀ Y|²/|Y|²                      the share of mode k; they add up to 1
///     r(t) = |e^{−Θt} Y|/|Y| = √(Σ s_k e^{−2 λ_k t})
///
/// with |Y|² the sum of squares over inputs and outputs. A mode of eigenvalue λ is left by a factor f at
/// log(1/f)/λ. Modes that cannot be told from null (`NullModes`) are never learnt: λ counts as 0.
public struct TargetModes: Sendable, Equatable {
  /// λ, descending.
  public let eigenvalues: [Double]
  /// s, in the same order.
  public let shares: [Double]
  private let isNull: [Bool]

  /// - Parameters:
  ///   - eigenvalues: λ, descending; at least one.
  ///   - squares: |q_kᵀ Y|² in the same order.
  /// - Returns: nil where Y is 0 and has no part anywhere.
  public init?(eigenvalues: [Double], squares: [Double]) {
    precondition(eigenvalues.count == squares.count && !squares.isEmpty, "every mode has its part of the targets")
    let sum = squares.reduce(0, +)
    guard sum > 0, sum.isFinite else { return nil }
    let nullModes = NullModes(order: eigenvalues.count, largestEigenvalue: eigenvalues[0])
    self.eigenvalues = eigenvalues
    isNull = eigenvalues.map { nullModes.contains($0) }
    shares = squares.map { $0 / sum }
  }

  /// Of the first `count` modes together.
  public func leadingShare(_ count: Int) -> Double { min(1, shares.prefix(count).reduce(0, +)) }

  /// r(t) for a time ≥ 0, ∞ included.
  public func residual(at time: Double) -> Double {
    var sum = 0.0
    for k in shares.indices { sum += isNull[k] ? shares[k] : shares[k] * exp(-2 * eigenvalues[k] * time) }
    return sum.squareRoot()
  }

  /// The time at which r = `fraction`; ∞ where null modes keep r above it.
  ///
  /// - Precondition: 0 < `fraction` < 1.
  /// - Complexity: some hundred passes over the modes at most.
  public func timeToFit(_ fraction: Double) -> Double {
    precondition(fraction > 0 && fraction < 1, "a residual is a part of the targets")
    guard residual(at: .infinity) < fraction else { return .infinity }
    // No mode is faster than the first.
    var (early, late) = (-log(fraction) / eigenvalues[0], -log(fraction) / eigenvalues[0])
    while residual(at: late) > fraction {
      early = late
      late *= 2
      guard late.isFinite else { return .infinity }
    }
    while true {
      let middle = early + (late - early) / 2
      guard middle > early, middle < late else { return late }
      if residual(at: middle) > fraction { early = middle } else { late = middle }
    }
  }
}

extension GradientFlow {
  /// What the modes of the kernel, noise included, have of the targets; nil where these are 0.
  /// - Complexity: O(n k).
  public var targetModes: TargetModes? {
    let squares = (0..<inputCount).map { i in
      (0..<outputCount).reduce(0.0) { $0 + components[i, $1] * components[i, $1] }
    }
    return TargetModes(eigenvalues: eigenvalues.reversed(), squares: squares.reversed())
  }

  /// What the fully trained ensemble's mean says of each training input when it has seen all the others; nil for one
  /// input, and where a mode is null to rounding: there Θ⁻¹, of which the formula needs the diagonal, is not known.
  ///
  /// - Parameter targets: Y, [n, k], those of the flow.
  /// - Complexity: n² (k + 1) multiply-adds.
  public func leaveOneOut(targets: Matrix<Double>) throws -> LeaveOneOut? {
    guard isTrusted, inputCount > 1 else { return nil }
    let (n, gains) = (inputCount, try gains(at: .infinity))
    var diagonal = [Double](repeating: 0, count: n)
    for k in 0..<n {
      for (i, entry) in decomposition.eigenvectors.row(k).enumerated() { diagonal[i] += gains[k] * entry * entry }
    }
    return LeaveOneOut(targets: targets, weights: try weights(at: [.infinity]), inverseDiagonal: diagonal)
  }
}
