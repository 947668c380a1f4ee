import Foundation
import MeanField
import Results
import Suite

/// The laws of Table 1, fitted to a results file.
struct Table1Fits: Findings {
  /// One law at one network and training size.
  private struct Entry {
    let architecture: NetworkKind
    let point: PhasePoint
    let kernel: PriorKernel
    let trainingSize: Int
    let law: TableLaw
    let coefficient: LawCoefficient
  }

  private let entries: [Entry]

  init(_ tables: Tables, _: Table1.Settings) throws {
    var entries: [Entry] = []
    for phase in Phase.allCases {
      let table = try tables[SweepName(phase.rawValue)]
      for architecture in try table[SpectrumAxis.architecture] {
        for network in try table[Table1.network] {
          let point = try PhasePoint(
            network, phase, weightVariance: table[Table1.weightVariance, Table1.network == network].first ?? .nan,
            biasVariance: table[Table1.biasVariance, Table1.network == network].first ?? .nan)
          for kernel in try table[SpectrumAxis.kernel] {
            for size in try table[Table1.trainingSize] {
              let series = try table[Table1.seed].map { seed in
                try KernelAtDepth.series(depths: table[SpectrumAxis.depth]) {
                  try table[
                    $0, SpectrumAxis.architecture == architecture, Table1.network == network,
                    Table1.trainingSize == size, Table1.seed == seed, SpectrumAxis.kernel == kernel]
                }
              }
              entries += try TableLaws(point, training: size).laws(kernel).map { law in
                Entry(
                  architecture: architecture, point: point, kernel: kernel, trainingSize: size, law: law,
                  coefficient: try law.coefficient(of: series, training: size, depthScale: point.depthScale))
              }
            }
          }
        }
      }
    }
    self.entries = entries
  }

  /// `fcn/erf/critical/ntk/12/kappa_limit`, each with its standard error.
  var scores: [Score] {
    entries.map { entry in
      let (point, kernel) = (entry.point, entry.kernel.rawValue)
      let network = "\(entry.architecture.rawValue)/\(point.network.rawValue)/\(point.phase.rawValue)"
      return entry.coefficient.score(
        key: "\(network)/\(kernel)/\(entry.trainingSize)/\(entry.law.name)",
        title: "\(point.network.title) \(point.phase.rawValue), \(kernel.uppercased()), "
          + "m = \(entry.trainingSize): \(entry.law.title)")
    }
  }

  /// One table a kernel and nonlinearity in the paper's layout: rows λ_max, λ_bulk, κ, P(Θ)Y; in each column the law
  /// and what was fitted, by training size.
  var narrative: String {
    func unique<Value: Equatable>(_ values: [Value]) -> [Value] {
      values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    let sections = unique(entries.map(\.kernel)).flatMap { (kernel) -> [String] in
      unique(entries.map(\.point.network)).map { (network) -> String in
        let own = entries.filter { $0.kernel == kernel && $0.point.network == network }
        return "### \(kernel.rawValue.uppercased()), \(network.title)\n\n" + table(own)
      }
    }
    return sections.joined(separator: "\n\n")
  }

  private func table(_ entries: [Entry]) -> String {
    let columns = Phase.allCases.map { phase in entries.filter { $0.point.phase == phase } }.filter { !$0.isEmpty }
    let headings = columns.map { column in
      let point = column[0].point
      return String(format: "%@ (%.4g, %.4g)", point.phase.rawValue, point.weightVariance, point.biasVariance)
    }
    let rows = TableLaw.Row.allCases.map { row in
      let cells = columns.map { column in
        let own = column.filter { $0.law.row == row }
        let numbers = own.map { entry in
          String(
            format: "%@ = %.4f ± %.4f (m = %d)", entry.law.title, entry.coefficient.mean,
            entry.coefficient.standardError ?? .nan, entry.trainingSize)
        }
        return ([own.first?.law.expression ?? ""] + numbers).joined(separator: "; ")
      }
      return [row.rawValue] + cells
    }
    return TextTable([""] + headings, rows: rows).markdown
  }
}
