/// The square distance from f* of four networks, two initial functions with two draws of the data each, apart by what
/// it comes from.
///
/// *Definition.* With f_ia of initial function i and data a, let m be their mean, and of its four terms with signs
///
///     α = ¼ (f_11 + f_12 − f_21 − f_22),  β = ¼ (f_11 − f_12 + f_21 − f_22),  γ = ¼ (f_11 − f_12 − f_21 + f_22).
///
/// Then f_ia = m ± α ± β ± γ, and
///
///     ¼ Σ (f_ia − f*)² = (m − f*)² + α² + β² + γ²
///
/// at every input. If V, N and J are the variances by initial functions, by the noise, and by both together (what is
/// no sum of the two), their expectations are
///
///     bias² + V/2 + N/2 + J/4,    V/2 + J/4,    N/2 + J/4,    J/4,
///
/// from which `Quantity.weights` has bias², V, N and J without bias. J is 0 in the limit, where f_t is linear in f₀ and
/// Y; at finite width it is the variance of the kernel.
struct BlockSquares {
  /// Means over inputs, in the order of `Square.allCases`.
  let values: [Double]

  /// - Parameters:
  ///   - outputs: f_11, f_12, f_21, f_22 at the inputs.
  ///   - truth: f* there.
  init(_ outputs: [ArraySlice<Double>], truth: ArraySlice<Double>) {
    let functions = outputs.map(Array.init)
    var sums = [0.0, 0, 0, 0]
    for (x, known) in truth.enumerated() {
      let (a, b, c, d) = (functions[0][x], functions[1][x], functions[2][x], functions[3][x])
      for (k, part) in [a + b + c + d - 4 * known, a + b - c - d, a - b + c - d, a - b - c + d].enumerated() {
        sums[k] += part * part / 16
      }
    }
    values = sums.map { $0 / Double(truth.count) }
  }
}
