import Foundation
import TestSupport
import UserData

/// A few inputs anywhere: far from the origin, on both sides of it, nearly repeated, nearly opposite.
struct PredictionProblem: CustomStringConvertible {
  var x1: [[Double]] = []
  var x2: [[Double]] = []
  var y1: [Double] = []
  let weightVariance, biasVariance: Double
  let noise: Double?
  let seed: UInt64

  /// Without inputs yet.
  init(seed: UInt64, weightVariance: Double, biasVariance: Double, noise: Double?) {
    (self.seed, self.weightVariance, self.biasVariance, self.noise) = (seed, weightVariance, biasVariance, noise)
  }

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func one<T>(of choices: [T]) -> T { choices.randomElement(using: &random) ?? choices[0] }
    self.seed = seed
    let (n, d) = (one(of: [1, 2, 3, 4]), one(of: [1, 2, 4]))
    let (offset, scale) = (one(of: [0, 0, 10, 1e3, 1e5, 1e7]), one(of: [1e-3, 1, 1e3, 1e6]))
    let hasBothSides = one(of: [false, false, true])
    weightVariance = one(of: [1, 1.5, 1e-6])
    biasVariance = one(of: [0, 0.1, 1, 1e4, 1e8])
    noise = one(of: [nil, 1e-8, 1e-2])
    var inputs = (0..<n + 2).map { _ -> [Double] in
      let sign = hasBothSides ? one(of: [-1.0, 1]) : 1
      return (0..<d).map { _ in sign * (offset + random.normal()) * scale }
    }
    let near = [1e-5, 1e-8, 1e-12]
    func repeatFirst(as i: Int) {
      let factor = (1 + one(of: near)) * one(of: [-1.0, 1])
      inputs[i] = inputs[0].map { $0 * factor }
    }
    if n > 1, one(of: [true, false, false, false]) { repeatFirst(as: 1) }
    if one(of: [true, false, false, false]) { repeatFirst(as: n) }
    (x1, x2) = (Array(inputs.prefix(n)), Array(inputs.suffix(2)))
    y1 = (0..<n).map { _ in random.normal() }
  }

  var description: String {
    "seed \(seed): \(x1) \(x2) \(y1), σ_w² \(weightVariance), σ_b² \(biasVariance), noise \(noise ?? .nan)"
  }
}
