/// Mehler's series for one pair of variances. With unit vectors â = a/‖a‖ and pₙ = â₁ₙ â₂ₙ,
///
///     ρ = ½ Σ (â₁ₙ − â₂ₙ)² + Σ pₙ (1 − cⁿ),    Ṫ = Σ b₁ₙ b₂ₙ cⁿ,
///
/// and the second sum is, with y = 1 − c² = ε(2 − ε),
///
///     y Σₖ (Σ_{m>k} p₂ₘ) c²ᵏ + ε Σ p₂ₘ₊₁ + c y Σₖ (Σ_{m>k} p₂ₘ₊₁) c²ᵏ.
struct HermitePair: Sendable {
  /// ½ Σ (â₁ₙ − â₂ₙ)²: what unequal variances separate at c = 1.
  private let radial: Double
  /// Σ p₂ₘ₊₁
  private let odd: Double
  private let tails: ParityPolynomials
  private let derivatives: ParityPolynomials

  init(_ first: HermiteSeries, _ second: HermiteSeries) {
    radial = first.direction.halfSquaredDistance(second.direction)
    let (a1, a2) = (first.direction.values, second.direction.values)
    var coefficients = Array(repeating: 0.0, count: first.direction.gapCount(second.direction))
    // The sum of the parity in turn, and that of the other.
    var sums = (0.0, 0.0)
    for n in coefficients.indices.reversed() {
      coefficients[n] = sums.0
      sums = (sums.1, sums.0 + a1[n] * a2[n])
    }
    // The whole sum is â₁·â₂ = 1 − radial. An odd φ has no other part: set so, orthogonal inputs stay orthogonal
    // exactly.
    odd = sums.1 == 0 ? 1 - radial : sums.0
    tails = ParityPolynomials(coefficients)
    let (b1, b2) = (first.derivative.values, second.derivative.values)
    derivatives = ParityPolynomials((0..<first.derivative.sharedCount(second.derivative)).map { b1[$0] * b2[$0] })
  }

  func mapDerivatives(
    _ separations: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>, count: Int
  ) {
    derivatives.forEachBlock(separations, count) { block, even, odd in
      for k in block {
        let i = k - block.lowerBound
        result[k] = even[i] + (1 - separations[k]) * odd[i]
      }
    }
  }

  func mapSeparations(_ separations: UnsafeMutablePointer<Double>, count: Int) {
    tails.forEachBlock(separations, count) { block, even, odd in
      for k in block {
        let (i, separation) = (k - block.lowerBound, separations[k])
        let y = separation * (2 - separation)
        separations[k] = radial + (separation * self.odd + y * (even[i] + (1 - separation) * odd[i]))
      }
    }
  }
}
