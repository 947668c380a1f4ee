import Foundation
import MeanField
import Results
import Suite

/// The laws of Table 1, fitted to a results file.
struct XiaoTable1Fits {
  /// One law at one network and training size, over seeds.
  struct Entry {
    let architecture: String
    let point: PhasePoint
    let kernel: PriorKernel
    let trainingSize: Int
    let law: TableLaw
    let fits: [WindowedFit]

    var mean: Double { SampleMean(fits.map(\.estimate)).mean }

    /// Over seeds, and the drift as a 99 % bound of what finite depth leaves open. Values enter a fit while rounding is
    /// below 1e-3 of them, so no coefficient counts as better known than that.
    var standardError: Double {
      let drift = max(fits.reduce(0) { $0 + $1.drift } / Double(fits.count), TableLaw.largestError)
      return hypot(SampleMean(fits.map(\.estimate)).standardError ?? 0, drift / 2.576)
    }
  }

  private let entries: [Entry]

  init(_ results: ResultsFile, tier: Tier) throws {
    entries = try Phase.allCases.flatMap { phase in
      let points = try PhasePoint.points(phase)
      let depths = XiaoTable1.depths(phase).map(Double.init)
      let (sizes, seeds) = (XiaoTable1.trainingSizes(tier), XiaoTable1.seeds(tier))
      let stored = try DepthSeries.read(results, group: "/\(phase.rawValue)", depths: depths.count)
      var entries: [Entry] = []
      for (a, architecture) in XiaoTable1.architectures.enumerated() {
        for (p, point) in points.enumerated() {
          for (k, kernel) in XiaoTable1.kernels.enumerated() {
            for (s, size) in sizes.enumerated() {
              let series = seeds.indices.map { seed in
                let cell = ((a * points.count + p) * sizes.count + s) * seeds.count + seed
                return stored[cell * XiaoTable1.kernels.count + k]
              }
              entries += try TableLaw.laws(at: point, kernel: kernel, training: size).map { law in
                Entry(
                  architecture: architecture, point: point, kernel: kernel, trainingSize: size, law: law,
                  fits: try series.map {
                    try law.fitted($0, depths: depths, training: size, depthScale: point.depthScale)
                  })
              }
            }
          }
        }
      }
      return entries
    }
  }

  /// `fcn/erf/critical/ntk/12/kappa_limit`, each with its standard error.
  var measurements: [Score] {
    entries.map { entry in
      Score(
        key: [
          entry.architecture, entry.point.name, entry.point.phase.rawValue, entry.kernel.rawValue,
          "\(entry.trainingSize)", entry.law.name,
        ].joined(separator: "/"),
        value: entry.mean, standardError: entry.standardError, samples: entry.fits.count,
        title: "\(entry.point.title) \(entry.point.phase.rawValue), \(entry.kernel.rawValue.uppercased()), "
          + "m = \(entry.trainingSize): \(entry.law.title)")
    }
  }

  /// One table a kernel and nonlinearity in the paper's layout: rows λ_max, λ_bulk, κ, P(Θ)Y; in each column the law
  /// and what was fitted, by training size.
  var tables: String {
    let names = entries.map(\.point.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return XiaoTable1.kernels.flatMap { kernel in
      names.map { name in table(entries.filter { $0.kernel == kernel && $0.point.name == name }, kernel) }
    }.joined(separator: "\n\n")
  }

  private func table(_ entries: [Entry], _ kernel: PriorKernel) -> String {
    let phases = Phase.allCases.filter { phase in entries.contains { $0.point.phase == phase } }
    let headings = phases.compactMap { phase in
      entries.first { $0.point.phase == phase }.map {
        String(
          format: "%@ (%.4g, %.4g)", phase.rawValue, $0.point.weightVariance, $0.point.biasVariance)
      }
    }
    var lines = [
      "### \(kernel.rawValue.uppercased()), \(entries.first?.point.title ?? "")", "",
      "| | \(headings.joined(separator: " | ")) |", "|---|" + String(repeating: "---|", count: phases.count),
    ]
    for row in TableLaw.Row.allCases {
      let cells = phases.map { phase in
        let own = entries.filter { $0.point.phase == phase && $0.law.row == row }
        let numbers = own.map { entry in
          String(
            format: "%@ = %.4f ± %.4f (m = %d)", entry.law.title, entry.mean, entry.standardError, entry.trainingSize)
        }
        return ([own.first?.law.expression ?? ""] + numbers).joined(separator: "; ")
      }
      lines.append("| \(row.rawValue) | \(cells.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n")
  }
}
