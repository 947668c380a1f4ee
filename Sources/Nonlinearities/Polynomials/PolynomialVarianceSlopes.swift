/// The slopes of a polynomial's T in its variances: ∂T/∂q₁ = ½ E[φ″(u) φ(v)] = ½ Σ dₙ(q₁) aₙ(q₂) cⁿ.
struct PolynomialVarianceSlopes: VarianceSlopes {
  private struct Input {
    let values, bends: [Double]
  }

  private let rows: [Input]
  private let columns: [Input]

  init(_ definition: some PolynomialDefinition, rowVariances: [Double], columnVariances: [Double]) {
    func input(_ q: Double) -> Input {
      Input(values: definition.hermite(q, derivative: 0), bends: definition.hermite(q, derivative: 2))
    }
    (rows, columns) = (rowVariances.map(input), columnVariances.map(input))
  }

  func slopes(
    row: Int, columns: Range<Int>, separations: UnsafePointer<Double>, values: UnsafePointer<Double>,
    derivatives: UnsafePointer<Double>, first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>
  ) {
    let own = rows[row]
    for (k, column) in columns.enumerated() {
      let (other, c) = (self.columns[column], 1 - separations[k])
      var sums = (0.0, 0.0)
      for n in own.values.indices.reversed() {
        sums = (sums.0 * c + own.bends[n] * other.values[n], sums.1 * c + own.values[n] * other.bends[n])
      }
      (first[k], second[k]) = (0.5 * sums.0, 0.5 * sums.1)
    }
  }
}
