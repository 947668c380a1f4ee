import FiniteWidth
import Inference
import LinearAlgebra
import Randomness

/// The chains of one cell of `Posteriors`.
struct PosteriorSampling: Sendable {
  let posterior: NetworkPosterior
  let settings: Posteriors.Settings
  let testInputs: Matrix<Double>

  /// What one chain gave.
  struct Course: Sendable {
    /// By place: of each step that was kept the mean and the variance of the output.
    var means, variances: [[Double]]
    let refused, langevinRefused: Double

    var mixtures: [NormalMixture] { zip(means, variances).map { NormalMixture(means: $0, variances: $1) } }
  }

  /// The largest β of which enough is accepted, each tried by a chain of its own; the smallest where none has enough.
  func step(seed: Seed) throws -> Double {
    for step in settings.stepsTried {
      var chain = try PosteriorChain(posterior, .crankNicolson(step), seed: seed.derived("\(step)"))
      for _ in 0..<settings.warmUp { try chain.advance() }
      let before = chain.accepted
      for _ in 0..<settings.trials { try chain.advance() }
      if Double(chain.accepted - before) >= settings.leastAccepted * Double(settings.trials) { return step }
    }
    return settings.stepsTried.last ?? 0.1
  }

  func course(step: Double, count: Int, seed: Seed) throws -> Course {
    var chain = try PosteriorChain(posterior, .crankNicolson(step), seed: seed)
    for _ in 0..<settings.warmUp { try chain.advance() }
    var course = Course(
      means: Array(repeating: [], count: settings.places), variances: Array(repeating: [], count: settings.places),
      refused: try refused(.crankNicolson(settings.step), seed: seed.derived("refused")),
      langevinRefused: try refused(.langevin(settings.step), seed: seed.derived("refused by gradient")))
    var now = try posterior.prediction(chain.sample, at: testInputs)
    for _ in 0..<count {
      if try chain.advance() { now = try posterior.prediction(chain.sample, at: testInputs) }
      for place in 0..<settings.places {
        course.means[place].append(now.mean[place, 0])
        course.variances[place].append(now.variance[place])
      }
    }
    return course
  }

  private func refused(_ move: PosteriorChain.Move, seed: Seed) throws -> Double {
    var chain = try PosteriorChain(posterior, move, seed: seed)
    for _ in 0..<settings.warmUp { try chain.advance() }
    let before = chain.accepted
    for _ in 0..<settings.trials { try chain.advance() }
    return 1 - Double(chain.accepted - before) / Double(settings.trials)
  }
}
