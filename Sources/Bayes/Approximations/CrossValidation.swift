import FiniteWidth
import Inference
import LinearAlgebra
import Randomness

/// Chooses what a method leaves open by how well it predicts left-out data.
struct CrossValidation {
  typealias Weighted = (weight: Double, mixtures: [NormalMixture])

  private let run: ApproximationRun
  private let seed: Seed

  init(_ run: ApproximationRun, seed: Seed) { (self.run, self.seed) = (run, seed) }

  /// The candidate with the largest log density of all data, each left out once.
  ///
  /// - Parameter predict: the distributions of the function at inputs, by the posterior on the other data; of several,
  ///   log densities are added up with their weights.
  func best(
    of candidates: [Double],
    _ predict: (_ candidate: Double, _ posterior: WeightPosterior, _ inputs: Matrix<Double>, _ seed: Seed) throws
      -> [Weighted]
  ) throws -> Double {
    var best = (candidate: candidates.first ?? 1, density: -Double.infinity)
    for candidate in candidates {
      let density = try logDensity { try predict(candidate, $0, $1, $2) }
      if density > best.density { best = (candidate, density) }
    }
    return best.candidate
  }

  private func logDensity(
    _ predict: (WeightPosterior, Matrix<Double>, Seed) throws -> [Weighted]
  ) throws -> Double {
    let (settings, task) = (run.settings, run.task)
    var sum = 0.0
    for fold in 0..<settings.folds {
      func rows(_ isLeftOut: Bool) -> [Int] {
        (0..<task.targets.count).filter { ($0 % settings.folds == fold) == isLeftOut }
      }
      func inputs(_ rows: [Int]) -> Matrix<Double> {
        Matrix(rows: rows.count, columns: 1, elements: rows.map { task.inputs[$0, 0] })
      }
      let (kept, left) = (rows(false), rows(true))
      let posterior = try WeightPosterior(
        settings.task.architecture, width: settings.width, inputs: inputs(kept), targets: kept.map { task.targets[$0] },
        noiseVariance: settings.task.noiseVariance)
      for (weight, mixtures) in try predict(posterior, inputs(left), seed.derived("fold", index: fold)) {
        for (mixture, row) in zip(mixtures, left) {
          sum += weight * mixture.widened(by: settings.task.noiseVariance).logDensity(task.targets[row])
        }
      }
    }
    return sum
  }
}
