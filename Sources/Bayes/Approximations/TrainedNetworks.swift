import FiniteWidth
import Inference
import LinearAlgebra
import Randomness

/// The methods that train networks as usual: dropout and ensembles.
struct TrainedNetworks {
  private let run: ApproximationRun
  private var settings: Approximations.Settings { run.settings }

  init(_ run: ApproximationRun) { self.run = run }

  /// With the keep probability that predicts left-out data best, as Gal and Ghahramani choose it.
  func dropout() throws -> DropoutPosterior {
    func trained(_ posterior: WeightPosterior, _ keep: Double, _ seed: Seed) throws -> DropoutPosterior {
      try posterior.dropout(
        keepProbability: keep, from: posterior.prior(seed.derived("start")), settings.descent, seed: seed)
    }
    let seed = run.seed.derived("dropout")
    let keep = try CrossValidation(run, seed: seed).best(of: settings.keepProbabilities) {
      keep, posterior, left, seed in
      let dropout = try trained(posterior, keep, seed)
      let samples = try dropout.samples(settings.samples / 4, at: left, seed: seed.derived("passes"))
      return [(1, .samples(samples))]
    }
    return try trained(run.posterior, keep, seed)
  }

  /// Members begun at draws from the prior, with the share of the prior's weight decay that predicts left-out data
  /// best.
  ///
  /// A few members cost log density, about 1/members nats where the noise is small, and the more the less they are
  /// alike: chosen by what a few predict, the decay would be too large. So a fold's log density L is extrapolated to
  /// any number of its c members by the jackknife (Quenouille 1956), c L − (c − 1) times the mean of L without one.
  func ensemble() throws -> (mixtures: [NormalMixture], decay: Double) {
    func members(
      _ posterior: WeightPosterior, _ decay: Double, _ count: Int, _ inputs: Matrix<Double>, _ seed: Seed
    ) throws -> [[Double]] {
      try (0..<count).map { member in
        let start = posterior.prior(seed.derived("member", index: member))
        return try posterior.outputs(posterior.descended(from: start, decay: decay, settings.descent), at: inputs)
      }
    }
    let seed = run.seed.derived("ensemble")
    let decay = try CrossValidation(run, seed: seed).best(of: settings.decays) { decay, posterior, left, seed in
      let all = try members(posterior, decay, settings.foldMembers, left, seed)
      let count = Double(all.count)
      return [(count, combined(all))]
        + all.indices.map { without in
          let others = all.indices.filter { $0 != without }.map { all[$0] }
          return (-(count - 1) / count, combined(others))
        }
    }
    return (combined(try members(run.posterior, decay, settings.members, run.task.places, seed)), decay)
  }

  /// Members pulled to their own starts, draws from the prior, on targets with noise.
  func anchored() throws -> [NormalMixture] {
    let (posterior, seed) = (run.posterior, run.seed.derived("anchored"))
    let members = try (0..<settings.members).map { member in
      let start = posterior.prior(seed.derived("member", index: member))
      let weights = try posterior.descended(
        from: start, centre: start, targets: posterior.perturbedTargets(seed.derived("targets", index: member)),
        settings.descent)
      return try posterior.outputs(weights, at: run.task.places)
    }
    return combined(members)
  }

  /// A normal distribution with the members' mean and variance. Lakshminarayanan et al. combine them so too, but divide
  /// by their number M where this divides by M − 1, without bias.
  ///
  /// - Parameter members: outputs by place.
  private func combined(_ members: [[Double]]) -> [NormalMixture] {
    let count = members.count
    return (members.first ?? []).indices.map { place in
      let values = members.map { $0[place] }
      let mean = values.reduce(0, +) / Double(count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return NormalMixture(means: [mean], variances: [square / Double(max(1, count - 1))])
    }
  }
}

extension [NormalMixture] {
  /// At every place the values of functions [samples, places].
  static func samples(_ functions: Matrix<Double>) -> [NormalMixture] {
    let columns = functions.transposed
    let none = [Double](repeating: 0, count: functions.rows)
    return (0..<columns.rows).map { NormalMixture(means: columns.row($0).map(\.self), variances: none) }
  }

  /// A normal distribution a place.
  static func normals(_ means: [Double], _ variances: [Double]) -> [NormalMixture] {
    zip(means, variances).map { NormalMixture(means: [$0], variances: [$1]) }
  }
}
