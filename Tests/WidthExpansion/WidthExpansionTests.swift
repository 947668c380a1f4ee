import Architectures
import Failures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

import WidthExpansion

@Suite struct WidthExpansionTests {
  static let inputs = Matrix<Double>(rows: 2, columns: 3, elements: [1, 0.3, -0.5, 0.2, -1, 0.8])

  static func network(_ nonlinearity: Nonlinearity, hiddenLayers: Int) throws -> Architecture {
    let dense = Layer.dense(
      weightVariance: 1.7, biasVariance: 0.2, trainable: .rates(weights: 0.9, biases: 0.4))
    return try Architecture(
      layers: [dense] + (0..<hiddenLayers).flatMap { _ in [.activation(nonlinearity), dense] })
  }

  /// By a separate program, of arrays and Gauss–Hermite rules in Python: tanh, two hidden layers, at the inputs 0000,
  /// 0101, 0011, 0111 and 1000.
  static let elsewhere: [Cumulant: [Double]] = [
    .v: [0.29751, 0.61071, 0.00554, 0.04258, 0.04195],
    .d: [-0.33708, 0.42818, -0.00525, -0.03467, -0.03374],
    .f: [0.33253, 0.93421, 0.00932, 0.03323, 0.03334],
    .a: [0.43597, 0.44957, 0.00481, 0.13245, 0.11619],
    .b: [2.49518, 1.59040, 0.21527, 0.64896, 0.62328],
    .p: [-0.87143, -0.01656, -0.12928, -0.00561, -0.00557],
    .q: [-0.43916, 0.61380, -0.00815, 0.08253, 0.08123],
    .r: [-5.65767, -0.31621, -0.40706, -0.08136, -0.07852],
    .t: [0.70815, -0.15844, 0.00734, -0.09871, -0.09018],
    .u: [1.24770, 0.17347, 0.00262, 0.00876, 0.00857],
    .s: [3.20312, 0.97212, 0.32784, 0.39784, 0.38080],
  ]

  @Test("agrees with a separate program", arguments: Cumulant.allCases) func elsewhere(cumulant: Cumulant) throws {
    let expansion = try WidthExpansion(Self.network(.tanh, hiddenLayers: 2), inputs: Self.inputs)
    let places = [[0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 0, 0]]
    let tensor = expansion(cumulant)
    for (x, expected) in zip(places, Self.elsewhere[cumulant] ?? []) {
      #expect(abs(tensor[x[0], x[1], x[2], x[3]] - expected) < 2e-5, "\(x)")
    }
    #expect(abs(expansion.kernelCorrection[0, 0] + 0.051484) < 2e-6)
    #expect(abs(expansion.tangentKernelCorrection[0, 1] - 0.070566) < 2e-6)
  }

