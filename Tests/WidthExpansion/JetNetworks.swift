import Foundation
import LinearAlgebra
import Nonlinearities
import Platform
import Randomness
import WidthExpansion

/// Random networks of finite width, with the derivatives of their units along three random directions ξ₁, ξ₂, ξ₃ of all
/// parameters: a jet has a part for each set of directions, numbered by its bits.
struct JetNetworks {
  typealias Jet = SIMD8<Double>

  let inputs: Matrix<Double>
  let nonlinearity: Nonlinearity
  let weightVariance, biasVariance, weightRate, biasRate: Double
  let hiddenLayers, width: Int

  static let parts = 8

  /// Covariances of an output's jets given the last hidden layer, of parts p, q and inputs a, b: [8, 8, m, m].
  func covariances(seed: Int) -> [Double] {
    let m = inputs.rows
    let stream = CounterBasedGenerator(
      seed: Seed(root: 1, experiment: "tests", purpose: "jets", index: seed), stream: UInt64(width))
    // [input, unit]
    var jets = inputs.elements.map { Jet($0, 0, 0, 0, 0, 0, 0, 0) }
    var (fan, drawn) = (inputs.columns, 0)
    for _ in 0..<hiddenLayers {
      jets = next(jets, fan, stream, &drawn)
      fan = width
    }
    var result = [Double](repeating: 0, count: Self.parts * Self.parts * m * m)
    for place in 0..<m * m {
      let means = means(jets, fan, place / m, place % m)
      for p in 0..<Self.parts {
        for q in 0..<Self.parts {
          var value = weightVariance * means[p][q]
          for k in 0..<3 where p & q & 1 << k != 0 { value += weightRate * means[p ^ 1 << k][q ^ 1 << k] }
          if p == 0 && q == 0 { value += biasVariance }
          if p == q && p.nonzeroBitCount == 1 { value += biasRate }
          result[(p * Self.parts + q) * m * m + place] = value
        }
      }
    }
    return result
  }

  /// The means over units of all products of a part of input a and one of input b.
  private func means(_ jets: [Jet], _ fan: Int, _ a: Int, _ b: Int) -> [Jet] {
    var sums = [Jet](repeating: .zero, count: Self.parts)
    for i in 0..<fan {
      let (first, second) = (jets[a * fan + i], jets[b * fan + i])
      for p in 0..<Self.parts { sums[p] += first[p] * second }
    }
    return sums.map { $0 / Double(fan) }
  }

  /// - Parameter drawn: how many normals of the stream have been used.
  private func next(_ jets: [Jet], _ fan: Int, _ stream: CounterBasedGenerator, _ drawn: inout Int) -> [Jet] {
    let (weight, bias) = ((weightVariance / Double(fan)).squareRoot(), biasVariance.squareRoot())
    let (rate, biasRate) = ((weightRate / Double(fan)).squareRoot(), biasRate.squareRoot())
    let derivatives = HigherDerivatives(nonlinearity)
    var result = [Jet](repeating: .zero, count: inputs.rows * width)
    // The weights of a unit and their three directions, then its biases.
    var normals = [Double](repeating: 0, count: 4 * fan + 4)
    for i in 0..<width {
      normals.withUnsafeMutableBufferPointer { stream.fillNormals($0, from: UInt64(drawn)) }
      drawn += normals.count
      for a in 0..<inputs.rows {
        var (own, first, second, third) = (Jet.zero, Jet.zero, Jet.zero, Jet.zero)
        for j in 0..<fan {
          let jet = jets[a * fan + j]
          own += normals[j] * jet
          first += normals[fan + j] * jet
          second += normals[2 * fan + j] * jet
          third += normals[3 * fan + j] * jet
        }
        var z = weight * own
        for (k, moved) in [first, second, third].enumerated() {
          for part in 0..<Self.parts where part & 1 << k != 0 { z[part] += rate * moved[part ^ 1 << k] }
          z[1 << k] += biasRate * normals[4 * fan + 1 + k]
        }
        z[0] += bias * normals[4 * fan]
        result[a * width + i] = Self.chain(derivatives?.upToThird(z[0]) ?? .zero, z)
      }
    }
    return result
  }

  /// The jet of φ(z): φ⁽ᵏ⁾ times the products over the partitions of a part's directions into k sets.
  private static func chain(_ d: SIMD4<Double>, _ z: Jet) -> Jet {
    var result = d[1] * z
    result[0] = d[0]
    for (a, b) in [(1, 2), (1, 4), (2, 4)] { result[a | b] += d[2] * z[a] * z[b] }
    result[7] += d[2] * (z[1] * z[6] + z[2] * z[5] + z[4] * z[3]) + d[3] * z[1] * z[2] * z[4]
    return result
  }
}

/// Statistics of many such networks.
struct JetSample {
  let count, inputs: Int
  private let width: Double
  private let networks: [[Double]]

  init(_ networks: JetNetworks, count: Int) throws {
    (self.count, inputs, width) = (count, networks.inputs.rows, Double(networks.width))
    self.networks = try Parallel.map(count: count) { networks.covariances(seed: $0) }
  }

  private func values(_ p: Int, _ q: Int, _ a: Int, _ b: Int) -> [Double] {
    let place = ((p * JetNetworks.parts + q) * inputs + a) * inputs + b
    return networks.map { $0[place] }
  }

  /// n Cov of the covariances of slots (1, 2) and (3, 4).
  func covariance(_ parts: [Int], _ x: [Int]) -> (value: Double, error: Double) {
    let (first, second) = (values(parts[0], parts[1], x[0], x[1]), values(parts[2], parts[3], x[2], x[3]))
    let (m, n) = (Self.mean(first).value, Self.mean(second).value)
    return Self.mean(zip(first, second).map { width * ($0 - m) * ($1 - n) })
  }

  private static func mean(_ values: [Double]) -> (value: Double, error: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares.squareRoot() / Double(values.count))
  }
}
