import Architectures
import Foundation
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// Against central differences of the kernel itself.
@Suite struct KernelGradientTests {
  /// Norms that differ, two inputs that coincide, two that are opposite and one beside another.
  static let inputs: Matrix<Double> = {
    var random = SplitMix64(seed: 11)
    var x = random.normalMatrix(rows: 9, columns: 5)
    for i in 0..<9 { for j in 0..<5 { x[i, j] *= 0.4 + 0.3 * Double(i) } }
    for j in 0..<5 {
      x[4, j] = x[1, j]
      x[6, j] = -2 * x[2, j]
      x[7, j] = x[3, j] + 1e-3 * Double(j)
    }
    return x
  }()

  static let nonlinearities: [Nonlinearity] = [
    .relu, .leakyRelu(slope: 0.2), .abs, .erf, .gelu, .sin, .cos, .identity, .tanh,
  ]

  private static func network(_ nonlinearity: Nonlinearity, weight: Double = 1.4, bias: Double = 0.3) throws
    -> Architecture
  {
    let dense = Layer.dense(weightVariance: weight, biasVariance: bias, trainable: true)
    return try Architecture(layers: [dense, .repeated(count: 3, layers: [.activation(nonlinearity), dense])])
  }

  /// The largest |dK − (K(θ + h) − K(θ − h))/2h| over the largest |dK|, and its bound: truncation of order h² and
  /// rounding of order ε/h, both some 1e-10 at h = 1e-5 of θ, and much less than a millionth.
  private static func check(
    _ network: Architecture, _ paths: [String], value: Double, _ note: Comment, inputs: Matrix<Double> = inputs
  ) throws {
    func kernel(_ value: Double) throws -> Matrix<Double> {
      let changed = try Kernel(try network.setting(paths, to: value))
      return try #require(try changed.matrices(rows: inputs, path: .recursion).nngp)
    }
    let step = 1e-5 * value
    let (above, below) = (try kernel(value + step), try kernel(value - step))
    let own = try Kernel(network)
    let pairs = try #require(try own.storedPairs(rows: inputs))
    let gradient = try #require(
      try KernelGradient(own, of: pairs, along: [try network.setting(paths, to: 2 * value)]))
    let found = try gradient.matrices()[0]
    let largest = found.elements.reduce(0) { max($0, abs($1)) }
    let worst = found.elements.indices.reduce(0.0) {
      max($0, abs(found.elements[$1] - (above.elements[$1] - below.elements[$1]) / (2 * step)))
    }
    #expect(largest > 0 && worst <= 1e-8 * largest, note)
  }

  @Test(arguments: nonlinearities) func isTheDifferenceQuotient(nonlinearity: Nonlinearity) throws {
    let network = try Self.network(nonlinearity)
    for (name, value) in [("weightVariance", 1.4), ("biasVariance", 0.3)] {
      let paths = try network.numbers.filter { $0.name == name }.map(\.path)
      try Self.check(network, paths, value: value, "\(nonlinearity.name) \(name)")
    }
  }

  /// Beyond the variances that have a series.
  @Test func tanhOfLargeVariances() throws {
    let network = try Self.network(.tanh, weight: 40, bias: 0.3)
    let paths = try network.numbers.filter { $0.name == "weightVariance" }.map(\.path)
    try Self.check(network, paths, value: 40, "tanh")
  }

  /// Every kind of layer, and the variance of one layer alone.
  @Test func goesThroughAllLayersOfVectors() throws {
    let network = try Architecture(
      json: Data(
        """
        { "layers": [
          {"dense": {"weightVariance": 1.2, "biasVariance": 0.4}}, {"activation": "gelu"},
          {"dropout": {"keepProbability": 0.8}}, {"dense": {"weightVariance": 0.9, "biasVariance": 0.2}}, "layerNorm",
          {"residual": {"layers": [
            {"activation": "relu"}, {"dense": {"weightVariance": 1.7, "biasVariance": 0.1}},
            {"activation": "erf"}, {"dense": {"weightVariance": 0.7, "biasVariance": 0.6}}]}},
          {"activation": "tanh"}, {"dense": {"weightVariance": 2, "biasVariance": 0}} ] }
        """.utf8), source: "test")
    for number in try network.numbers where number.name.hasSuffix("Variance") && number.value > 0 {
      try Self.check(network, [number.path], value: number.value, "\(number.path)")
    }
  }

  @Test func goesThroughBranchesAndLearningRates() throws {
    let network = try Architecture(
      json: Data(
        """
        { "layers": [
          {"dense": {"weightVariance": 1.2, "biasVariance": 0.4, "learningRates": {"weights": 5, "biases": 1}}},
          {"parallel": {"join": "sum", "branches": [[],
            [{"activation": "relu"}, {"dense": {"weightVariance": 1.7, "biasVariance": 0.1}}],
            [{"dense": {"weightVariance": 0.6, "biasVariance": 0.2}}]]}},
          {"parallel": {"join": "concatenation", "widths": [1, 2], "branches": [
            [{"activation": "gelu"}],
            [{"activation": "erf"}, {"dense": {"weightVariance": 0.7, "biasVariance": 0.6}}]]}},
          {"dense": {"weightVariance": 0.9, "biasVariance": 0.2}},
          {"activation": "tanh"}, {"dense": {"weightVariance": 2, "biasVariance": 0}} ] }
        """.utf8), source: "test")
    for number in try network.numbers where number.name.hasSuffix("Variance") && number.value > 0 {
      try Self.check(network, [number.path], value: number.value, "\(number.path)")
    }
    // Of widths there is none.
    let kernel = try Kernel(network)
    let pairs = try #require(try kernel.storedPairs(rows: Self.inputs))
    let width = try #require(try network.numbers.first { $0.path.contains("/widths/") })
    #expect(try KernelGradient(kernel, of: pairs, along: [try network.setting([width.path], to: 3)]) == nil)
  }

  /// Strips of every kind: within a tile, across tiles, at the end.
  @Test func sumsAreThoseOfTheMatrices() throws {
    var random = SplitMix64(seed: 2)
    let n = 300
    let inputs = random.normalMatrix(rows: n, columns: 4)
    var weights = random.normalMatrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<i { weights[i, j] = weights[j, i] } }
    let network = try Self.network(.relu)
    let kernel = try Kernel(network)
    let pairs = try #require(try kernel.storedPairs(rows: inputs))
    let directions = try ["weightVariance", "biasVariance"].map { name in
      try network.setting(try network.numbers.filter { $0.name == name }.map(\.path), to: 5)
    }
    let gradient = try #require(try KernelGradient(kernel, of: pairs, along: directions))
    let matrices = try gradient.matrices()
    for strips in [[0..<n], [0..<70, 70..<256, 256..<n]] {
      var sums = [0.0, 0.0]
      for rows in strips {
        var strip = Matrix<Double>(rows: rows.count, columns: n - rows.lowerBound)
        for i in 0..<strip.rows {
          for j in 0..<strip.columns { strip[i, j] = weights[rows.lowerBound + i, rows.lowerBound + j] }
        }
        let part = try gradient.sums(first: rows.lowerBound, weights: strip)
        for p in 0..<2 { sums[p] += part[p] }
      }
      for p in 0..<2 {
        let expected = zip(weights.elements, matrices[p].elements).reduce(0) { $0 + $1.0 * $1.1 }
        let scale = zip(weights.elements, matrices[p].elements).reduce(0) { $0 + abs($1.0 * $1.1) }
        #expect(abs(sums[p] - expected) <= 1e-12 * scale)
      }
    }
  }

  @Test func whatHasNoGradientSaysSo() throws {
    let network = try Self.network(.relu)
    let kernel = try Kernel(network)
    let pairs = try #require(try kernel.storedPairs(rows: Self.inputs))
    let depth = try network.setting(["layers/1/repeat/count"], to: 4)
    #expect(try KernelGradient(kernel, of: pairs, along: [depth]) == nil)
    let images = try Architecture(
      layers: [
        .convolution(kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true), .flatten,
        .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      ])
    let pictures = try Kernel(images, inputShape: .image(height: 2, width: 2, channels: 1))
    #expect(try pictures.storedPairs(rows: Matrix(rows: 1, columns: 4, repeating: 1)) == nil)
    #expect(try KernelGradient(pictures, of: pairs, along: [images]) == nil)
  }
}
