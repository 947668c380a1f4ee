import Foundation
import LinearAlgebra
import Nonlinearities
import Platform
import Randomness
import WidthExpansion

/// Random networks of finite width, with the derivatives of their units along three random directions ξ₁, ξ₂, ξ₃ of all
/// parameters: a jet has a part for each set of directions, numbered by its bits.
struct JetNetworks {
  let inputs: Matrix<Double>
  let nonlinearity: Nonlinearity
  let weightVariance, biasVariance, weightRate, biasRate: Double
  let hiddenLayers, width: Int

  static let parts = 8

  /// Covariances of an output's jets given the last hidden layer, of parts p, q and inputs a, b: [8, 8, m, m].
  func covariances(seed: Int) -> [Double] {
    let m = inputs.rows
    var stream = CounterBasedGenerator(
      seed: Seed(root: 1, experiment: "tests", purpose: "jets", index: seed), stream: UInt64(width))
    var (jets, fan) = ([Double](repeating: 0, count: Self.parts * m * inputs.columns), inputs.columns)
    // [part, input, unit]
    for a in 0..<m { for i in 0..<fan { jets[a * fan + i] = inputs[a, i] } }
    for _ in 0..<hiddenLayers {
      jets = next(jets, fan, &stream)
      fan = width
    }
    var result = [Double](repeating: 0, count: Self.parts * Self.parts * m * m)
    for p in 0..<Self.parts {
      for q in 0..<Self.parts {
        for place in 0..<m * m {
          let (a, b) = (place / m, place % m)
          func mean(_ p: Int, _ q: Int) -> Double {
            (0..<fan).reduce(0) { $0 + jets[(p * m + a) * fan + $1] * jets[(q * m + b) * fan + $1] } / Double(fan)
          }
          var value = weightVariance * mean(p, q)
          for k in 0..<3 where p & q & 1 << k != 0 { value += weightRate * mean(p ^ 1 << k, q ^ 1 << k) }
          if p == 0 && q == 0 { value += biasVariance }
          if p == q && p.nonzeroBitCount == 1 { value += biasRate }
          result[(p * Self.parts + q) * m * m + place] = value
        }
      }
    }
    return result
  }

  private func next(_ jets: [Double], _ fan: Int, _ stream: inout CounterBasedGenerator) -> [Double] {
    let m = inputs.rows
    let (weight, bias) = ((weightVariance / Double(fan)).squareRoot(), biasVariance.squareRoot())
    let (rate, biasRate) = ((weightRate / Double(fan)).squareRoot(), biasRate.squareRoot())
    var result = [Double](repeating: 0, count: Self.parts * m * width)
    var rows = [[Double]](repeating: Array(repeating: 0, count: fan), count: 4)
    for i in 0..<width {
      for k in 0..<4 { for j in 0..<fan { rows[k][j] = (k == 0 ? weight : rate) * stream.normal() } }
      let biases = (0..<4).map { ($0 == 0 ? bias : biasRate) * stream.normal() }
      for a in 0..<m {
        func product(_ k: Int, _ part: Int) -> Double {
          let start = (part * m + a) * fan
          var sum = 0.0
          for j in 0..<fan { sum += rows[k][j] * jets[start + j] }
          return sum
        }
        let z = (0..<Self.parts).map { part in
          let directions = (0..<3).filter { part & 1 << $0 != 0 }
          let own = directions.reduce(product(0, part)) { $0 + product($1 + 1, part ^ 1 << $1) }
          return own + (part == 0 ? biases[0] : directions.count == 1 ? biases[directions[0] + 1] : 0)
        }
        let d = HigherDerivatives(nonlinearity)?.upToThird(z[0]) ?? .zero
        for part in 0..<Self.parts { result[(part * m + a) * width + i] = Self.chain(d, z, part) }
      }
    }
    return result
  }

  /// The part of φ(z): φ⁽ᵏ⁾ times the products over the partitions of its directions into k sets.
  private static func chain(_ d: SIMD4<Double>, _ z: [Double], _ part: Int) -> Double {
    let bits = (0..<3).map { 1 << $0 }.filter { part & $0 != 0 }
    switch bits.count {
    case 0: return d[0]
    case 1: return d[1] * z[part]
    case 2: return d[1] * z[part] + d[2] * z[bits[0]] * z[bits[1]]
    default:
      let pairs = z[1] * z[6] + z[2] * z[5] + z[4] * z[3]
      return d[1] * z[7] + d[2] * pairs + d[3] * z[1] * z[2] * z[4]
    }
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
