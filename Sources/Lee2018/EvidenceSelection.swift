import Datasets
import Results
import Suite

/// Does the evidence choose (σ_w², σ_b²) as well as validation images do? Lee et al. 2018 propose to choose by the log
/// marginal likelihood and choose by validation (App. D); no number of it is printed there.
///
/// **Expectation, written before the first run.** With the papers' noise of 1e-10 the process interpolates, and its
/// mean does not know the kernel's size: K → sK leaves every prediction as it is. The evidence does know it:
/// −½ tᵀK⁻¹t/s − ½ nk log s is largest at s = tᵀK⁻¹t/(nk). So it asks two things of a kernel: a shape in which the
/// targets are probable, which validation asks too, and a size that suits them, which says nothing of accuracy.
///
/// - In the ordered phase a deep kernel forgets its inputs: all its small eigenvalues fall to the noise, tᵀK⁻¹t grows
///   to the order of nk 1e10, and the evidence rules these points out, as validation does. In the chaotic phase K nears
///   a multiple of the identity, of which the evidence is that of independent targets: below any kernel that explains
///   something. Over the grid evidence and test accuracy should therefore be ranked alike, with a positive correlation
///   in every row.
/// - tanh's kernel has a bounded size: there evidence and validation should choose points of the same accuracy, within
///   the error of a paired comparison on the test images. The ReLU's kernel is as large as σ_w² and the depth make it,
///   by orders of magnitude over the grid: there the size pulls the evidence along the good region, and a loss of one
///   or two points of accuracy, beyond that error at some of the rows, would be no surprise.
/// - The leave-one-out error does not know the size either, and is an average over n images that validation images have
///   several times as many of: it should be between the two.
struct EvidenceSelection: HasFindings {
  typealias Found = EvidenceScores

  let id = "lee2018/evidence"
  let title = "Choosing weight and bias variance by the marginal likelihood, beside validation images"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    /// Every so many-th value of the paper's grid.
    var gridStep: Int
    var process = GaussianProcessSettings()

    var grid: VarianceGrid { .paper(every: gridStep) }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(rows: GaussianProcessRow.rows(sizes: [200]), gridStep: 6), seconds: 9, megabytes: 700),
    .paper: TierPlan(
      Settings(rows: GaussianProcessRow.rows(sizes: [1_000, 5_000]), gridStep: 1), seconds: 8_000, megabytes: 3_500),
  ]

  /// By what a point of the grid is chosen.
  enum Criterion: String, CaseIterable {
    case evidence
    case leaveOneOut = "leave_one_out"
    case validation

    /// What the line's best point has right; which point it is follows from the other columns.
    var correct: Column<String> {
      CorrectImages.column("\(rawValue)_test_correct", of: ", of the line's best point by \(rawValue)")
    }
  }

  static let evidence = Column<Double>(
    "log_marginal_likelihood", units: "nat", "log marginal likelihood of the training targets, all outputs together")
  static let leaveOneOutError = Column<Double>(
    "leave_one_out_mse", "mean squared error of each training target from all others")
  static let leaveOneOutProbability = Column<Double>(
    "leave_one_out_log_probability", units: "nat", "log probability of each training target from all others, summed")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let grid = settings.grid
    let points = [
      Self.evidence, Self.leaveOneOutError, Self.leaveOneOutProbability, Selection.testAccuracy, Selection.testError,
    ]
    return [
      Sweep(
        cells: [
          TableAxes.row(settings.rows), TableAxes.nonlinearity(NamedNonlinearity.allCases),
          VarianceGrid.weightVariance(grid.weightVariances),
        ],
        within: [VarianceGrid.biasVariance(grid.biasVariances)],
        columns: GridColumns.line(accuracy: Selection.validationAccuracy, squaredError: Selection.validationError)
          + points.map { $0.over(VarianceGrid.biasVariance) } + Criterion.allCases.map(\.correct)
      ) { point, context in
        let row = try point[TableAxes.row]
        let inputs = try context.recent("inputs", for: row.label) {
          context.report(stage: "correlations")
          let data = try context.dataset(row.dataset)
          return try GridInputs(
            training: TrainingSubset(row, seed: 0, context: context).images, heldOut: [data.validation, data.test],
            preprocessing: settings.process.preprocessing, threads: context.threads)
        }
        let kind = try point[TableAxes.nonlinearity].value
        let evaluation = GridEvaluation(
          inputs: inputs, nonlinearity: kind, depth: row.setting(kind).depth,
          noiseVariance: settings.process.noiseVariance)
        let line = grid.line(try point.place(on: VarianceGrid.weightVariance))
        return Self.row(
          try evaluation.assessments(at: line, threads: context.threads) {
            context.report(stage: "grid points", fraction: $0)
          })
      }.costing { point in
        let row = try point[TableAxes.row]
        let kind = try point[TableAxes.nonlinearity].value
        return GridEvaluation.relativeCost(
          training: row.trainingSize, heldOut: 20_000, depth: row.setting(kind).depth, nonlinearity: kind)
      }
    ]
  }

  private static func row(_ line: [GridAssessment]) -> Row {
    let (validation, test) = (line.map { $0.heldOut[0] }, line.map { $0.heldOut[1] })
    let candidates = zip(line, validation).map { point, held in
      EvidenceScores.Candidate(
        evidence: point.evidence, leaveOneOutError: point.leaveOneOutError, validationAccuracy: held.accuracy,
        validationError: held.meanSquaredError)
    }
    let points = GridColumns.row(
      line, accuracy: Selection.validationAccuracy, squaredError: Selection.validationError, heldOut: validation)
    let own = Row(
      evidence => line.map(\.evidence), leaveOneOutError => line.map(\.leaveOneOutError),
      leaveOneOutProbability => line.map(\.leaveOneOutProbability), Selection.testAccuracy => test.map(\.accuracy),
      Selection.testError => test.map(\.meanSquaredError))
    return Criterion.allCases.reduce(points + own) { row, criterion in
      row + Row(criterion.correct => EvidenceScores.best(candidates, by: criterion).map { test[$0].correct.text } ?? "")
    }
  }
}
