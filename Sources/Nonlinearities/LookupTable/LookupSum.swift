import CElementary
import Glibc

/// The sums that fill the lookup table (Lee et al. 2018, Eq. 10):
///
///     F = Σ_ij φ(u_i) φ(u_j) ω_ij / Σ_ij ω_ij,   ω = exp(−(u_i² − 2c u_i u_j + u_j²)/(2s(1 − c²))).
///
/// In p = i + j and m = i − j the weight separates, exp(−h²p²/(4s(1 + c))) exp(−h²m²/(4s(1 − c))) for a grid of step h,
/// so a correlation costs 2n exponentials and not n². Both signs of p and of m are taken together, which leaves a
/// quarter of the products φφ; they depend on neither s nor c and are kept.
struct LookupSum: Sendable {
  private let half: Int
  private let step: Double
  private let correlations: [Double]
  private let values: [Double]
  /// For p = 0, 1, … and m = p mod 2, … 2·half − p in steps of 2: multiplicity times the mean of φφ over the signs.
  private let products: [Double]
  private let starts: [Int]

  init(_ nonlinearity: Nonlinearity, _ settings: LookupTable.Settings) {
    let half = (settings.gaussCount - 1) / 2
    let step = settings.gaussLimit / Double(half)
    let last = Double(settings.correlationCount - 1)
    correlations = (0..<settings.correlationCount).map { settings.maximumCorrelation * (2 * Double($0) / last - 1) }
    let values = (-half...half).map { nonlinearity(Double($0) * step) }
    (self.half, self.step, self.values) = (half, step, values)
    var (products, starts): ([Double], [Int]) = ([], [])
    for p in 0...2 * half {
      starts.append(products.count)
      for m in stride(from: p % 2, through: 2 * half - p, by: 2) {
        let (i, j) = ((p + m) / 2, (p - m) / 2)
        let mean = 0.5 * (values[half + i] * values[half + j] + values[half - i] * values[half - j])
        products.append(Self.multiplicity(p) * Self.multiplicity(m) * mean)
      }
    }
    (self.products, self.starts) = (products, starts)
  }

  /// The one-dimensional table: c = 1.
  func secondMoment(variance: Double) -> Double {
    var (numerator, denominator) = (0.0, 0.0)
    for i in -half...half {
      let u = Double(i) * step
      let weight = exp(-0.5 * u * u / variance)
      numerator += weight * values[half + i] * values[half + i]
      denominator += weight
    }
    return numerator / denominator
  }

  /// F at every correlation of the grid.
  func row(variance: Double) -> [Double] {
    let count = correlations.count
    let weights = Weights(correlations, variance: variance, step: step, limit: 2 * half)
    var (numerator, denominator) = (Array(repeating: 0.0, count: count), Array(repeating: 0.0, count: count))
    var inner = numerator
    // Denominators of the two parities of m, which grow as p falls.
    var running = [inner, inner]
    for p in stride(from: 2 * half, through: 0, by: -1) {
      let parity = p % 2
      if let added = weights.difference(2 * half - p) {
        let factor = Self.multiplicity(2 * half - p)
        for k in 0..<count { running[parity][k] += factor * added[k] }
      }
      guard let outer = weights.sum(p) else { continue }
      inner.withUnsafeMutableBufferPointer { inner in
        inner.update(repeating: 0)
        for (index, m) in stride(from: parity, through: 2 * half - p, by: 2).enumerated() {
          guard let row = weights.difference(m) else { break }
          let product = products[starts[p] + index]
          for k in 0..<count { inner[k] = elementary_multiply_add(product, row[k], inner[k]) }
        }
      }
      let factor = Self.multiplicity(p)
      for k in 0..<count {
        numerator[k] += outer[k] * inner[k]
        denominator[k] += factor * outer[k] * running[parity][k]
      }
    }
    return zip(numerator, denominator).map { $0 / $1 }
  }

  /// How many signs of p (or m) share one entry.
  private static func multiplicity(_ n: Int) -> Double { n == 0 ? 1 : 2 }

  /// The two factors of ω for all correlations; nil where all are below 1e-40 and no sum notices.
  private struct Weights {
    private let sums: [[Double]]
    private let differences: [[Double]]

    init(_ correlations: [Double], variance: Double, step: Double, limit: Int) {
      func table(_ sign: Double) -> [[Double]] {
        let rates = correlations.map { -step * step / (4 * variance * (1 + sign * $0)) }
        let slowest = rates.max() ?? 0
        let reach = min(limit, Int((-92 / slowest).squareRoot()))
        return (0...reach).map { n in rates.map { exp($0 * Double(n) * Double(n)) } }
      }
      (sums, differences) = (table(1), table(-1))
    }

    func sum(_ p: Int) -> [Double]? { p < sums.count ? sums[p] : nil }
    func difference(_ m: Int) -> [Double]? { m < differences.count ? differences[m] : nil }
  }
}
