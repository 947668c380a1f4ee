import Results
import Suite

extension VarianceGrid {
  /// The paper's grid (Lee et al. 2018, App. D): σ_w² from 0.1 to 5.0, σ_b² from 0 to 2.0, 30 values each, evenly
  /// spaced.
  static let paper = VarianceGrid(weightVariances: 0.1...5.0, biasVariances: 0...2.0, count: 30)

  /// Every `step`-th value of the paper's grid in each direction: σ_w² from the first on, σ_b² from the second on, or from
  /// the first on where all are taken. With a step of 2 these are the values that its Figure 9 labels.
  static func paper(every step: Int) -> VarianceGrid {
    VarianceGrid(
      weightVariances: stride(from: 0, to: 30, by: step).map { paper.weightVariances[$0] },
      biasVariances: stride(from: step == 1 ? 0 : 1, to: 30, by: step).map { paper.biasVariances[$0] })
  }

  /// The grid that a sweep went over.
  init(of table: Table) throws {
    self.init(weightVariances: try table[Self.weightVariance], biasVariances: try table[Self.biasVariance])
  }
}

/// What is recorded of how the kernels of a grid were factored, under the names that provenance sums up.
enum FactorColumns {
  static let noiseVariance = Column<Double>(
    "noise_variance_used", "noise variance σ_ε² of the factorisation that succeeded; NaN: none")
  static let attempts = TableColumns.attempts
}

extension [GridEvaluation.Outcome] {
  /// The outcomes as a row. A kernel without a factor is a result that cannot be trusted.
  func row(accuracy: Column<Double>, squaredError: Column<Double>) -> Row {
    Row(
      accuracy => map(\.accuracy), squaredError => map(\.meanSquaredError),
      FactorColumns.noiseVariance => map(\.noiseVarianceUsed), FactorColumns.attempts => map(\.attempts),
      status: allSatisfy(\.hasFactor) ? .done : .untrusted)
  }
}
