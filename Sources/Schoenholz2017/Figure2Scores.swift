import Glibc
import Results
import Suite

/// What is judged of `Figure2`.
struct Figure2Scores: Findings {
  let tables: Tables
  let settings: Figure2.Settings

  init(_ tables: Tables, _ settings: Figure2.Settings) { (self.tables, self.settings) = (tables, settings) }

  var scores: [Score] {
    get throws { try fits() + networkRates() + exponents() + dropout() }
  }

  /// ξ from the slope of log |q^l − q*| and log |c^l − c*| over the theory's from the slopes of the maps.
  private func fits() throws -> [Score] {
    try settings.networks.weightVariances.flatMap { weight -> [Score] in
      let theory = try settings.networks.theory(weight)
      let scales = [
        ("variance", "ξ_q", Figure2.varianceResidual, try theory.varianceDepthScale.get()),
        ("correlation", "ξ_c", Figure2.correlationResidual, try theory.correlationDepthScale.get()),
      ]
      return try scales.map { name, symbol, column, expected in
        let fit = try Self.rate(tables[Figure2.approach][column, RandomNetworks.weightVariance == weight])
        let slope = fit.coefficients[1]
        return Score(
          key: "tanh/\(weight)/\(name)_depth_scale_ratio", value: -1 / slope / expected,
          standardError: fit.standardErrors[1] / (slope * slope * expected), degreesOfFreedom: fit.degreesOfFreedom,
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
  private func networkRates() throws -> [Score] {
    // Once separations are below 0.05 the map is linear to a few per cent.
    let used = 10...settings.networks.depth
    return try settings.networks.weightVariances.prefix(2).map { weight in
      let expected = try settings.networks.theory(weight).correlationDepthScale.get()
      let separations = try tables[Figure2.networks].lists(
        Figure2.separation, by: RandomNetworks.network, RandomNetworks.weightVariance == weight,
        Figure2.layer.isAny(of: used))
      return Score(
        key: "tanh/\(weight)/network_depth_scale_ratio",
        meanOf: try separations.map {
          try -1 / LeastSquaresFit.line(x: used.map(Double.init), y: $0.map { log($0) }).coefficients[1] / expected
        }, title: "σ_w² = \(weight), ξ_c of networks of width \(settings.networks.width) over the theory's")
    }
  }

  /// The exponent of ξ_c in the distance from the critical point, on both sides.
  private func exponents() throws -> [Score] {
    let critical = try settings.networks.critical
    let distances = settings.criticalDistances
    return try [("ordered", -1.0), ("chaotic", 1.0)].map { phase, sign in
      let scales = try distances.map {
        try settings.networks.theory(critical + sign * $0).correlationDepthScale.get()
      }
      return try exponent(
        of: scales, in: distances, key: "tanh/\(phase)/divergence_exponent",
        title: "exponent of ξ_c in the distance of σ_w² from the critical one, \(phase) phase")
    }
  }

  private func exponent(of y: [Double], in x: [Double], key: String, title: String) throws -> Score {
    let fit = try LeastSquaresFit.line(x: x.map { log($0) }, y: y.map { log($0) })
    return Score(
      key: key, value: fit.coefficients[1], standardError: fit.standardErrors[1],
      degreesOfFreedom: fit.degreesOfFreedom, title: title)
  }

  /// The largest ξ_c over σ_w² by keep probability, and its exponent in 1 − ρ.
  private func dropout() throws -> [Score] {
    let largest = try tables[Figure2.scales].lists(Figure2.correlationDepthScale, by: Figure2.keepProbability)
      .map { $0.filter(\.isFinite).max() ?? .nan }
    let (kept, peaks) = (settings.keepProbabilities.dropFirst(), Array(largest.dropFirst()))
    return zip(kept, peaks).map { keep, peak in
      Score(
        key: "dropout/\(keep)/largest_depth_scale_ratio", value: peak / largest[0],
        title: "largest ξ_c over σ_w² with ρ = \(keep) over that without dropout")
    } + [
      try exponent(
        of: Array(peaks.prefix(3)), in: kept.prefix(3).map { 1 - $0 }, key: "dropout/exponent",
        title: "exponent of the largest ξ_c in 1 − ρ")
    ]
  }
}
