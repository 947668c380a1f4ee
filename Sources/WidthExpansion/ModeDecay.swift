/// How modes of the infinite network's error fall in training, and sums of what falls.
///
/// An error of the eigenvalue λ is multiplied by q = 1 − ηλ a step, a product of several errors by the product of
/// theirs. Order 1/n is sums over steps that are nested, and each is a divided difference of x ↦ xˢ at such factors,
///
///     Σ_{s > s₁ > s₂ > …} η^{r} q₀^{s−1−s₁} q₁^{s₁−1−s₂} q₂^{s₂−1−s₃} … = η^{r} xˢ[q₀, q₁, …, q_r],
///
/// which is entry (0, r) of the s-th power of the matrix with q on its diagonal and η above it. In gradient flow
/// the integrals are divided differences of x ↦ e^{xt} at sums of −λ, entries of the exponential of such a matrix. Both
/// are found by squaring, where no numbers that are nearly equal are taken from each other.
struct ModeDecay: Sendable {
  private let time: FullBatchTraining

  init(_ time: FullBatchTraining) { self.time = time }

  /// What a mode is multiplied by in a step, or in flow its exponent; of λ = 0 for what does not fall.
  func node(_ eigenvalue: Double) -> Double {
    switch time {
    case .gradientDescent(let rate, _): 1 - rate * eigenvalue
    case .gradientFlow: -eigenvalue
    }
  }

  /// The node of a product.
  func product(_ x: Double, _ y: Double) -> Double {
    switch time {
    case .gradientDescent: x * y
    case .gradientFlow: x + y
    }
  }

  /// The factor of one step.
  func step(_ x: Double) -> Double {
    switch time {
    case .gradientDescent: x
    case .gradientFlow: 1
    }
  }

  /// η^r xˢ[x₀, …, x_r] for r = 0, 1, 2, 3.
  func sums(_ nodes: SIMD4<Double>) -> SIMD4<Double> {
    switch time {
    case .gradientDescent(let rate, let steps):
      return Bidiagonal(diagonal: nodes, above: rate).firstRow(power: steps)
    case .gradientFlow(let time):
      // e^{xt}[x₀, …, x_r] = tʳ eˣ[x₀t, …, x_rt]
      let scaled = nodes * time
      let halvings = max(2, Int((2 * max(scaled.max(), -scaled.min())).rounded(.up)).bitCount)
      let share = 1 / Double(sign: .plus, exponent: halvings, significand: 1)
      return Bidiagonal(diagonal: scaled * share, above: share).exponential.firstRow(power: 1 << halvings)
        * SIMD4(1, time, time * time, time * time * time)
    }
  }
}

extension Int {
  /// The bits that a number ≥ 0 takes.
  fileprivate var bitCount: Int { bitWidth - leadingZeroBitCount }
}

/// A matrix [4, 4] with nothing below the diagonal, by rows.
private struct Bidiagonal {
  private var rows: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)

  init(diagonal d: SIMD4<Double>, above: Double) {
    rows = ([d[0], above, 0, 0], [0, d[1], above, 0], [0, 0, d[2], above], [0, 0, 0, d[3]])
  }

  /// The first row of a power.
  func firstRow(power: Int) -> SIMD4<Double> {
    var (result, square, rest) = (SIMD4<Double>(1, 0, 0, 0), self, power)
    while rest > 0 {
      if rest & 1 == 1 { result = square.times(row: result) }
      rest >>= 1
      if rest > 0 { square = square.times(square) }
    }
    return result
  }

  /// Σ Aᵏ/k! to k = 18, for norms below 1.
  var exponential: Bidiagonal {
    var (sum, power) = (Bidiagonal(diagonal: .one, above: 0), Bidiagonal(diagonal: .one, above: 0))
    for k in 1...18 {
      power = power.times(self)
      let share = 1 / Double(k)
      power.rows = (power.rows.0 * share, power.rows.1 * share, power.rows.2 * share, power.rows.3 * share)
      sum.rows.0 += power.rows.0
      sum.rows.1 += power.rows.1
      sum.rows.2 += power.rows.2
      sum.rows.3 += power.rows.3
    }
    return sum
  }

  @inline(__always)
  private func times(row: SIMD4<Double>) -> SIMD4<Double> {
    let (a, b) = (row[0] * rows.0 + row[1] * rows.1, row[2] * rows.2 + row[3] * rows.3)
    return a + b
  }

  private func times(_ other: Bidiagonal) -> Bidiagonal {
    var product = self
    product.rows = (
      other.times(row: rows.0), other.times(row: rows.1), other.times(row: rows.2), other.times(row: rows.3)
    )
    return product
  }
}
