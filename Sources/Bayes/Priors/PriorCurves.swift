import Foundation
import Results
import Suite

/// What `Priors` measured with one prior and depth, by width.
struct PriorCurves {
  let prior: WeightPrior
  let depth: Int
  let widths: [Int]
  /// Of every width and group of networks: mean of (u − 1)², and Kolmogorov's distance from the limit.
  let fluctuations, distances: [[Double]]
  /// E (u − 1)², exactly.
  let expected: [Double]
  /// Of the widest networks, by network: the share of outputs beyond four median sizes of the limit, and that of pairs
  /// that are both beyond two.
  let tails, pairs: [Double]
  /// Sizes of the widest networks' outputs, increasing.
  let sizes: [Double]
  let law: OutputLaw

  /// - Throws: as `Table`.
  init(_ table: Table, _ prior: WeightPrior, depth: Int, widths: [Int], _ settings: Priors.Settings) throws {
    let law = prior.limit(settings)
    (self.prior, self.depth, self.widths, self.law) = (prior, depth, widths, law)
    let scales = try widths.map { try table[Priors.scale, Priors.prior == prior, Priors.width == $0] }
    let groups = scales.map { Self.grouped($0, settings.groups) }
    fluctuations = groups.map { $0.map { group in group.map { ($0 - 1) * ($0 - 1) }.mean } }
    let distance = ScaleDistance(law: law, index: prior.index(settings))
    distances = groups.map { $0.map(distance.kolmogorov) }
    expected = widths.map { prior.fluctuation(depth: depth, width: $0, settings) }
    let widest = widths.max() ?? 0
    let outputs = try table[Priors.outputs, Priors.prior == prior, Priors.width == widest]
    let median = law.medianSize
    func sharesOfNetworks(beyond size: Double) -> [Double] {
      stride(from: 0, to: outputs.count, by: settings.outputs).map { first in
        Double(outputs[first..<first + settings.outputs].count { abs($0) > size })
      }
    }
    let count = Double(settings.outputs)
    tails = sharesOfNetworks(beyond: 4 * median).map { $0 / count }
    pairs = sharesOfNetworks(beyond: 2 * median).map { $0 * ($0 - 1) / (count * (count - 1)) }
    sizes = outputs.map(\.magnitude).sorted()
  }

  /// Consecutive and of equal size.
  static func grouped(_ values: [Double], _ groups: Int) -> [[Double]] {
    let size = values.count / groups
    return (0..<groups).map { Array(values[$0 * size..<($0 + 1) * size]) }
  }

  /// By group: the mean over widths of what was measured over what is expected.
  var ratios: [Double] {
    (fluctuations.first ?? []).indices.map { group in zip(fluctuations, expected).map { $0[group] / $1 }.mean }
  }
}
