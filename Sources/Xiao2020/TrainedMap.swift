import FiniteWidth
import LinearAlgebra
import Platform
import Results
import Suite

/// Sizes of the maps of `Figure2SGD` over σ_w² and depth, and one column of them.
package struct TrainedMap: Codable, Sendable {
  package var grid: MapGrid
  package var width, training, test, batch, steps: Int
  /// In units of 2/λ_max.
  package var rate = 0.1
  /// Pixels along a side of the squares that are averaged.
  var window = 4

  package init(grid: MapGrid, width: Int, training: Int, test: Int, batch: Int, steps: Int) {
    self.grid = grid
    (self.width, self.training, self.test, self.batch, self.steps) = (width, training, test, batch, steps)
  }

  /// Multiply-adds of a column, about.
  var work: Double { 3 * Double(grid.depths.reduce(0, +) * width * width) * Double(batch * steps) }

  /// Training and test accuracies at the σ_w² of a place, by depth.
  ///
  /// - Complexity: `work`.
  package func column(_ column: Int, context: RunContext) throws -> Row {
    let networks = try networks(
      weightVariance: grid.weightVariances[column], depths: grid.depths, looks: [steps], batch: batch, of: "maps",
      from: column * grid.depths.count, context)
    return Row(
      AccuracyGrid.trainingAccuracy => networks.flatMap(\.training),
      AccuracyGrid.testAccuracy => networks.flatMap(\.test), Figure2SGD.divergence => networks.map(\.divergedStep))
  }

  /// What one network gave after each of several numbers of steps.
  struct Network: Sendable {
    let training, test: [Double]
    /// Training accuracies of the infinitely wide network of the same initial function; empty if not asked for.
    let linearised: [Double]
    /// 0: it did not diverge.
    let divergedStep: Int
  }

  /// The networks at one σ_w² after each of several numbers of steps, by depth.
  ///
  /// - Parameters:
  ///   - isLinearised: whether infinitely wide networks are trained beside them.
  ///   - purpose: of the networks' seeds, the first of which has the number `first`.
  func networks(
    weightVariance: Double, depths: [Int], looks: [Int], batch: Int, isLinearised: Bool = false, of purpose: String,
    from first: Int, _ context: RunContext
  ) throws -> [Network] {
    let data = try TrainedMapData.kept(
      "map images", training: training, test: test, biasVariance: grid.biasVariance, window: window,
      context: context)
    return try context.byDepth(depths) { number, depth in
      let kernel = try data.kernel(weightVariance: weightVariance, depth: depth, threads: 1)
      let rate = try 2 * rate / kernel.largestEigenvalue().eigenvalue
      let network = try data.network(
        weightVariance: weightVariance, depth: depth, width: width,
        seed: context.seed(purpose: "parameters of \(purpose)", index: first + number))
      let linearised =
        isLinearised
        ? try data.linearisedAccuracies(network, kernel: kernel, times: looks.map { rate * Double($0) }) : []
      let trainer = try data.trainer(
        network, rate: rate, batch: batch,
        seed: context.seed(purpose: "batches of \(purpose)", index: first + number))
      let course = try trainer.course(to: looks, (data.inputs, data.targets), (data.testInputs, data.testTargets))
      return Network(
        training: course.accuracies.map { $0[0] }, test: course.accuracies.map { $0[1] }, linearised: linearised,
        divergedStep: course.divergedStep)
    }
  }
}
