import Foundation

/// Whether chains of a sampler have met, and how many independent draws they are worth, for one quantity.
///
/// Each chain is split into halves. With B and W the variance between and within halves of n draws, R̂ = √((W (n − 1)/n
/// + B/n)/W) is 1 where they have met. The effective sample size is m n/τ with τ = −1 + 2 Σ (ρ_{2t} + ρ_{2t+1}),
/// autocorrelations ρ from all halves together, summed as long as a pair is positive, and no pair more than the last
/// (Geyer's initial monotone sequence). Gelman et al., "Bayesian Data Analysis", 3rd ed., section 11.4; Vehtari et al.
/// 2021, Eqs. 1–4 and 10–13, without the ranks.
public struct ChainDiagnostics: Sendable, Equatable {
  /// R̂
  public let scaleReduction: Double
  public let effectiveSamples: Double

  /// - Parameter chains: the draws of each chain, equally many, 8 at least.
  /// - Complexity: O(draws · τ).
  public init(_ chains: [[Double]]) {
    let length = (chains.map(\.count).min() ?? 0) / 2
    let halves = chains.flatMap { [Array($0.prefix(length)), Array($0.suffix(length))] }
    guard length >= 4, halves.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      (scaleReduction, effectiveSamples) = (.infinity, 0)
      return
    }
    let n = Double(length)
    let means = halves.map { $0.reduce(0, +) / n }
    let variances = zip(halves, means).map { half, mean in
      half.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    }
    let count = Double(halves.count)
    let grand = means.reduce(0, +) / count
    let between = means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / (count - 1)
    let within = variances.reduce(0, +) / count
    guard within > 0 else {
      // Chains that never moved have met only where several stand at one place.
      let haveMet = between == 0 && chains.count > 1
      (scaleReduction, effectiveSamples) = (haveMet ? 1 : .infinity, haveMet ? 1 : 0)
      return
    }
    let whole = within * (n - 1) / n + between
    scaleReduction = (whole / within).squareRoot()

    func correlation(_ lag: Int) -> Double {
      let covariance = zip(halves, means).reduce(0.0) { sum, half in
        let (values, mean) = half
        return sum + (0..<length - lag).reduce(0) { $0 + (values[$1] - mean) * (values[$1 + lag] - mean) } / n
      }
      return 1 - (within * (n - 1) / n - covariance / count) / whole
    }
    var (time, last) = (-1.0, Double.infinity)
    for lag in stride(from: 0, to: length - 1, by: 2) {
      let pair = min(last, correlation(lag) + correlation(lag + 1))
      guard pair > 0 else { break }
      time += 2 * pair
      last = pair
    }
    effectiveSamples = min(count * n / max(time, 1 / (count * n)), count * n * log10(count * n))
  }
}
