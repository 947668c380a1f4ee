import FiniteWidth
import LinearAlgebra
import Platform
import Results
import Suite

/// Sizes of the maps of `Figure2SGD` over σ_w² and depth, and one column of them.
struct TrainedMap: Codable, Sendable {
  var grid: MapGrid
  var width, training, test, batch, steps: Int
  /// In units of 2/λ_max.
  var rate = 0.1
  /// Pixels along a side of the squares that are averaged.
  var window = 4

  /// Multiply-adds of a column, about.
  var work: Double { 3 * Double(grid.depths.reduce(0, +) * width * width) * Double(batch * steps) }

  /// Training and test accuracies at the σ_w² of a place, by depth.
  ///
  /// - Complexity: `work`.
  func column(_ column: Int, context: RunContext) throws -> Row {
    let data = try TrainedMapData.kept(
      "map images", training: training, test: test, biasVariance: grid.biasVariance, window: window,
      context: context)
    let (weightVariance, depths) = (grid.weightVariances[column], grid.depths)
    let rates = try depths.map { depth in
      try 2 * rate / data.largestEigenvalue(weightVariance: weightVariance, depth: depth, threads: context.threads)
    }
    let scores = try context.byDepth(depths) { number, depth in
      let index = column * depths.count + number
      let trainer = try data.trainer(
        data.network(
          weightVariance: weightVariance, depth: depth, width: width,
          seed: context.seed(purpose: "parameters of maps", index: index)),
        rate: rates[number], batch: batch, seed: context.seed(purpose: "batches", index: index))
      trainer.run(steps: steps)
      return (
        training: try trainer.evaluate(data.inputs, data.targets).accuracy,
        test: try trainer.evaluate(data.testInputs, data.testTargets).accuracy
      )
    }
    return Row(
      AccuracyGrid.trainingAccuracy => scores.map(\.training), AccuracyGrid.testAccuracy => scores.map(\.test))
  }
}
