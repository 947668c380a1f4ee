import LinearAlgebra
import Randomness

extension FiniteNetwork {
  /// The tangent kernel of this very network, Θ̂(x, x') = ⟨∇f_k(x), ∇f_k(x')⟩ averaged over the outputs k in `range`.
  ///
  /// With δ = ∂f_k/∂z and h the input of a layer z = h W + b, and the metrics (μ_w, μ_b) of its parameterisation,
  ///
  ///     Θ̂ = Σ_layers (δ δ'ᵀ) ∘ (μ_w h h'ᵀ + μ_b),
  ///
  /// so that no Jacobian is ever formed (Novak, Sohl-Dickstein and Schoenholz 2022, "structured derivatives"). A convolution
  /// shares its weights among positions: there the gradient of each input is, [n, fan-in · fan-out]. Layers that are not
  /// trained have no part.
  ///
  /// - Parameters:
  ///   - rows: inputs [n1, inputs].
  ///   - columns: inputs [n2, inputs].
  ///   - dropout: draws the removed units, independently for every input of both lists.
  /// - Returns: [n1, n2].
  /// - Throws: `FiniteWidthFailure` for wrong inputs or a range that is empty or past the outputs.
  /// - Complexity: for each output one backward pass and a product [n1, width] × [width, n2] a layer.
  public func tangentKernel(
    _ rows: Matrix<S>, _ columns: Matrix<S>, outputs range: Range<Int>, dropout: Seed? = nil
  ) throws -> Matrix<S> {
    guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= outputs else {
      throw FiniteWidthFailure.noSuchOutput(range: range, outputs: outputs)
    }
    guard rows.columns == columns.columns else {
      throw FiniteWidthFailure.wrongInputs(expected: inputs, found: columns.columns)
    }
    return tangentKernel(
      try trace(rows.above(columns), dropout: dropout), rows: 0..<rows.rows,
      columns: rows.rows..<rows.rows + columns.rows, outputs: Array(range))
  }

  /// The same for inputs already passed forward: entries (i, j) with i in `rows` and j in `columns` of the traced inputs.
  func tangentKernel(
    _ trace: ForwardTrace<S>, rows: Range<Int>, columns: Range<Int>, outputs probes: [Int]
  ) -> Matrix<S> {
    var kernel = Matrix<S>(rows: rows.count, columns: columns.count)
    for output in probes {
      var delta = Matrix<S>(rows: trace.outputs.rows, columns: outputs)
      for i in 0..<delta.rows { delta[i, output] = 1 }
      backpropagate(trace.steps, delta, isFirst: true) { layer, input, delta in
        let (weightMetric, biasMetric) = (parameters[layer].weightMetric, parameters[layer].biasMetric)
        guard weightMetric != 0 || biasMetric != 0 else { return }
        guard input.rows == trace.outputs.rows else {
          let own = InputGradients(patches: input, deltas: delta, inputs: trace.outputs.rows)
          for (gradients, metric) in [(own.weights, weightMetric), (own.biases, biasMetric)] where metric != 0 {
            let products = gradients.rows(rows).timesTransposed(gradients.rows(columns))
            for k in kernel.elements.indices { kernel.elements[k] += S(metric) * products.elements[k] }
          }
          return
        }
        let deltas = delta.rows(rows).timesTransposed(delta.rows(columns))
        let inputs = input.rows(rows).timesTransposed(input.rows(columns))
        for k in kernel.elements.indices {
          kernel.elements[k] += deltas.elements[k] * (S(weightMetric) * inputs.elements[k] + S(biasMetric))
        }
      }
    }
    for k in kernel.elements.indices { kernel.elements[k] /= S(probes.count) }
    return kernel
  }
}
