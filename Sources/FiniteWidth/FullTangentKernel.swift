import LinearAlgebra

extension FiniteNetwork {
  /// The tangent kernel between all outputs, Θ̂_ab(x, x') = ⟨∇f_a(x), ∇f_b(x')⟩ with row x · k + a and column x' · k +
  /// b for k outputs: what the training of all outputs together is governed by.
  ///
  /// At infinite width it is Θ ⊗ I; at finite width outputs share hidden layers and are coupled by O(1/√width).
  ///
  /// Sensitivities of as many outputs are kept as fit 256 MB, and those of other blocks are found again for every
  /// pair of blocks, so that memory stays bounded for any number of outputs.
  ///
  /// - Parameters:
  ///   - rows: inputs [n1, inputs].
  ///   - columns: inputs [n2, inputs]; nil for those of `rows`, which costs half.
  /// - Returns: [n1 k, n2 k].
  /// - Throws: `FiniteWidthFailure` for wrong inputs; `NonlinearityFailure.discontinuous` of a φ that jumps.
  /// - Complexity: k backward passes a block of outputs, and k² products [n1, width] × [width, n2] a layer.
  public func fullTangentKernel(_ rows: Matrix<S>, _ columns: Matrix<S>? = nil) throws -> Matrix<S> {
    try steps.checkContinuity()
    if let columns, columns.columns != rows.columns {
      throw FiniteWidthFailure.wrongInputs(expected: inputs, found: columns.columns)
    }
    let inputs = columns.map { rows.above($0) } ?? rows
    let rowRange = 0..<rows.rows
    let columnRange = columns.map { rows.rows..<rows.rows + $0.rows } ?? rowRange
    let sensitivities = OutputSensitivities(self, try trace(inputs))
    var kernel = Matrix<S>(rows: rowRange.count * outputs, columns: columnRange.count * outputs)
    let blocks = outputBlocks(numbersPerOutput: sensitivities.parts(of: 0).reduce(0) { $0 + $1.count })
    for (number, first) in blocks.enumerated() {
      let own = first.map { sensitivities.parts(of: $0) }
      for second in columns == nil ? blocks[number...] : blocks[...] {
        let others = second == first ? own : second.map { sensitivities.parts(of: $0) }
        for (a, parts) in zip(first, own) {
          for (b, otherParts) in zip(second, others) where columns != nil || a <= b {
            var block = Matrix<S>(rows: rowRange.count, columns: columnRange.count)
            for (part, other) in zip(parts, otherParts) {
              part.add(other, rows: rowRange, columns: columnRange, symmetric: columns == nil && a == b, to: &block)
            }
            Elementwise.scatter(block, every: outputs, to: &kernel, row: a, column: b, mirrored: columns == nil)
          }
        }
      }
    }
    return kernel
  }

  /// Runs of outputs whose sensitivities together take at most 256 MB, one output at least.
  private func outputBlocks(numbersPerOutput: Int) -> [Range<Int>] {
    let size = max(1, (1 << 28) / max(1, numbersPerOutput * MemoryLayout<S>.stride))
    return stride(from: 0, to: outputs, by: size).map { $0..<min($0 + size, outputs) }
  }
}
