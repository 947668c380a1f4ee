import Foundation
import MeanField
import Results
import Suite

/// The laws of Table 1 with their factors d, fitted to a results file.
struct ConvolutionalLaws {
  /// One number, over seeds.
  private struct Entry {
    let phase: Phase
    let architecture: String
    let name: String
    let title: String
    let values: [Double]
    /// What finite depth leaves open, as a 99 % bound; nil for a ratio, which is no limit.
    let drift: Double?

    var mean: SampleMean { SampleMean(values) }
    var standardError: Double? {
      guard let drift else { return mean.standardError }
      return hypot(mean.standardError ?? 0, max(drift, TableLaw.largestError) / 2.576)
    }
    var measurement: Score {
      Score(
        key: "\(architecture)/\(phase.rawValue)/\(XiaoTable1Convolutions.training)/\(name)", value: mean.mean,
        standardError: standardError, samples: values.count,
        title: "\(architecture.uppercased()), \(phase.rawValue): \(title)")
    }
  }

  private let entries: [Entry]

  init(_ results: ResultsFile, tier: Tier) throws {
    let (kinds, training) = (XiaoTable1Convolutions.architectures, XiaoTable1Convolutions.training)
    entries = try Phase.allCases.flatMap { phase -> [Entry] in
      let point = try PhasePoint.points(phase)[0]
      let depths = XiaoTable1Convolutions.depths(phase, tier).map(Double.init)
      let stored = try DepthSeries.read(results, group: "/\(phase.rawValue)", depths: depths.count)
      let series = kinds.indices.map { k in stride(from: k, to: stored.count, by: kinds.count).map { stored[$0] } }
      let fitted = try kinds.indices.flatMap { k in
        try Self.laws(point, training).map { law in
          let fits = try series[k].map {
            try law.fitted($0, depths: depths, training: training, depthScale: point.depthScale)
          }
          return Entry(
            phase: phase, architecture: kinds[k], name: law.name, title: law.title, values: fits.map(\.estimate),
            drift: fits.reduce(0) { $0 + $1.drift } / Double(fits.count))
        }
      }
      return fitted + Self.ratios(phase, pooled: series[1], flattened: series[0])
    }
  }

  private static func laws(_ point: PhasePoint, _ training: Int) -> [TableLaw] {
    let (variance, rate) = (point.variance, log(point.chi1))
    switch point.phase {
    case .critical:
      return [
        TableLaw(
          name: "lambda_max_limit", title: "λ_max / (l q*)", row: .lambdaMax,
          expression: "(m d + 2)/(3 d) l q* + m O(1)", fit: .limit
        ) { series, k, l in series.lambdaMax[k] / (l * variance) },
        TableLaw(
          name: "lambda_bulk_limit", title: "λ_bulk / (l q*)", row: .lambdaBulk,
          expression: "2/(3 d) l q* + O(1)/d", fit: .limit
        ) { series, k, l in series.lambdaBulk[k] / (l * variance) },
        TableLaw(
          name: "kappa_limit", title: "limit of κ", row: .condition, expression: "(m d + 2)/2 + d m O(l⁻¹)", fit: .limit
        ) { series, k, _ in series.lambdaMax[k] / series.lambdaBulk[k] },
      ]
    case .ordered:
      let limit = Double(training) * variance / (1 - point.chi1)
      return [
        TableLaw(
          name: "lambda_max_limit", title: "λ_max / (m p*)", row: .lambdaMax, expression: "m p* + m O(l χ₁ˡ)",
          fit: .limit
        ) { series, k, _ in series.lambdaMax[k] / limit },
        TableLaw(
          name: "lambda_bulk_exponent", title: "exponent of l in λ_bulk χ₁⁻ˡ", row: .lambdaBulk,
          expression: "O(l χ₁ˡ)/d", fit: .power
        ) { series, k, l in series.lambdaBulk[k] * exp(-l * rate) },
      ]
    case .chaotic:
      return [
        TableLaw(
          name: "lambda_max_rate", title: "rate of λ_max / log χ₁", row: .lambdaMax, expression: "Θ(χ₁ˡ)/d", fit: .rate,
          unit: rate
        ) { series, k, _ in series.lambdaMax[k] },
        TableLaw(
          name: "lambda_bulk_rate", title: "rate of λ_bulk / log χ₁", row: .lambdaBulk, expression: "Θ(χ₁ˡ)/d",
          fit: .rate, unit: rate
        ) { series, k, _ in series.lambdaBulk[k] },
      ]
    }
  }

  /// CNN-P over CNN-F at the deepest depth, the factor d of the table taken out: λ_bulk has 1/d in every phase, P(Θ)Y
  /// has d on the critical line and in the chaotic phase.
  private static func ratios(_ phase: Phase, pooled: [DepthSeries], flattened: [DepthSeries]) -> [Entry] {
    let d = Double(RandomPixels.positions)
    func entry(_ name: String, _ title: String, _ path: KeyPath<DepthSeries, [Double]>, _ factor: Double) -> Entry {
      Entry(
        phase: phase, architecture: "cnn-p", name: name, title: title,
        values: zip(pooled, flattened).map {
          ($0[keyPath: path].last ?? .nan) / ($1[keyPath: path].last ?? .nan) / factor
        }, drift: nil)
    }
    let bulk = entry("bulk_ratio", "λ_bulk over that of CNN-F, times d", \.lambdaBulk, 1 / d)
    let predictor = entry("predictor_ratio", "P(Θ)Y over that of CNN-F, over d", \.predictor, d)
    return phase == .ordered ? [bulk] : [bulk, predictor]
  }

  var measurements: [Score] { entries.map(\.measurement) }

  var table: String {
    let lines = entries.map { entry in
      let error = entry.standardError.map { String(format: " ± %.4f", $0) } ?? ""
      return "| \(entry.phase.rawValue) | \(entry.architecture.uppercased()) | \(entry.title) "
        + "| \(String(format: "%.4f", entry.mean.mean))\(error) |"
    }
    return
      ([
        "m = \(XiaoTable1Convolutions.training), d = \(RandomPixels.positions)", "", "| phase | network | | |",
        "|---|---|---|---|",
      ]
      + lines).joined(separator: "\n")
  }
}
