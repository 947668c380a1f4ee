import FiniteWidth
import Inference
import LinearAlgebra

/// SGLD chains of one step size, begun at draws from the prior.
struct LangevinRun {
  let mixtures: [NormalMixture]
  /// The largest over the places.
  let scaleReduction: Double

  init(_ run: ApproximationRun, stepSize: Double) throws {
    let settings = run.settings
    let places = run.task.places.rows
    let between = max(1, Int(settings.langevinTime / stepSize) / settings.langevinSamples)
    let courses = try (0..<settings.chains).map { number in
      let chain = try LangevinChain(
        run.posterior, batchSize: settings.batchSize, seed: run.seed.derived("SGLD \(stepSize)", index: number))
      try chain.advance(steps: Int(settings.langevinWarmUp / stepSize), stepSize: stepSize)
      return try (0..<settings.langevinSamples).map { _ in
        try chain.advance(steps: between, stepSize: stepSize)
        return try run.posterior.outputs(chain.sample, at: run.task.places)
      }
    }
    mixtures = .samples(
      Matrix(
        rows: settings.chains * settings.langevinSamples, columns: places,
        elements: courses.flatMap { $0.flatMap(\.self) }))
    scaleReduction =
      (0..<places).map { place in ChainDiagnostics(courses.map { $0.map { $0[place] } }).scaleReduction }.max()
      ?? .infinity
  }
}
