import LinearAlgebra
import Randomness

/// What a step of `PosteriorChain` does with all weights, each in one loop.
enum ProposalLoops {
  /// Prior variances of the weights and biases of each layer.
  typealias Variances = [(weights: Double, biases: Double)]

  /// target ← a W + b ξ for the parameters W of a network of the same shape and a draw ξ from the prior, the one that
  /// `Architecture.finiteWidth` draws from the seed. The target's memory is used again.
  static func combine(
    _ a: Double, _ other: FiniteNetwork<Double>, _ b: Double, _ noise: Seed, _ variances: Variances,
    into target: inout FiniteNetwork<Double>
  ) {
    for layer in target.parameters.indices {
      let others = other.parameters[layer]
      combine(
        a, others.weights.elements, b, variances[layer].weights.squareRoot(),
        CounterBasedGenerator(seed: noise, stream: UInt64(2 * layer)), &target.parameters[layer].weights.elements)
      combine(
        a, others.biases, b, variances[layer].biases.squareRoot(),
        CounterBasedGenerator(seed: noise, stream: UInt64(2 * layer + 1)), &target.parameters[layer].biases)
    }
  }

  /// target ← target + factor · C g for a gradient g and the prior's variances C.
  static func add(
    _ gradient: [DenseGradient<Double>], times variances: Variances, factor: Double,
    to target: inout FiniteNetwork<Double>
  ) {
    for (layer, gradient) in gradient.enumerated() {
      Elementwise.add(
        gradient.weights.elements, times: factor * variances[layer].weights,
        to: &target.parameters[layer].weights.elements)
      Elementwise.add(
        gradient.biases, times: factor * variances[layer].biases, to: &target.parameters[layer].biases)
    }
  }

  /// −ρ(u, v) of Cotter et al., whose potential is −log p(y | ·): the ratio to accept by is its difference between both
  /// directions.
  static func drift(from u: PosteriorSample, to v: PosteriorSample, _ delta: Double, _ variances: Variances) -> Double {
    var sum = u.logEvidence
    for (layer, gradient) in (u.gradient ?? []).enumerated() {
      let (a, b) = (u.network.parameters[layer], v.network.parameters[layer])
      sum += drift(gradient.weights.elements, a.weights.elements, b.weights.elements, delta, variances[layer].weights)
      sum += drift(gradient.biases, a.biases, b.biases, delta, variances[layer].biases)
    }
    return sum
  }

  /// y ← a x + b (scale z), z the standard normals of the generator's positions 0, 1, …
  private static func combine(
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
  private static func drift(
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
