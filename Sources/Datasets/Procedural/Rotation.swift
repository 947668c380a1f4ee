import Randomness

/// A rotation by the angle whose half has tangent t: (1 − t², 2t) / (1 + t²). No function of the C library enters,
/// whose last bit differs between machines.
struct Rotation {
  let cosine, sine: Double

  init(halfTangent t: Double) {
    let scale = 1 / (1 + t * t)
    (cosine, sine) = ((1 - t * t) * scale, 2 * t * scale)
  }
}

extension CounterBasedGenerator {
  /// A number in [low, high).
  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }
}
