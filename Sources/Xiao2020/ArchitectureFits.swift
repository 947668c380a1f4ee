import Foundation
import MeanField
import Plotting
import Results
import Suite

/// The laws of `ArchitectureSpectra`, fitted to a results file, and κ by depth.
struct ArchitectureFits: Findings {
  /// One kind of network at one training size.
  private struct Series {
    let design: NetworkDesign
    let network: PhaseNetwork
    /// nil with skip connections alone.
    let phase: Phase?
    let kernel: PriorKernel
    let size: Int
    /// By seed and depth.
    let measured: [[KernelAtDepth]]

    var name: String { "\(design.rawValue)/\(network.rawValue)" + (phase.map { "/\($0.rawValue)" } ?? "") }
    var title: String { "\(network.title), \(design.title)" + (phase.map { ", \($0.rawValue)" } ?? "") }

    func mean(_ value: (KernelAtDepth) -> Double) -> [Double] {
      measured[0].indices.map { place in measured.map { value($0[place]) }.mean }
    }
  }

  private let settings: ArchitectureSpectra.Settings
  private let series: [Series]

  init(_ tables: Tables, _ settings: ArchitectureSpectra.Settings) throws {
    self.settings = settings
    let sweeps =
      Phase.allCases.map { (SweepName($0.rawValue), Phase?.some($0)) } + [(ArchitectureSpectra.residual, nil)]
    series = try sweeps.flatMap { name, phase -> [Series] in
      let table = try tables[name]
      return try table[ArchitectureSpectra.design].flatMap { design in
        try table[Table1.network].flatMap { network in
          try table[SpectrumAxis.kernel].flatMap { kernel in
            try table[Table1.trainingSize].map { size in
              let measured = try table[Table1.seed].map { seed in
                try KernelAtDepth.series(depths: table[SpectrumAxis.depth]) {
                  try table[
                    $0, ArchitectureSpectra.design == design, Table1.network == network, Table1.trainingSize == size,
                    Table1.seed == seed, SpectrumAxis.kernel == kernel]
                }
              }
              return Series(
                design: design, network: network, phase: phase, kernel: kernel, size: size, measured: measured)
            }
          }
        }
      }
    }
  }

  /// `residual-layer-norm/erf/critical/ntk/12/kappa_limit`
  var scores: [Score] {
    get throws {
      try series.flatMap { series in
        try coefficients(series).map { law, coefficient in
          coefficient.score(
            key: "\(series.name)/\(series.kernel.rawValue)/\(series.size)/\(law.name)",
            title: "\(series.title), \(series.kernel.rawValue.uppercased()), m = \(series.size): \(law.title)")
        }
      }
    }
  }

  /// Without the two that Table 1 has on how κ approaches its limit.
  private func coefficients(_ series: Series) throws -> [(law: TableLaw, coefficient: LawCoefficient)] {
    if let phase = series.phase {
      let point = try settings.normalised(series.design, series.network, phase).point(series.kernel)
      return try TableLaws(point, training: series.size).laws(series.kernel)
        .filter { !$0.name.hasPrefix("kappa_approach") }
        .map { law in
          (
            law, try law.coefficient(of: series.measured, training: series.size, depthScale: point.depthScale)
          )
        }
    }
    let variances = settings.residual(series.network)
    let laws = ResidualLaws(
      network: series.network, weightVariance: variances.weightVariance, biasVariance: variances.biasVariance,
      size: Double(series.size))
    let measured = series.measured.map { kernels in
      kernels.map { kernel in
        var kernel = kernel
        kernel.depth = laws.abscissa(kernel.depth)
        return kernel
      }
    }
    return try laws.laws(series.kernel).map { law in
      (law, try law.coefficient(of: measured, training: series.size, depthScale: nil))
    }
  }

  /// A panel a phase, and one of residual networks: κ of the NTK for the first training size.
  var figure: Figure? {
    let size = settings.trainingSizes[0]
    let shown = series.filter { $0.kernel == .ntk && $0.size == size }
    let limits: [Layer] = [
      .horizontal(at: Double(size + 2) / 2, label: "(<i>m</i> + 2)/2"),
      .horizontal(at: Double(size + 3) / 3, label: "(<i>m</i> + 3)/3"),
    ]
    func panel(_ phase: Phase?, _ title: String, _ symbol: String, _ guides: [Layer] = []) -> Panel {
      let own = shown.filter { $0.phase == phase }
      return Panel(
        title: title, x: PlotAxis("depth <i>l</i>", scale: .logarithmic), y: PlotAxis(symbol, scale: .logarithmic),
        layers: own.enumerated().map { place, series in
          let offset = phase == .chaotic ? 1.0 : 0
          let kappa = series.mean(\.condition).map { $0 - offset }
          return .line(
            x: series.measured[0].map(\.depth),
            y: kappa.map { 1e-13...1 / (Double(size) * .ulpOfOne) ~= $0 ? $0 : .nan },
            label: "\(series.network.title), \(series.design.title)", colour: .palette(place))
        } + guides)
    }
    let kappa = "κ<sup>(<i>l</i>)</sup>"
    return Figure(
      title: "NTK with layer normalisation and skip connections, <i>m</i> = \(size)", columns: 2,
      panels: [
        panel(.ordered, "ordered", kappa), panel(.critical, "critical", kappa, limits),
        panel(.chaotic, "chaotic", kappa + " − 1"), panel(nil, "skip connections alone", kappa, [limits[1]]),
      ])
  }

  var narrative: String {
    return """
      Inputs as in xiao2020/table1. With layer normalisation σ_w² = \(settings.weightVariance) and σ_b² = \
      \(settings.orderedBias) (ordered), \(settings.chaoticBias) (chaotic), for the critical networks \
      E[φ′²] − E[φ²] of σ_w²; ReLU without bias. With skip connections alone σ_w² = \
      \(settings.residualReLU.weightVariance) for ReLU, (\(settings.residualErf.weightVariance), \
      \(settings.residualErf.biasVariance)) for erf.

      Layer normalisation leaves Table 1 as it is, with other slopes: the phase depends on σ_b²/σ_w² alone, and the \
      ReLU network explodes at no σ_w². A skip connection before it softens the slopes, so that depth scales grow. \
      Without normalisation the entries of the residual ReLU network's kernel explode, while κ goes to (m + 3)/3 as in \
      the plain critical network; the residual erf network has one phase, whose κ − 1 falls like e^(−A √l).
      """
  }
}
