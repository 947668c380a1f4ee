import Results
import Suite

extension VarianceGrid {
  /// The paper's grid (Lee et al. 2018, App. D): σ_w² from 0.1 to 5.0, σ_b² from 0 to 2.0, 30 values each, evenly
  /// spaced.
  static let paper = VarianceGrid(weightVariances: 0.1...5.0, biasVariances: 0...2.0, count: 30)

  /// Every `step`-th value of the paper's grid in each direction: σ_w² from the first on, σ_b² from the second on. With
  /// a step of 2 these are the values that its Figure 9 labels.
  static func paper(every step: Int) -> VarianceGrid {
    VarianceGrid(
      weightVariances: stride(from: 0, to: 30, by: step).map { paper.weightVariances[$0] },
      biasVariances: stride(from: 1, to: 30, by: step).map { paper.biasVariances[$0] })
  }
}

extension [GridEvaluation.Outcome] {
  /// How the outcomes' kernels were factored, under the names that provenance sums up.
  var factors: (numbers: [String: [Double]], integers: [String: [Int]]) {
    (["noise_variance_used": map(\.noiseVarianceUsed)], ["cholesky_attempts": map(\.attempts)])
  }

  /// A kernel without a factor is a result that cannot be trusted.
  var status: CellStatus { allSatisfy(\.hasFactor) ? .done : .untrusted }
}

extension Variable {
  /// What `[GridEvaluation.Outcome].factors` fills.
  static func factors(over dimensions: [String]) -> [Variable] {
    [
      .number(
        "noise_variance_used", over: dimensions, "noise variance σ_ε² of the factorisation that succeeded; NaN: none"),
      .integer("cholesky_attempts", over: dimensions, "noise variances tried"),
    ]
  }
}
