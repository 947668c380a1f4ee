import Foundation
import MeanField
import Results
import Suite

/// The laws of Table 1 with their factors d, fitted to a results file.
struct Table1ConvolutionsFits: Findings {
  private struct Entry {
    let phase: Phase
    let architecture: NetworkKind
    let name: String
    let title: String
    let coefficient: LawCoefficient
  }

  private let entries: [Entry]
  private let training: Int
  /// d
  private let positions: Int

  init(_ tables: Tables, _ settings: Table1Convolutions.Settings) throws {
    let training = settings.training
    let positions = settings.pixels.positions
    (self.training, self.positions) = (training, positions)
    entries = try Phase.allCases.flatMap { phase -> [Entry] in
      let table = try tables[SweepName(phase.rawValue)]
      let point = try PhasePoint(.erf, phase, of: settings.variances)
      func series(_ kind: NetworkKind) throws -> [[KernelAtDepth]] {
        try table[Table1Convolutions.seed].map { seed in
          try KernelAtDepth.series(depths: table[SpectrumAxis.depth]) {
            try table[$0, Table1Convolutions.seed == seed, SpectrumAxis.architecture == kind]
          }
        }
      }
      let fitted = try table[SpectrumAxis.architecture].flatMap { kind in
        let series = try series(kind)
        return try Self.laws(point, training).map { law in
          Entry(
            phase: phase, architecture: kind, name: law.name, title: law.title,
            coefficient: try law.coefficient(of: series, training: training, depthScale: point.depthScale))
        }
      }
      return try fitted
        + Self.ratios(
          phase, pooled: series(.pooled), flattened: series(.flattened), d: Double(positions))
    }
  }

  /// Those of λ_max and λ_bulk, whose d is in the coefficient; on the critical line κ → (m d + 2)/2, with λ_bulk as the
  /// paper's asymptotics have it.
  private static func laws(_ point: PhasePoint, _ training: Int) -> [TableLaw] {
    let laws = TableLaws(point, training: training).laws(.ntk).filter { [.lambdaMax, .lambdaBulk].contains($0.row) }
    guard point.phase == .critical else { return laws }
    return laws + [
      TableLaw(
        name: "kappa_limit", title: "limit of κ", row: .condition, expression: "(m d + 2)/2 + d m O(l⁻¹)", fit: .limit
      ) { $0.lambdaMax / $0.lambdaBulk }
    ]
  }

  /// CNN-P over CNN-F at the deepest depth, the factor d of the table taken out: λ_bulk has 1/d in every phase, P(Θ)Y
  /// has d on the critical line and in the chaotic phase.
  private static func ratios(
    _ phase: Phase, pooled: [[KernelAtDepth]], flattened: [[KernelAtDepth]], d: Double
  ) -> [Entry] {
    func entry(_ name: String, _ title: String, _ factor: Double, _ value: (KernelAtDepth) -> Double) -> Entry {
      let ratios = zip(pooled, flattened).map { ($0.last.map(value) ?? .nan) / ($1.last.map(value) ?? .nan) / factor }
      return Entry(
        phase: phase, architecture: .pooled, name: name, title: title, coefficient: LawCoefficient(values: ratios))
    }
    let bulk = entry("bulk_ratio", "λ_bulk over that of CNN-F, times d", 1 / d) { $0.lambdaBulk }
    let predictor = entry("predictor_ratio", "P(Θ)Y over that of CNN-F, over d", d) { $0.predictor }
    return phase == .ordered ? [bulk] : [bulk, predictor]
  }

  var scores: [Score] {
    entries.map { entry in
      entry.coefficient.score(
        key: "\(entry.architecture.rawValue)/\(entry.phase.rawValue)/\(training)/\(entry.name)",
        title: "\(entry.architecture.title), \(entry.phase.rawValue): \(entry.title)")
    }
  }

  var narrative: String {
    let rows = entries.map { entry in
      let error = entry.coefficient.standardError.map { String(format: " ± %.4f", $0) } ?? ""
      let number = String(format: "%.4f", entry.coefficient.mean) + error
      return [entry.phase.rawValue, entry.architecture.title, entry.title, number]
    }
    return "m = \(training), d = \(positions)\n\n"
      + TextTable(["phase", "network", "", ""], rows: rows).markdown
  }
}
