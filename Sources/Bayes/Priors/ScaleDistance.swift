import Foundation

/// How far a law is from its mixture over random scales u^{1/α} with E u = 1.
struct ScaleDistance {
  private let index: Double
  private let law: OutputLaw
  private let places, values, slopes: [Double]

  /// - Parameter index: α
  init(law: OutputLaw, index: Double) {
    (self.law, self.index) = (law, index)
    let median = law.medianSize
    // Laws are symmetric; beyond eight median sizes the difference has passed its last extremum.
    places = (0...160).map { median * pow(2, -3 + 6 * Double($0) / 160) }
    values = places.map(law.distribution)
    let step = 1e-3
    func moved(_ place: Double, _ scale: Double) -> Double { law.distribution(place * pow(scale, -1 / index)) }
    slopes = places.map { (moved($0, 1 + step) - moved($0, 1 - step)) / (2 * step) }
  }

  /// Kolmogorov's distance max |E F(x u^{−1/α}) − F(x)| over the scales u. To first order u − 1 moves F by
  /// (u − 1) ∂F/∂u, whose expectation is 0 and which scatters by 1/√n where the distance is of the order 1/n; it is
  /// left out.
  /// - Complexity: 161 values of F a scale.
  func kolmogorov(_ scales: [Double]) -> Double {
    let powers = scales.map { pow($0, -1 / index) }
    let shift = scales.map { $0 - 1 }.reduce(0, +) / Double(scales.count)
    return places.indices.reduce(0.0) { largest, k in
      let mixed = powers.reduce(0) { $0 + law.distribution(places[k] * $1) } / Double(powers.count)
      return max(largest, abs(mixed - values[k] - shift * slopes[k]))
    }
  }
}
