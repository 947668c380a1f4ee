import Foundation
import MeanField
import Plotting
import Results
import Suite

/// What a file of `Dropout` says: κ by depth against κ*, and the mean predictor.
struct DropoutCurves: Findings {
  private struct Curve {
    let limit: DropoutLimit
    let kernel: PriorKernel
    let size: Int
    /// κ*
    let condition: Double
    /// By seed and depth.
    let measured: [[KernelAtDepth]]

    var phase: Phase { limit.plain.phase }
    var key: String {
      "\(limit.place.rawValue)/\(phase.rawValue)/\(limit.keepProbability)/\(kernel.rawValue)/\(size)/"
    }
    var title: String {
      "\(limit.place.title), \(phase.rawValue), ρ = \(limit.keepProbability), \(kernel.rawValue.uppercased()), "
        + "m = \(size): "
    }
  }

  private let settings: Dropout.Settings
  private let curves: [Curve]

  init(_ tables: Tables, _ settings: Dropout.Settings) throws {
    self.settings = settings
    curves = try DropoutPlace.allCases.flatMap { place in
      try Phase.allCases.flatMap { phase in
        let table = try tables[Dropout.sweepName(place, phase)]
        return try settings.keepProbabilities.flatMap { keep in
          let limit = try DropoutLimit(place, phase, keepProbability: keep, of: settings.variances)
          return try Dropout.kernels.flatMap { kernel in
            try settings.trainingSizes.map { size in
              let measured = try (0..<settings.seeds).map { seed in
                try KernelAtDepth.series(depths: table[SpectrumAxis.depth]) {
                  try table[
                    $0, Dropout.keepProbability == keep, Table1.trainingSize == size,
                    Table1.seed == seed, SpectrumAxis.kernel == kernel]
                }
              }
              return Curve(
                limit: limit, kernel: kernel, size: size, condition: try limit.condition(kernel, training: size),
                measured: measured)
            }
          }
        }
      }
    }
  }

  var scores: [Score] { get throws { try curves.flatMap { try Self.condition($0) + Self.predictor($0) } } }

  /// κ over κ*: at the last depth where it is reached exponentially, fitted where it is approached like log l/l.
  private static func condition(_ curve: Curve) throws -> [Score] {
    let limit = curve.condition
    guard curve.limit.isExponential else {
      let law = TableLaw(
        name: "kappa_limit_ratio", title: "limit of κ over κ*", row: .condition, expression: "κ*", fit: .limit
      ) { $0.condition / limit }
      return [
        try law.coefficient(of: curve.measured, training: curve.size, depthScale: nil)
          .score(key: curve.key + law.name, title: curve.title + law.title)
      ]
    }
    let ratios = curve.measured.map { ($0.last?.condition ?? .nan) / limit }
    return [
      Score(
        key: curve.key + "kappa_ratio", value: ratios.mean, samples: ratios.count,
        title: curve.title + "κ of the deepest network over κ* = " + String(format: "%.5g", limit))
    ]
  }

  /// With κ finite nothing keeps what differs between inputs: in the ordered phase P(Θ)Y = O(1) becomes O(l χ₁ˡ).
  private static func predictor(_ curve: Curve) throws -> [Score] {
    guard curve.limit.place == .last, curve.phase == .ordered, curve.kernel == .ntk else { return [] }
    let rate = log(curve.limit.plain.chi1)
    let law = TableLaw(
      name: "predictor_exponent", title: "exponent of l in P(Θ)Y χ₁⁻ˡ", row: .predictor, expression: "O(l χ₁ˡ)",
      fit: .power, trust: .predictor
    ) { $0.predictor * exp(-$0.depth * rate) }
    return [
      try law.coefficient(of: curve.measured, training: curve.size, depthScale: curve.limit.plain.depthScale)
        .score(key: curve.key + law.name, title: curve.title + law.title)
    ]
  }

  /// A row a kernel, a panel a phase: κ of the first seed and training size, with κ* (dashed).
  var figure: Figure? {
    let size = settings.trainingSizes[0]
    let panels = Dropout.kernels.flatMap { kernel in
      Phase.allCases.map { phase in
        let own = curves.filter { $0.kernel == kernel && $0.phase == phase && $0.size == size }
        return Panel(
          title: "\(kernel.rawValue.uppercased()), \(phase.rawValue)",
          x: PlotAxis("depth <i>l</i>", scale: .logarithmic),
          y: PlotAxis("κ<sup>(<i>l</i>)</sup>", scale: .logarithmic),
          layers: own.flatMap { curve -> [Layer] in
            let depths = curve.measured[0].map(\.depth)
            let colour = Colour.palette(
              (settings.keepProbabilities.firstIndex(of: curve.limit.keepProbability) ?? 0)
                + (curve.limit.place == .last ? 0 : settings.keepProbabilities.count))
            return [
              .line(
                x: [depths[0], depths[depths.count - 1]], y: [curve.condition, curve.condition], colour: colour,
                dash: .dashed, width: 1),
              .line(
                x: depths, y: curve.measured[0].map(\.condition),
                label: "ρ = \(curve.limit.keepProbability), \(curve.limit.place.title)", colour: colour, dash: .solid),
            ]
          })
      }
    }
    return Figure(
      title: "erf networks with dropout, <i>m</i> = \(size); dashed: κ*", columns: 3, legend: .shared, panels: panels)
  }

  var narrative: String {
    let variances = settings.variances
    return """
      Erf networks of xiao2020/table1, σ_b² = \(variances.biasVariance), σ_w² = \(variances.orderedErf) (ordered), \
      critical, and \(variances.chaoticErf) (chaotic), whose units are kept with probability ρ, in the penultimate \
      layer or behind every nonlinearity. κ* is the condition number of the matrix that the fixed points of the maps \
      make. Dropout works like a diagonal regularisation in proportion to the kernel: κ ends where it would have grown \
      for ever. Its price in the ordered phase is P(Θ)Y, which without dropout keeps what tells inputs apart and with \
      it fades like l χ₁ˡ.
      """
  }
}
