import LinearAlgebra
import Randomness

extension FiniteNetwork where S == Double {
  /// Becomes a W + b ξ for the parameters W of a network of the same shape and a draw ξ from the prior, the one that
  /// `Architecture.finiteWidth` draws from the seed. The old parameters' memory is used again.
  mutating func combine(
    _ a: Double, _ other: FiniteNetwork, _ b: Double, _ noise: Seed, _ variances: [(weights: Double, biases: Double)]
  ) {
    for layer in parameters.indices {
      let others = other.parameters[layer]
      Elementwise.combine(
        a, others.weights.elements, b, variances[layer].weights.squareRoot(),
        CounterBasedGenerator(seed: noise, stream: UInt64(2 * layer)), &parameters[layer].weights.elements)
      Elementwise.combine(
        a, others.biases, b, variances[layer].biases.squareRoot(),
        CounterBasedGenerator(seed: noise, stream: UInt64(2 * layer + 1)), &parameters[layer].biases)
    }
  }

  /// Adds factor · C g for a gradient g and the prior's variances C.
  mutating func add(
    _ gradient: [DenseGradient<Double>], times variances: [(weights: Double, biases: Double)], factor: Double
  ) {
    for (layer, gradient) in gradient.enumerated() {
      Elementwise.add(
        gradient.weights.elements, times: factor * variances[layer].weights, to: &parameters[layer].weights.elements)
      Elementwise.add(gradient.biases, times: factor * variances[layer].biases, to: &parameters[layer].biases)
    }
  }
}

extension PosteriorSample {
  /// −ρ(u, v) of Cotter et al., equation 4.9, from this u to v, whose potential is −log p(y | ·): the ratio to accept by
  /// is its difference between both directions.
  func drift(to v: PosteriorSample, _ delta: Double, _ variances: [(weights: Double, biases: Double)]) -> Double {
    var sum = logEvidence
    for (layer, gradient) in (gradient ?? []).enumerated() {
      let (a, b) = (network.parameters[layer], v.network.parameters[layer])
      sum += Elementwise.drift(
        gradient.weights.elements, a.weights.elements, b.weights.elements, delta, variances[layer].weights)
      sum += Elementwise.drift(gradient.biases, a.biases, b.biases, delta, variances[layer].biases)
    }
    return sum
  }
}

extension Elementwise {
  /// y ← a x + b (scale z), z the standard normals of the generator's positions 0, 1, …
  fileprivate static func combine(
    _ a: Double, _ x: [Double], _ b: Double, _ scale: Double, _ generator: CounterBasedGenerator, _ y: inout [Double]
  ) {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        for start in stride(from: 0, to: y.count, by: 512) {
          let part = UnsafeMutableBufferPointer(rebasing: y[start..<min(start + 512, y.count)])
          generator.fillNormals(part, from: UInt64(start))
          for i in part.indices { part[i] = a * x[start + i] + b * (part[i] * scale) }
        }
      }
    }
  }

  /// Σ g (½ (b − a) + ¼ δ (a + b)) − ¼ δ C g², eight sums side by side.
  fileprivate static func drift(
    _ g: [Double], _ a: [Double], _ b: [Double], _ delta: Double, _ variance: Double
  ) -> Double {
    g.withUnsafeBufferPointer { g in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          func term(_ k: Int) -> Double {
            g[k] * (0.5 * (b[k] - a[k]) + 0.25 * delta * (a[k] + b[k]) - 0.25 * delta * variance * g[k])
          }
          let whole = g.count / 8 * 8
          var sums = SIMD8<Double>.zero
          for start in stride(from: 0, to: whole, by: 8) {
            for lane in 0..<8 { sums[lane] += term(start + lane) }
          }
          return (whole..<g.count).reduce(sums.sum()) { $0 + term($1) }
        }
      }
    }
  }
}
