/// The coefficients of a Hermite series, and what the ones from n on still hold.
struct HermiteTerms: Sendable {
  let values: [Double]
  /// √(Σ_{m ≥ n} (m + 1) valueₘ²): a bound of what is left of the slope at c = 1.
  private let tails: [Double]

  init(_ values: [Double]) {
    var (sum, tails) = (0.0, Array(repeating: 0.0, count: values.count + 1))
    for n in values.indices.reversed() {
      sum += Double(n + 1) * values[n] * values[n]
      tails[n] = sum.squareRoot()
    }
    (self.values, self.tails) = (values, tails)
  }

  /// How many terms of Σ valueₙ otherₙ cⁿ matter: the rest is below 1e-18 of its slope.
  func sharedCount(_ other: HermiteTerms) -> Int {
    sharedCount(other, threshold: 1e-18 * tails[0] * other.tails[0])
  }

  /// How many terms of Σ valueₙ otherₙ (1 − cⁿ) matter: the first, which may be all of φ(0), is none of them. Where the
  /// others are below 1e-12 of the whole, so is their rounding.
  func gapCount(_ other: HermiteTerms) -> Int {
    guard values.count > 0, other.values.count > 0 else { return 0 }
    let rest = max(tails[1] * other.tails[1], 1e-12 * tails[0] * other.tails[0])
    return sharedCount(other, threshold: 1e-18 * rest)
  }

  private func sharedCount(_ other: HermiteTerms, threshold: Double) -> Int {
    var (low, high) = (0, min(values.count, other.values.count))
    while low < high {
      let middle = (low + high) / 2
      if tails[middle] * other.tails[middle] > threshold { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many of Σ valueₙ² cⁿ matter.
  var ownCount: Int { sharedCount(self) }

  /// ½ Σ (valueₙ − otherₙ)², the smallest terms first.
  func halfSquaredDistance(_ other: HermiteTerms) -> Double {
    let (longer, shorter) = values.count < other.values.count ? (other.values, values) : (values, other.values)
    var sum = 0.0
    for n in longer.indices.reversed() {
      let gap = longer[n] - (n < shorter.count ? shorter[n] : 0)
      sum += 0.5 * gap * gap
    }
    return sum
  }

  /// Σ valueₙ otherₙ cⁿ
  func product(_ other: HermiteTerms, _ c: Double) -> Double {
    var sum = 0.0
    for n in (0..<sharedCount(other)).reversed() { sum = sum * c + values[n] * other.values[n] }
    return sum
  }

  /// ½ Σ (valueₙ − otherₙ)² + Σ valueₙ otherₙ (1 − cⁿ), by 1 − cⁿ⁺¹ = ε + c (1 − cⁿ).
  func gap(_ other: HermiteTerms, separation: Double) -> Double {
    var (sum, power) = (halfSquaredDistance(other), 0.0)
    for n in 0..<gapCount(other) {
      sum += values[n] * other.values[n] * power
      power = separation + (1 - separation) * power
    }
    return sum
  }
}
