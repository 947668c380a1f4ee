import Foundation
import Randomness

/// The symmetric α-stable law of characteristic function e^{−|t|^α}, 1.3 ≤ α ≤ 1.7: what sums of n independent
/// variables with tails |x|^{−α} tend to when they are divided by n^{1/α}. Without a variance.
struct StableLaw: Sendable, Equatable {
  /// α
  let index: Double
  /// F at 0, `spacing`, 2 `spacing`, …
  private let table: [Double]
  private static let spacing = 0.01
  private static let points = 4_000

  init(index: Double) {
    precondition(index >= 1.3 && index <= 1.7, "the series of its distribution function keep eight digits for 1.3…1.7")
    self.index = index
    table = (0..<Self.points).map { Self.series(Double($0) * Self.spacing, index) }
  }

  /// P(X ≤ x); by cubics through a table where it has one, exact to 1e-8.
  func distribution(_ x: Double) -> Double {
    if x < 0 { return 1 - distribution(-x) }
    let place = x / Self.spacing
    guard place < Double(Self.points - 3) else { return Self.series(x, index) }
    let first = max(0, Int(place) - 1)
    let t = place - Double(first)
    let (a, b, c, d) = (table[first], table[first + 1], table[first + 2], table[first + 3])
    return -a * (t - 1) * (t - 2) * (t - 3) / 6 + b * t * (t - 2) * (t - 3) / 2 - c * t * (t - 1) * (t - 3) / 2
      + d * t * (t - 1) * (t - 2) / 6
  }

  /// Feller 1971, XVII.6: for x > 0 the series
  ///
  ///     F(x) = ½ + (1/πα) Σ_{k≥0} (−1)^k Γ((2k + 1)/α)/(2k + 1)! x^{2k+1},
  ///     F(x) ~ 1 − (1/π) Σ_{k≥1} (−1)^{k+1} Γ(αk)/k! sin(παk/2) x^{−αk};
  ///
  /// the first converges everywhere and loses digits where x is large, the second is asymptotic and is used from where
  /// its terms fall below 1e-9.
  private static func series(_ x: Double, _ alpha: Double) -> Double {
    guard x > 0 else { return 0.5 }
    let logarithm = log(x)
    var (tail, smallest) = (0.0, Double.infinity)
    for k in 1...60 {
      let size = exp(lgamma(alpha * Double(k)) - lgamma(Double(k + 1)) - alpha * Double(k) * logarithm)
      if size > smallest { break }
      smallest = size
      tail += (k % 2 == 1 ? size : -size) * sin(0.5 * Double.pi * alpha * Double(k))
    }
    if smallest < 1e-9 { return 1 - tail / Double.pi }
    var sum = 0.0
    for k in 0..<400 {
      let odd = Double(2 * k + 1)
      let size = exp(lgamma(odd / alpha) - lgamma(odd + 1) + odd * logarithm)
      sum += k % 2 == 0 ? size : -size
      if size < 1e-17, k > 3 { break }
    }
    return 0.5 + sum / (Double.pi * alpha)
  }

  /// One draw (Chambers, Mallows and Stuck 1976).
  static func draw(index: Double, _ generator: inout CounterBasedGenerator) -> Double {
    let angle = Double.pi * (generator.uniform() + 0x1p-54 - 0.5)
    let energy = -log(1 - generator.uniform())
    return sin(index * angle) / pow(cos(angle), 1 / index)
      * pow(cos((1 - index) * angle) / max(energy, 0x1p-60), (1 - index) / index)
  }
}
