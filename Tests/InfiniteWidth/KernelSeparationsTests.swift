import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

@Suite("Separations at the end of an architecture") struct KernelSeparationsTests {
  private static let networks: [Architecture] = {
    [Nonlinearity.relu, .erf, .tanh].map {
      Architecture.fullyConnected(depth: 3, nonlinearity: $0, weightVariance: 1.5, biasVariance: 0.1)
    }
  }()

  private let inputs: Matrix<Double> = {
    var random = SplitMix64(seed: 23)
    var rows = (0..<7).map { _ in (0..<5).map { _ in random.normal() } }
    rows.append(rows[0])
    return Matrix(rows: 8, columns: 5, elements: rows.flatMap { $0 })
  }()

  @Test("with the norms they are K, square, packed and between two sets", arguments: networks)
  func areTheKernel(network: Architecture) throws {
    let kernel = try Kernel(network)
    let own = try kernel.selfCovariances(rows: inputs).map { $0.nngp.squareRoot() }
    let all = try kernel.separations(rows: inputs)
    let cross = try kernel.separations(rows: inputs, columns: inputs)
    let expected = try #require(try kernel.matrices(rows: inputs, path: .recursion).nngp)
    let packed = try PackedSymmetricMatrix(order: 8) { try kernel.fill(separations: $0, rows: inputs) }
    for i in 0..<8 {
      #expect(all[i, i] == 0)
      for j in 0..<8 {
        let scale = own[i] * own[j]
        for epsilon in [all[i, j], cross[i, j], packed[i, j]] {
          #expect(abs(scale - scale * epsilon - expected[i, j]) <= 16 * Double.ulpOfOne * scale)
        }
        #expect(packed[i, j] == all[i, j])
      }
    }
  }

  /// Behind a bias of 1e16 float64's K is one number; ε is the distance of the inputs over it. With one dense layer
  /// 1 − c = (σ_w² |x − x′|²/d)/(2 q) for equal norms.
  @Test("large biases leave them their digits", arguments: [1e8, 1e12, 1e16])
  func largeBiases(biasVariance: Double) throws {
    let kernel = try Kernel(
      Architecture(layers: [.dense(weightVariance: 2, biasVariance: biasVariance, trainable: true)]))
    let rows = Matrix<Double>(rows: 3, columns: 2, elements: [3, 4, 4, 3, 0, 1])
    let found = try kernel.separations(rows: rows)
    // q = 25 + σ_b² twice; x·x′ = 24 and 4, 3.
    #expect(abs(found[1, 0] / (1 / (25 + biasVariance)) - 1) < 1e-14)
    // Norms that differ: 1 − (4 + b)/√((25 + b)(1 + b)) = (18 + 9/b)/(…), by the conjugate.
    let (b, r) = (biasVariance, ((25 + biasVariance) * (1 + biasVariance)).squareRoot())
    let exact = (18 * b + 9) / (r * (r + 4 + b))
    #expect(abs(found[2, 0] / exact - 1) < 1e-13)
  }

  /// x and −x with a bias: 1 + c = 2 σ_b²/(σ_w² x² + σ_b²).
  @Test("nearly opposite inputs keep the digits of 1 + c where these are wanted", arguments: [1, 1e3, 1e9])
  func opposites(x: Double) throws {
    let kernel = try Kernel(
      Architecture(layers: [.dense(weightVariance: 1, biasVariance: 0.1, trainable: true)]))
    let rows = Matrix<Double>(rows: 2, columns: 1, elements: [100 * x, -100 * x])
    let expected = 0.2 / (1e4 * x * x + 0.1)
    let carried = try kernel.separations(rows: rows, keepsOpposites: true)
    let cross = try kernel.separations(rows: rows, columns: rows, keepsOpposites: true)
    let packed = try PackedSymmetricMatrix(order: 2) {
      try kernel.fill(separations: $0, rows: rows, keepsOpposites: true)
    }
    for value in [carried[1, 0], carried[0, 1], cross[0, 1], packed[1, 0]] {
      #expect(abs(value / -expected - 1) < 1e-14)
    }
    #expect(try kernel.separations(rows: rows)[1, 0] == 2 - expected)
  }

  @Test("images with positions have none")
  func images() throws {
    let network = try Architecture(layers: [
      .convolution(kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true),
      .activation(.relu), .globalAveragePooling, .dense(weightVariance: 1, biasVariance: 0, trainable: true),
    ])
    let kernel = try Kernel(network, inputShape: .image(height: 4, width: 4, channels: 1))
    #expect(!kernel.hasSeparations)
    #expect(throws: (any Error).self) { try kernel.separations(rows: Matrix(rows: 1, columns: 16, repeating: 1)) }
  }
}
