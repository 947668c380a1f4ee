import Results
import Suite

extension VarianceGrid {
  /// The paper's grid (Lee et al. 2018, App. D): σ_w² from 0.1 to 5.0, σ_b² from 0 to 2.0, 30 values each, evenly
  /// spaced.
  static let paper = VarianceGrid(weightVariances: 0.1...5.0, biasVariances: 0...2.0, count: 30)

  /// Every `step`-th value of the paper's grid in each direction: σ_w² from the first on, σ_b² from the second on, or
  /// from the first on where all are taken. With a step of 2 these are the values that its Figure 9 labels.
  static func paper(every step: Int) -> VarianceGrid {
    VarianceGrid(
      weightVariances: stride(from: 0, to: 30, by: step).map { paper.weightVariances[$0] },
      biasVariances: stride(from: step == 1 ? 0 : 1, to: 30, by: step).map { paper.biasVariances[$0] })
  }

  /// Whether a setting of the paper, which is printed to two decimals, is one of the points.
  func has(_ setting: GaussianProcessRow.Setting) -> Bool {
    weightVariances.contains { ($0 - setting.weightVariance).magnitude < 0.0051 }
      && biasVariances.contains { ($0 - setting.biasVariance).magnitude < 0.0051 }
  }

  /// The grid that a sweep went over.
  init(of table: Table) throws {
    self.init(weightVariances: try table[Self.weightVariance], biasVariances: try table[Self.biasVariance])
  }
}

/// What is recorded of the points of a grid: two scores, and how the kernels were factored under the names that
/// provenance sums up.
enum GridColumns {
  private static let noiseVariance = Column<Double>(
    "noise_variance_used", "noise variance σ_ε² of the factorisation that succeeded; NaN: none")

  /// Of one point a cell.
  static func point(accuracy: Column<Double>, squaredError: Column<Double>) -> [any DeclaredColumn] {
    [accuracy, squaredError, noiseVariance, TableColumns.attempts]
  }

  /// Of a line of the grid a cell.
  static func line(accuracy: Column<Double>, squaredError: Column<Double>) -> [any DeclaredColumn] {
    [accuracy, squaredError, noiseVariance].map { $0.over(VarianceGrid.biasVariance) }
      + [TableColumns.attempts.over(VarianceGrid.biasVariance)]
  }

  /// A kernel without a factor is a result that cannot be trusted.
  static func row(
    _ outcomes: [GridEvaluation.Outcome], accuracy: Column<Double>, squaredError: Column<Double>
  ) -> Row {
    Row(
      accuracy => outcomes.map(\.accuracy), squaredError => outcomes.map(\.meanSquaredError),
      noiseVariance => outcomes.map(\.noiseVarianceUsed), TableColumns.attempts => outcomes.map(\.attempts),
      status: outcomes.allSatisfy(\.hasFactor) ? .done : .untrusted)
  }

  /// The same of assessments, with the held-out images that the two scores are of.
  static func row(
    _ line: [GridAssessment], accuracy: Column<Double>, squaredError: Column<Double>, heldOut: [GridAssessment.HeldOut]
  ) -> Row {
    Row(
      accuracy => heldOut.map(\.accuracy), squaredError => heldOut.map(\.meanSquaredError),
      noiseVariance => line.map(\.noiseVarianceUsed), TableColumns.attempts => line.map(\.attempts),
      status: line.allSatisfy(\.hasFactor) ? .done : .untrusted)
  }
}
