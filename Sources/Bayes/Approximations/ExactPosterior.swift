import FiniteWidth
import Inference
import Randomness

/// The posterior of the function, sampled by preconditioned Crank–Nicolson chains on the hidden weights.
struct ExactPosterior {
  let mixtures: [NormalMixture]
  let scaleReduction, effectiveSamples, step: Double

  init(_ settings: Approximations.Settings, _ task: ApproximationTask, seed: Seed) throws {
    let posterior = try NetworkPosterior(
      settings.task.architecture, width: settings.width, inputs: task.inputs,
      targets: .init(rows: task.targets.count, columns: 1, elements: task.targets),
      noiseVariance: settings.task.noiseVariance)
    step = try Self.step(settings, posterior, seed)
    let places = task.places.rows
    var (means, variances) = ([[[Double]]](), [[Double]](repeating: [], count: places))
    for number in 0..<settings.chains {
      var chain = try PosteriorChain(posterior, .crankNicolson(step), seed: seed.derived("chain", index: number))
      for _ in 0..<settings.warmUp { try chain.advance() }
      var own = [[Double]](repeating: [], count: places)
      for _ in 0..<settings.steps / settings.thinning {
        for _ in 0..<settings.thinning { try chain.advance() }
        let now = try posterior.prediction(chain.sample, at: task.places)
        for place in 0..<places {
          own[place].append(now.mean[place, 0])
          variances[place].append(now.variance[place])
        }
      }
      means.append(own)
    }
    let diagnostics = (0..<places).map { place in ChainDiagnostics(means.map { $0[place] }) }
    scaleReduction = diagnostics.map(\.scaleReduction).max() ?? .infinity
    effectiveSamples = diagnostics.map(\.effectiveSamples).min() ?? 0
    mixtures = (0..<places).map { place in
      NormalMixture(means: means.flatMap { $0[place] }, variances: variances[place])
    }
  }

  /// The largest β of which enough is accepted, each tried by a chain of its own; the smallest where none has enough.
  private static func step(
    _ settings: Approximations.Settings, _ posterior: NetworkPosterior, _ seed: Seed
  ) throws -> Double {
    let trials = max(1, settings.warmUp / 2)
    for step in settings.stepsTried {
      var chain = try PosteriorChain(posterior, .crankNicolson(step), seed: seed.derived("trial \(step)"))
      for _ in 0..<trials { try chain.advance() }
      let before = chain.accepted
      for _ in 0..<trials { try chain.advance() }
      if Double(chain.accepted - before) >= settings.leastAccepted * Double(trials) { return step }
    }
    return settings.stepsTried.last ?? 0.1
  }
}
