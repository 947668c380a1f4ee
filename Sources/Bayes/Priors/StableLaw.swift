import Foundation
import Randomness

/// The symmetric α-stable law of characteristic function e^{−|t|^α}, 1 < α < 2: what sums of n independent variables
/// with tails |x|^{−α} tend to when they are divided by n^{1/α}. Without a variance.
struct StableLaw: Sendable, Equatable {
  /// α
  let index: Double
  /// F at 0, `spacing`, 2 `spacing`, …
  private let table: [Double]
  private static let spacing = 0.01
  private static let points = 4_000

  init(index: Double) {
    precondition(index > 1 && index < 2, "the integral of its distribution function is of 1 < α < 2")
    self.index = index
    table = (0..<Self.points).map { Self.integral(Double($0) * Self.spacing, index) }
  }

  /// P(X ≤ x); by cubics through a table where it has one, exact to 1e-8.
  func distribution(_ x: Double) -> Double {
    if x < 0 { return 1 - distribution(-x) }
    let place = x / Self.spacing
    guard place < Double(Self.points - 3) else { return Self.integral(x, index) }
    let first = max(0, Int(place) - 1)
    let t = place - Double(first)
    let (a, b, c, d) = (table[first], table[first + 1], table[first + 2], table[first + 3])
    return -a * (t - 1) * (t - 2) * (t - 3) / 6 + b * t * (t - 2) * (t - 3) / 2 - c * t * (t - 1) * (t - 3) / 2
      + d * t * (t - 1) * (t - 2) / 6
  }

  /// Nolan 1997, Theorem 1, symmetric: for x > 0
  ///
  ///     F(x) = 1 − (1/π) ∫₀^{π/2} e^{−x^{α/(α−1)} V} dθ,
  ///     V(θ) = (cos θ/sin αθ)^{α/(α−1)} cos((α − 1) θ)/cos θ,
  ///
  /// by Simpson's rule: the integrand is smooth, 0 at θ = 0 and 1 at π/2.
  private static func integral(_ x: Double, _ alpha: Double) -> Double {
    let steps = 600
    let step = Double.pi / 2 / Double(steps)
    let power = alpha / (alpha - 1)
    let scale = pow(x, power)
    // At x = 0 it is 1 everywhere.
    var sum = x > 0 ? 1 : 2.0
    for k in 1..<steps {
      let theta = Double(k) * step
      let v = pow(cos(theta) / sin(alpha * theta), power) * cos((alpha - 1) * theta) / cos(theta)
      sum += (k % 2 == 1 ? 4 : 2) * exp(-scale * v)
    }
    return 1 - sum * step / (3 * Double.pi)
  }

  /// One draw (Chambers, Mallows and Stuck 1976).
  static func draw(index: Double, _ generator: inout CounterBasedGenerator) -> Double {
    let angle = Double.pi * (generator.uniform() + 0x1p-54 - 0.5)
    let energy = -log(1 - generator.uniform())
    return sin(index * angle) / pow(cos(angle), 1 / index)
      * pow(cos((1 - index) * angle) / max(energy, 0x1p-60), (1 - index) / index)
  }
}
