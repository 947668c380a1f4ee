import FiniteWidth
import Inference
import LinearAlgebra
import Randomness

/// Dropout with the keep probability that predicts left-out data best, as Gal and Ghahramani choose it.
struct DropoutSelection {
  private let run: ApproximationRun

  init(_ run: ApproximationRun) { self.run = run }

  func posterior() throws -> DropoutPosterior {
    var best = (keep: run.settings.keepProbabilities.first ?? 1, density: -Double.infinity)
    for keep in run.settings.keepProbabilities {
      let density = try logDensity(keep)
      if density > best.density { best = (keep, density) }
    }
    return try trained(run.posterior, best.keep, run.seed.derived("dropout"))
  }

  private func trained(_ posterior: WeightPosterior, _ keep: Double, _ seed: Seed) throws -> DropoutPosterior {
    try posterior.dropout(
      keepProbability: keep, from: posterior.prior(seed.derived("start")), run.settings.descent, seed: seed)
  }

  /// Of all data, each left out once.
  private func logDensity(_ keep: Double) throws -> Double {
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
        settings.architecture, width: settings.width, inputs: inputs(kept), targets: kept.map { task.targets[$0] },
        noiseVariance: settings.noiseVariance)
      let seed = run.seed.derived("dropout, fold \(fold)")
      let functions = try trained(posterior, keep, seed).samples(
        settings.samples / 4, at: inputs(left), seed: seed.derived("passes"))
      for (mixture, row) in zip(run.mixtures(ofFunctions: functions), left) {
        sum += mixture.widened(by: settings.noiseVariance).logDensity(task.targets[row])
      }
    }
    return sum
  }
}
