import Glibc
import MeanField
import Results
import Suite

extension SchoenholzFigure2 {
  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try fits(results) + networkRates(results) + exponents() + dropout(results)
  }

  /// ξ from the slope of log |q^l − q*| and log |c^l − c*| over the theory's from the slopes of the maps.
  private func fits(_ results: ResultsFile) throws -> [Score] {
    try Self.weightVariances.enumerated().flatMap { index, weight -> [Score] in
      let theory = try Self.theory(weight)
      let scales = [
        ("variance", "ξ_q", try theory.varianceDepthScale.get()),
        ("correlation", "ξ_c", try theory.correlationDepthScale.get()),
      ]
      return try scales.map { name, symbol, expected in
        let residuals = try Self.row(results, name + "_residual", Self.approach, index)
        let fit = try Self.rate(residuals)
        let slope = fit.coefficients[1]
        return Score(
          key: "tanh/\(weight)/\(name)_depth_scale_ratio", value: -1 / slope / expected,
          standardError: fit.standardErrors[1] / (slope * slope * expected),
          title: "σ_w² = \(weight), \(symbol) fitted to the iterates over the theory's")
      }
    }
  }

  /// The slope of log residual by layer where the residual is small enough to be exponential and large enough not to be
  /// rounding.
  private static func rate(_ residuals: [Double]) throws -> LeastSquaresFit {
    let start = residuals[0]
    let used = residuals.indices.filter { residuals[$0] < 1e-3 * start && residuals[$0] > 1e-10 * start }
    return try LeastSquaresFit.line(x: used.map(Double.init), y: used.map { log(residuals[$0]) })
  }

  /// ξ_c from the separations of inputs in networks of the ordered phase, over the theory's.
  private func networkRates(_ results: ResultsFile) throws -> [Score] {
    try Self.weightVariances.prefix(2).enumerated().map { index, weight in
      let expected = try Self.theory(weight).correlationDepthScale.get()
      // Once separations are below 0.05 the map is linear to a few per cent.
      let scales = try Self.networkSeparations(results, index).map { separations in
        let used = Array(10...Self.networkDepth)
        return try -1
          / LeastSquaresFit.line(x: used.map(Double.init), y: used.map { log(separations[$0]) }).coefficients[1]
      }
      let mean = SampleMean(scales.map { $0 / expected })
      return Score(
        key: "tanh/\(weight)/network_depth_scale_ratio", value: mean.mean, standardError: mean.standardError,
        samples: scales.count,
        title: "σ_w² = \(weight), ξ_c of networks of width 300 over the theory's")
    }
  }

  /// The exponent of ξ_c in the distance from the critical point, on both sides.
  private func exponents() throws -> [Score] {
    let critical = try CriticalLine(.tanh).weightVariance(biasVariance: SchoenholzSettings.biasVariance)
    let distances = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3]
    return try [("ordered", -1.0), ("chaotic", 1.0)].map { phase, sign in
      let scales = try distances.map { try Self.theory(critical + sign * $0).correlationDepthScale.get() }
      let fit = try LeastSquaresFit.line(x: distances.map { log($0) }, y: scales.map { log($0) })
      return Score(
        key: "tanh/\(phase)/divergence_exponent", value: fit.coefficients[1], standardError: fit.standardErrors[1],
        title: "exponent of ξ_c in the distance of σ_w² from the critical one, \(phase) phase")
    }
  }

  /// The largest ξ_c over σ_w² by keep probability, and its exponent in 1 − ρ.
  private func dropout(_ results: ResultsFile) throws -> [Score] {
    let largest = try Self.keepProbabilities.indices.map { index in
      try Self.row(results, "correlation_depth_scale", Self.scales, index).filter(\.isFinite).max() ?? .nan
    }
    let peaks = Array(largest.dropFirst())
    let kept = Array(Self.keepProbabilities.dropFirst())
    let fit = try LeastSquaresFit.line(x: kept.prefix(3).map { log(1 - $0) }, y: peaks.prefix(3).map { log($0) })
    return zip(kept, peaks).map { keep, peak in
      Score(
        key: "dropout/\(keep)/largest_depth_scale_ratio", value: peak / largest[0],
        title: "largest ξ_c over σ_w² with ρ = \(keep) over that without dropout")
    } + [
      Score(
        key: "dropout/exponent", value: fit.coefficients[1], standardError: fit.standardErrors[1],
        title: "exponent of the largest ξ_c in 1 − ρ")
    ]
  }

  static func theory(_ weightVariance: Double) throws -> MeanFieldTheory {
    try MeanFieldTheory(
      nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: SchoenholzSettings.biasVariance)
  }

  /// Row `index` of a two-dimensional variable.
  static func row(_ results: ResultsFile, _ name: String, _ group: String, _ index: Int) throws -> [Double] {
    let (values, shape) = try results.numbers(name, group: group)
    return Array(values[index * shape[1]..<(index + 1) * shape[1]])
  }

  /// Separations by network and layer at one σ_w².
  static func networkSeparations(_ results: ResultsFile, _ weight: Int) throws -> [[Double]] {
    let (values, shape) = try results.numbers("separation", group: networks)
    return (0..<shape[1]).map { network in
      let first = (weight * shape[1] + network) * shape[2]
      return Array(values[first..<first + shape[2]])
    }
  }
}
