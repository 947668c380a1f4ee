import Glibc
import MeanField
import Results
import Suite

extension PooleFigure2 {
  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let depth = Self.depth(tier)
    return try PooleSettings.weightDeviations.indices.flatMap { weight -> [Score] in
      let theory = try PooleSettings.network(weight, depth: depth).theory()
      let (key, name) = ("tanh/\(PooleSettings.weightDeviations[weight])", PooleSettings.name(weight))
      return try correlations(results, depth, weight, theory, key, name) + geometry(results, weight, theory, key, name)
        + [
          Score(
            key: key + "/fixed_correlation", value: try theory.fixedCorrelation.get(), title: "\(name), fixed point c*"),
          Score(key: key + "/chi1", value: try theory.chi1.get(), title: "\(name), χ₁"),
        ]
    }
  }

  /// Measured minus predicted, averaged over the starts, after one layer (from the measured correlation before it) and
  /// at the end (from the start).
  private func correlations(
    _ results: ResultsFile, _ depth: Int, _ weight: Int, _ theory: MeanFieldTheory, _ key: String, _ name: String
  ) throws -> [Score] {
    let variance = try theory.fixedVariance.get()
    let layers = depth + 1
    let predicted = try Self.starts.map {
      1 - (try theory.separations(from: 1 - $0, variance: variance, depth: depth)[depth])
    }
    let networks = try Self.values(results, "correlation", weight).map { values in
      let paths = Self.starts.indices.map { Array(values[$0 * layers..<($0 + 1) * layers]) }
      let mapped = try theory.separationMap(paths.map { 1 - $0[0] }, variance: variance)
      let count = Double(paths.count)
      return (
        step: zip(paths, mapped).reduce(0) { $0 + $1.0[1] - (1 - $1.1) } / count,
        end: zip(paths, predicted).reduce(0) { $0 + $1.0[depth] - $1.1 } / count
      )
    }
    let (step, end) = (SampleMean(networks.map { $0.step }), SampleMean(networks.map { $0.end }))
    return [
      Score(
        key: key + "/correlation_map_difference", value: step.mean, standardError: step.standardError,
        samples: networks.count, title: "\(name), measured correlation after one layer minus the map's"),
      Score(
        key: key + "/correlation_difference", value: end.mean, standardError: end.standardError,
        samples: networks.count, title: "\(name), measured correlation after \(depth) layers minus the theory's"),
    ]
  }

  /// The circle's metric over the theory's, and the logarithm of its curvature over the theory's, in the last layer in
  /// which they are followed. In the mean of that logarithm the fluctuations of speed and bend cancel to first order in
  /// 1/width; in the mean of the curvature itself, which has the speed's fourth power in its denominator, they would
  /// not.
  private func geometry(
    _ results: ResultsFile, _ weight: Int, _ theory: MeanFieldTheory, _ key: String, _ name: String
  ) throws -> [Score] {
    let layer = Self.curveDepth
    let expected = try theory.curvature(depth: layer)[layer]
    let metric = SampleMean(try Self.values(results, "metric", weight).map { $0[layer] / expected.metric })
    let curvatures = try Self.values(results, "squared_curvature", weight).map {
      log($0[layer] / expected.squaredCurvature)
    }
    let curvature = SampleMean(curvatures)
    return [
      Score(
        key: key + "/metric_ratio", value: metric.mean, standardError: metric.standardError, samples: curvatures.count,
        title: "\(name), squared speed of a circle after \(layer) layers over the theory's"),
      Score(
        key: key + "/log_curvature_ratio", value: curvature.mean, standardError: curvature.standardError,
        samples: curvatures.count,
        title: "\(name), logarithm of its squared curvature after \(layer) layers over the theory's"),
    ]
  }
}