  @Test("kernels are those of infinite width", arguments: [Nonlinearity.tanh, .erf, .gelu, .sin, .cos, .identity])
  func kernels(nonlinearity: Nonlinearity) throws {
    let network = try Self.network(nonlinearity, hiddenLayers: 3)
    let expansion = try WidthExpansion(network, inputs: Self.inputs)
    let kernels = try Kernel(network).matrices(of: VectorPairs(rows: Self.inputs), get: .both)
    let (nngp, ntk) = (try #require(kernels.nngp), try #require(kernels.ntk))
    for place in 0..<4 {
      #expect(abs(expansion.kernel.elements[place] - nngp.elements[place]) < 1e-9)
      #expect(abs(expansion.tangentKernel.elements[place] - ntk.elements[place]) < 1e-9)
    }
  }

  /// A deep linear network without biases at one input: every covariance is a product over layers.
  @Test func linearNetworkHasClosedForms() throws {
    let dense = Layer.dense(weightVariance: 1.3, biasVariance: 0, trainable: .rates(weights: 1, biases: 0))
    let layers = 4
    let network = try Architecture(layers: [dense] + (0..<layers).flatMap { _ in [.activation(.identity), dense] })
    let x = Matrix<Double>(rows: 1, columns: 2, elements: [1, 1])
    let expansion = try WidthExpansion(network, inputs: x)
    // Ĝ′ = σ_w² Ĝ χ²_n/n layer by layer: relative variance 2/n each.
    let k = expansion.kernel[0, 0]
    #expect(abs(expansion(.v)[0, 0, 0, 0] - 2 * Double(layers) * k * k) < 1e-9 * k * k)
    #expect(abs(expansion.kernelCorrection[0, 0]) < 1e-12)
    // Multilinear: each layer's weights are derived at most once, and nothing of E[Θ̂] depends on the width.
    #expect(abs(expansion.tangentKernelCorrection[0, 0]) < 1e-9)
  }

  /// One hidden layer at four inputs in general position: sums of exponentials for sin, Wick's theorem for identity.
  @Test func fourInputsHaveClosedForms() throws {
    let x = Matrix<Double>(
      rows: 4, columns: 5,
      elements: [1, 0.3, -0.5, 0.2, 0.9, -0.4, 1.2, 0.1, 0.8, -0.6, 0.5, 0.5, 1.1, -0.9, 0.3, -1, 0.2, 0.7, 0.6, 0.4])
    let k = try WidthExpansion(Self.network(.sin, hiddenLayers: 0), inputs: x).kernel
    func exponential(_ signs: [Double]) -> Double {
      var variance = 0.0
      for i in 0..<4 { for j in 0..<4 { variance += signs[i] * signs[j] * k[i, j] } }
      return exp(-0.5 * variance)
    }
    func product(_ i: Int, _ j: Int) -> Double {
      exp(-0.5 * (k[i, i] + k[j, j])) * sinh(k[i, j])
    }
    var four = 0.0
    for bits in 0..<8 {
      let signs = [1] + (0..<3).map { bits & 1 << $0 == 0 ? 1.0 : -1 }
      four += signs.reduce(1, *) * exponential(signs) / 8
    }
    let sines = try WidthExpansion(Self.network(.sin, hiddenLayers: 1), inputs: x)(.v)
    let expected = 1.7 * 1.7 * (four - product(0, 1) * product(2, 3))
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]] {
      let found = sines[order[0], order[1], order[2], order[3]]
      #expect(abs(found - expected) < 2e-6, "\(found), and \(expected) is expected")
    }
    let lines = try WidthExpansion(Self.network(.identity, hiddenLayers: 1), inputs: x)(.v)
    let wick = 1.7 * 1.7 * (k[0, 2] * k[1, 3] + k[0, 3] * k[1, 2])
    #expect(abs(lines[0, 1, 2, 3] - wick) < 2e-5)
  }

  @Test func symmetriesOfTheSlots() throws {
    let expansion = try WidthExpansion(Self.network(.erf, hiddenLayers: 2), inputs: Self.inputs)
    let (v, d, a, b) = (expansion(.v), expansion(.d), expansion(.a), expansion(.b))
    for x in [[0, 1, 1, 1], [0, 0, 0, 1], [0, 1, 0, 0]] {
      let (i, j, k, l) = (x[0], x[1], x[2], x[3])
      func same(_ p: Double, _ q: Double) { #expect(abs(p - q) <= 1e-12 * max(1, abs(p))) }
      same(v[i, j, k, l], v[j, i, k, l])
      same(v[i, j, k, l], v[k, l, i, j])
      same(d[i, j, k, l], d[j, i, l, k])
      same(a[i, j, k, l], a[l, k, j, i])
      same(b[i, j, k, l], b[j, i, l, k])
      same(b[i, j, k, l], b[k, l, i, j])
    }
  }

  @Test func whatHasNoExpansionIsNamed() throws {
    func failure(_ layers: [Layer], rows: Int = 1, value: Double = 1) -> WidthExpansionFailure? {
      #expect(throws: WidthExpansionFailure.self) {
        try WidthExpansion(
          Architecture(layers: layers),
          inputs: Matrix(rows: rows, columns: 2, elements: Array(repeating: value, count: 2 * rows)))
      }
    }
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: .ntk)
    #expect(failure([dense, .activation(.relu), dense])?.message.hasPrefix("relu: ") == true)
    #expect(failure([dense, .layerNorm])?.message.hasPrefix("layers[1].layerNorm") == true)
    #expect(failure([dense, .activation(.erf)])?.message.contains("no dense layer follows") == true)
    #expect(failure([dense], rows: 33)?.exitStatus == .doesNotFit)
    #expect(failure([dense], rows: 0) == .noInputs)
    #expect(failure([dense], value: .nan) == .notFinite(row: 0))
    #expect(failure([dense], value: 1e200) == .notFinite(row: 0))
    let wide = failure([dense, .activation(.erf), dense], value: 100)
    #expect(wide?.exitStatus == .doesNotFit && wide?.message.contains("behind dense layer 1") == true)
  }
}
