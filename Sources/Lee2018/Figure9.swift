import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 9: test accuracy over (σ_w², σ_b²) for MNIST at depth 1, 20, 50 and 100, tanh and ReLU.
///
/// One hidden layer does well everywhere; with depth the good region narrows to the critical line, because away from it
/// the kernel forgets the angle between its inputs exponentially fast.
struct Figure9: HasFindings {
  typealias Found = AccuracyMaps

  let id = "lee2018/figure9"
  let title = "Test accuracy over weight and bias variance by depth (Figure 9)"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var trainingSize: Int
    /// Every so many-th value of the paper's grid.
    var gridStep: Int
    var depths = [1, 20, 50, 100]
    /// Of the maps that Figure 4 shows beside the phases.
    var phaseDepth = 50
    var process = GaussianProcessSettings()

    var grid: VarianceGrid { .paper(every: gridStep) }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(trainingSize: 200, gridStep: 5), seconds: 10, megabytes: 500),
    .standard: TierPlan(Settings(trainingSize: 1_000, gridStep: 2), seconds: 150, megabytes: 700),
    .paper: TierPlan(Settings(trainingSize: 5_000, gridStep: 1), seconds: 4_500, megabytes: 2_000),
  ]

  func sweeps(_ settings: Settings) -> [Sweep] {
    let grid = settings.grid
    return [
      Sweep(
        cells: [
          TableAxes.nonlinearity(NamedNonlinearity.allCases), TableAxes.depth(settings.depths),
          VarianceGrid.weightVariance(grid.weightVariances),
        ],
        within: [VarianceGrid.biasVariance(grid.biasVariances)],
        columns: GridColumns.line(accuracy: TableColumns.accuracy, squaredError: TableColumns.squaredError)
      ) { point, context in
        let inputs = try context.recent("inputs", for: "mnist") {
          context.report(stage: "correlations")
          let subset = try TrainingSubset(.mnist, count: settings.trainingSize, seed: 0, context: context)
          return try GridInputs(
            training: subset.images, heldOut: [context.dataset(.mnist).test],
            preprocessing: settings.process.preprocessing, threads: context.threads)
        }
        let evaluation = GridEvaluation(
          inputs: inputs, nonlinearity: try point[TableAxes.nonlinearity].value, depth: try point[TableAxes.depth],
          noiseVariance: settings.process.noiseVariance)
        let line = grid.line(try point.place(on: VarianceGrid.weightVariance))
        let outcomes = try evaluation.outcomes(at: line, on: 0, threads: context.threads) {
          context.report(stage: "grid points", fraction: $0)
        }
        return GridColumns.row(outcomes, accuracy: TableColumns.accuracy, squaredError: TableColumns.squaredError)
      }.costing { point in
        GridEvaluation.relativeCost(
          training: settings.trainingSize, heldOut: 10_000, depth: try point[TableAxes.depth],
          nonlinearity: try point[TableAxes.nonlinearity].value)
      }
    ]
  }
}
