import MeanField
import Plotting
import Results
import Suite

/// The spectra of a results file of `Spectrum`, by phase and kernel.
struct SpectrumCurves: Findings {
  struct Curve {
    let phase: Phase
    let kernel: PriorKernel
    let largest: [Double]
    let bulk: [Double]
    let smallest: [Double]
    let isTrusted: [Bool]

    /// κ where it is trusted.
    var condition: [Double] { trusted(zip(largest, smallest).map { $0 / $1 }) }

    /// NaN in the place of what rounding made: beyond 1/(m ε) all of the bulk is the remainder of larger numbers.
    func trusted(_ values: [Double]) -> [Double] { zip(values, isTrusted).map { $1 ? $0 : .nan } }
  }

  private let kernels: [PriorKernel]
  private let curves: [Curve]
  private let depths: [Double]
  private let training: Int
  private let variances: PhaseVariances

  init(_ tables: Tables, _ settings: Spectrum.Settings) throws {
    let table = try tables.only
    (training, variances) = (settings.training, settings.variances)
    kernels = try table[SpectrumAxis.kernel]
    depths = try table[SpectrumAxis.depth].map(Double.init)
    let kernels = kernels
    curves = try table[SpectrumAxis.phase].flatMap { phase in
      try kernels.map { kernel in
        func values<Value>(_ column: Column<Value>) throws -> [Value] {
          try table[column, SpectrumAxis.phase == phase, SpectrumAxis.kernel == kernel]
        }
        return Curve(
          phase: phase, kernel: kernel, largest: try values(Spectrum.lambdaMax),
          bulk: try values(Spectrum.lambdaBulk), smallest: try values(Spectrum.lambdaMin),
          isTrusted: try values(Spectrum.trusted).map { $0 == 1 })
      }
    }
  }

  /// At the deepest trusted depth: κ, and λ_max over λ_bulk, whose asymptotics are the same; and what the laws of
  /// Table 1 say of either end of the spectrum.
  var scores: [Score] {
    get throws {
      let measured = curves.flatMap { curve -> [Score] in
        guard let last = curve.isTrusted.lastIndex(of: true) else { return [] }
        let score = scorer(curve)
        return [
          score("deepest_trusted_depth", depths[last], "deepest depth with κ < 1/(m ε)"),
          score("kappa_at_deepest", curve.condition[last], "κ there"),
          score("bulk_kappa_at_deepest", curve.largest[last] / curve.bulk[last], "λ_max/λ_bulk there"),
        ]
      }
      return try measured
        + curves.flatMap { curve in
          let laws = SpectrumLaws(try PhasePoint(.erf, curve.phase, of: variances), training: training)
          return laws.scores(curve, depths: depths, scorer(curve))
        }
    }
  }

  private func scorer(_ curve: Curve) -> Scorer {
    Scorer(
      key: "fcn/\(curve.phase.rawValue)/\(curve.kernel.rawValue)/",
      title: "\(curve.phase.rawValue), \(curve.kernel.rawValue.uppercased()), m = \(training): ")
  }

  /// A row a kernel, a column a phase: λ_max by depth, and κ, λ_bulk and λ_min where they are trusted.
  var figure: Figure? {
    let panels = kernels.flatMap { kernel in
      Phase.allCases.map { phase in
        let own = curves.filter { $0.kernel == kernel && $0.phase == phase }
        return Panel(
          title: "\(kernel.rawValue.uppercased()), \(phase.rawValue)",
          x: PlotAxis("depth <i>l</i>", scale: .logarithmic), y: PlotAxis(scale: .logarithmic),
          layers: own.flatMap { curve in
            [
              line(curve.condition, "κ", 1), line(curve.largest, "λ<sub>max</sub>", 0),
              line(curve.trusted(curve.bulk), "λ<sub>bulk</sub>", 2),
              line(curve.trusted(curve.smallest), "λ<sub>min</sub>", 3),
            ]
          } + limit(kernel, phase))
      }
    }
    return Figure(columns: 3, legend: .shared, panels: panels)
  }

  private func line(_ values: [Double], _ label: String, _ colour: Int) -> Layer {
    .line(x: depths, y: values, label: label, colour: .palette(colour), dash: .solid)
  }

  /// Where the paper gives κ a limit.
  private func limit(_ kernel: PriorKernel, _ phase: Phase) -> [Layer] {
    guard kernel == .ntk, phase != .ordered else { return [] }
    return phase == .chaotic
      ? [.horizontal(at: 1, label: "1")]
      : [.horizontal(at: Double(training + 2) / 2, label: "(<i>m</i> + 2)/2")]
  }
}
