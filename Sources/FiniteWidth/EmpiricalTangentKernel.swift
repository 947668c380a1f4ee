import LinearAlgebra
import Randomness

extension FiniteNetwork {
  /// The tangent kernel of this very network, Θ̂(x, x') = ⟨∇f_k(x), ∇f_k(x')⟩ averaged over the outputs k in `range`.
  ///
  /// With δ = ∂f_k/∂z and h the input of a layer z = h W + b, and the metrics (μ_w, μ_b) of its parameterisation,
  ///
  ///     Θ̂ = Σ_layers (δ δ'ᵀ) ∘ (μ_w h h'ᵀ + μ_b),
  ///
  /// so that no Jacobian is ever formed (Novak, Sohl-Dickstein and Schoenholz 2022, "structured derivatives"). A
  /// convolution shares its weights among positions: there the gradient of each input is, [n, fan-in · fan-out]. Layers
  /// that are not trained have no part.
  ///
  /// - Parameters:
  ///   - rows: inputs [n1, inputs].
  ///   - columns: inputs [n2, inputs].
  ///   - dropout: draws the removed units, independently for every input of both lists.
  /// - Returns: [n1, n2].
  /// - Throws: `FiniteWidthFailure` for wrong inputs or a range that is empty or past the outputs;
  ///   `NonlinearityFailure.discontinuous` of a φ that jumps.
  /// - Complexity: for each output one backward pass and a product [n1, width] × [width, n2] a layer.
  public func tangentKernel(
    _ rows: Matrix<S>, _ columns: Matrix<S>, outputs range: Range<Int>, dropout: Seed? = nil
  ) throws -> Matrix<S> {
    try check(range)
    guard rows.columns == columns.columns else {
      throw FiniteWidthFailure.wrongInputs(expected: inputs, found: columns.columns)
    }
    return tangentKernel(
      try trace(rows.above(columns), dropout: dropout), rows: 0..<rows.rows,
      columns: rows.rows..<rows.rows + columns.rows, outputs: Array(range))
  }

  /// The same of a list of inputs with itself: symmetric to the last bit, for half the products.
  public func tangentKernel(
    of inputs: Matrix<S>, outputs range: Range<Int>, dropout: Seed? = nil
  ) throws -> Matrix<S> {
    try check(range)
    let all = 0..<inputs.rows
    return tangentKernel(try trace(inputs, dropout: dropout), rows: all, columns: all, outputs: Array(range))
  }

  /// The same for inputs already passed forward: entries (i, j) with i in `rows` and j in `columns` of the traced
  /// inputs.
  func tangentKernel(
    _ trace: ForwardTrace<S>, rows: Range<Int>, columns: Range<Int>, outputs probes: [Int]
  ) -> Matrix<S> {
    let sensitivities = OutputSensitivities(self, trace)
    var kernel = Matrix<S>(rows: rows.count, columns: columns.count)
    for output in probes {
      for part in sensitivities.parts(of: output) {
        part.add(part, rows: rows, columns: columns, symmetric: rows == columns, to: &kernel)
      }
    }
    for k in kernel.elements.indices { kernel.elements[k] /= S(probes.count) }
    return kernel
  }

  private func check(_ range: Range<Int>) throws {
    try steps.checkContinuity()
    guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= outputs else {
      throw FiniteWidthFailure.noSuchOutput(range: range, outputs: outputs)
    }
  }
}
