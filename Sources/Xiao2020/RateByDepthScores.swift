import Foundation
import MeanField
import Plotting
import Results
import Suite

/// What a file of `RateByDepth` says.
struct RateByDepthScores: Findings {
  private struct Branch {
    let phase: Phase
    let point: PhasePoint
    /// Of the infinite network, by seed and depth.
    let law: [[KernelAtDepth]]
    /// Finite networks by depth and seed: the largest rate, 2/λ_max of their own kernels and of the infinite one's.
    let rates, own, units: [[Double]]
  }

  private let settings: RateByDepth.Settings
  private let branches: [Branch]

  init(_ tables: Tables, _ settings: RateByDepth.Settings) throws {
    self.settings = settings
    let networks = try tables[RateByDepth.networks]
    branches = try Phase.allCases.map { phase in
      let table = try tables[SweepName(phase.rawValue)]
      func lists(_ column: Column<Double>) throws -> [[Double]] {
        try networks.lists(column, by: SpectrumAxis.depth, SpectrumAxis.phase == phase)
      }
      return Branch(
        phase: phase, point: try PhasePoint(.erf, phase, of: settings.variances),
        law: try table[Table1.seed].map { seed in
          try KernelAtDepth.series(depths: table[SpectrumAxis.depth]) { try table[$0, Table1.seed == seed] }
        },
        rates: try lists(RateByDepth.rate), own: try lists(RateByDepth.own), units: try lists(RateByDepth.unit))
    }
  }

  var scores: [Score] { get throws { try branches.flatMap { try [law(of: $0)] + networks(of: $0) } } }

  /// 2/λ_max of the infinite network against its law.
  private func law(of branch: Branch) throws -> Score {
    let (m, point) = (Double(settings.training), branch.point)
    let law: TableLaw
    switch branch.phase {
    case .ordered:
      let limit = 2 * (1 - point.chi1) / (m * point.variance)
      law = TableLaw(
        name: "limit", title: "2/λ_max over 2/(m p*)", row: .lambdaMax, expression: "2/(m p*)", fit: .limit
      ) { 2 / $0.lambdaMax / limit }
    case .critical:
      let limit = 6 / ((m + 2) * point.variance)
      law = TableLaw(
        name: "limit", title: "l · 2/λ_max over 6/((m + 2) q*)", row: .lambdaMax, expression: "6/((m + 2) q* l)",
        fit: .limit
      ) { 2 * $0.depth / $0.lambdaMax / limit }
    case .chaotic:
      law = TableLaw(
        name: "rate", title: "rate of 2/λ_max over −log χ₁", row: .lambdaMax, expression: "Θ(χ₁⁻ˡ)", fit: .rate,
        unit: -log(point.chi1)
      ) { 2 / $0.lambdaMax }
    }
    return try law.coefficient(of: branch.law, training: settings.training, depthScale: point.depthScale)
      .score(key: "law/\(branch.phase.rawValue)/\(law.name)", title: "\(branch.phase.rawValue), \(law.title)")
  }

  /// Gradient descent against 2/λ_max of a network's own kernel and of the infinite one's: logarithms of the ratios, as
  /// means over depths, and how the rate goes with depth beside 2/λ_max.
  private func networks(of branch: Branch) throws -> [Score] {
    let x = settings.depths.map { branch.phase == .critical ? log(Double($0)) : Double($0) }
    func slope(_ y: [Double]) throws -> Double {
      // Of two depths, which leave no degree of freedom, as of more.
      let (meanX, meanY) = (x.mean, y.mean)
      let products = zip(x, y).reduce((0.0, 0.0)) { sums, pair in
        let distance = pair.0 - meanX
        return (sums.0 + distance * (pair.1 - meanY), sums.1 + distance * distance)
      }
      return products.0 / products.1
    }
    func logarithms(_ values: [[Double]], _ seed: Int) -> [Double] { values.map { log($0[seed]) } }
    let score = Scorer(
      key: "networks/\(settings.networks.width)/\(branch.phase.rawValue)/",
      title: "width \(settings.networks.width), \(branch.phase.rawValue): ")
    func ratio(_ key: String, to values: [[Double]], _ words: String) -> Score {
      score(
        key,
        meanOf: (0..<settings.seeds).map { seed in
          zip(logarithms(branch.rates, seed), logarithms(values, seed)).map { $0 - $1 }.mean
        }, "logarithm of the largest stable rate over 2/λ_max of \(words), mean over depths")
    }
    let slopes = try (0..<settings.seeds).map { seed in
      try slope(logarithms(branch.rates, seed)) / slope(logarithms(branch.units, seed))
    }
    let ratios = [
      ratio("own_log_ratio", to: branch.own, "the network's own kernel"),
      ratio("log_ratio", to: branch.units, "the infinite network's"),
    ]
    guard branch.phase != .ordered else { return ratios }
    let words = branch.phase == .critical ? "log l" : "l"
    return ratios + [
      score("slope_ratio", meanOf: slopes, "slope of the logarithm of the rate in \(words) over that of 2/λ_max")
    ]
  }

  var figure: Figure? {
    let panels = branches.map { branch in
      let depths = branch.law[0].map(\.depth)
      let deepest = Double(settings.depths.last ?? 1) * 2
      let shown = zip(depths, branch.law[0].map { 2 / $0.lambdaMax }).filter { $0.0 <= deepest }
      let x = settings.depths.map(Double.init)
      let units = branch.units.map(\.mean)
      let found = branch.rates.map(SampleMean.init)
      return Panel(
        title: branch.phase.rawValue, x: PlotAxis("depth <i>l</i>", scale: .logarithmic),
        y: PlotAxis("η", scale: .logarithmic),
        layers: [
          .line(
            x: x.filter { $0 < depths[0] } + shown.map(\.0),
            y: zip(x, units).filter { $0.0 < depths[0] }.map(\.1) + shown.map(\.1), label: "2/λ<sub>max</sub>",
            colour: .palette(0)),
          .points(
            x: x, y: found.map(\.mean), errors: found.map(\.bar), label: "gradient descent", colour: .palette(1)),
        ])
    }
    return Figure(
      title: "Largest learning rate of erf networks, <i>m</i> = \(settings.training), width \(settings.networks.width)",
      columns: 3, legend: .shared, panels: panels)
  }

  var narrative: String {
    let (variances, networks) = (settings.variances, settings.networks)
    return """
      Erf, σ_b² = \(variances.biasVariance), σ_w² = \(variances.orderedErf), critical, and \(variances.chaoticErf), \
      \(settings.training) random inputs with K⁰(x, x) = q*, ½ Σ (f − y)². Infinite networks: 2/λ_max(Θ) to depth \
      \(settings.criticalDepths.last) on the critical line. Finite networks of width \(networks.width) with one \
      output, whose labels lie \(networks.distance) from their first outputs, so that they stay in the linear regime: \
      the rate at which the loss of \(networks.steps) full-batch steps first exceeds its beginning by a tenth, by \
      bisection between 1/\(Int(networks.margin)) and \(Int(networks.margin)) times 2/λ_max of the infinite network.
      """
  }
}
