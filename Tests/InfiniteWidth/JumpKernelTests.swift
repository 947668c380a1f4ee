import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// A φ that jumps has an NNGP kernel and no other.
@Suite("Kernels of sign and step") struct JumpKernelTests {
  private static let rows = Matrix<Double>(
    rows: 3, columns: 4, elements: [1, 0.5, -0.2, 0.3, -0.4, 1.2, 0.1, 0.9, 2, 1, -0.4, 0.6])

  private static func network(_ nonlinearity: Nonlinearity) throws -> Architecture {
    try Architecture {
      Dense(weightVariance: 1.3, biasVariance: 0.2)
      Activation(nonlinearity)
      Dense(weightVariance: 0.9, biasVariance: 0.1)
      Activation(nonlinearity)
      Dense(weightVariance: 1.1, biasVariance: 0)
    }
  }

  /// E[φφ′] of a pair with covariance k.
  private static func dual(_ nonlinearity: Nonlinearity, _ q1: Double, _ q2: Double, _ k: Double) -> Double {
    let sine = asin(max(-1, min(1, k / (q1 * q2).squareRoot())))
    return nonlinearity == .sign ? 2 / .pi * sine : 0.25 + sine / (2 * .pi)
  }

  @Test(arguments: [Nonlinearity.sign, .step]) func nngpOfVectors(_ nonlinearity: Nonlinearity) throws {
    let kernel = try Self.network(nonlinearity).infiniteWidth
    let found = try #require(kernel.matrices(rows: Self.rows, get: .nngp).nngp)
    func product(_ i: Int, _ j: Int) -> Double { (0..<4).reduce(0) { $0 + Self.rows[i, $1] * Self.rows[j, $1] / 4 } }
    for i in 0..<3 {
      for j in 0..<3 {
        var (q1, q2, k) = (1.3 * product(i, i) + 0.2, 1.3 * product(j, j) + 0.2, 1.3 * product(i, j) + 0.2)
        for (weight, bias) in [(0.9, 0.1), (1.1, 0)] {
          let own = nonlinearity == .sign ? 1 : 0.5
          k = weight * (i == j ? own : Self.dual(nonlinearity, q1, q2, k)) + bias
          (q1, q2) = (weight * own + bias, weight * own + bias)
        }
        #expect(abs(found[i, j] - k) < 1e-14, "\(i), \(j)")
      }
    }
  }

  @Test(arguments: [Nonlinearity.sign, .step, .rectifiedMonomial(degree: 0)])
  func tangentsAreRefused(_ nonlinearity: Nonlinearity) throws {
    let failure = NonlinearityFailure.discontinuous(nonlinearity: nonlinearity.name, place: 0)
    let kernel = try Self.network(nonlinearity).infiniteWidth
    for quantities in [KernelQuantities.ntk, .both] {
      #expect(throws: failure) { try kernel.matrices(rows: Self.rows, get: quantities) }
      #expect(throws: failure) { try kernel.selfCovariances(rows: Self.rows, get: quantities) }
    }
    #expect(try kernel.selfCovariances(rows: Self.rows, get: .nngp).count == 3)
  }

  @Test(arguments: [true, false]) func images(pooled: Bool) throws {
    let shape = InputShape.image(height: 4, width: 4, channels: 1)
    let head: Layer = pooled ? .globalAveragePooling : .flatten
    func kernel(_ nonlinearity: Nonlinearity, stride: WindowSize = 1) throws -> Kernel {
      let layers: [Layer] = [
        .convolution(
          kernelSize: 3, stride: stride, padding: .circular, weightVariance: 1.2, biasVariance: 0.1, trainable: .ntk),
        .activation(nonlinearity), head, .dense(weightVariance: 1, biasVariance: 0, trainable: .ntk),
      ]
      return try Kernel(Architecture(layers: layers), inputShape: shape)
    }
    let images = Matrix<Double>(
      rows: 2, columns: 16, elements: (0..<32).map { sin(Double($0 * $0) * 0.7) + 0.2 })
    let failure = NonlinearityFailure.discontinuous(nonlinearity: "sign", place: 0)
    #expect(throws: failure) { try kernel(.sign).matrices(rows: images, get: .both) }
    #expect(throws: failure) { try kernel(.sign, stride: 2).matrices(rows: images, get: .both) }
    let sign = try #require(kernel(.sign).matrices(rows: images, get: .nngp).nngp)
    let step = try #require(kernel(.step).matrices(rows: images, get: .nngp).nngp)
    // step = ½ + ½ sign, and sign is odd: E[step step′] = ¼ + ¼ E[sign sign′].
    for i in 0..<2 { for j in 0..<2 { #expect(abs(step[i, j] - 0.25 - 0.25 * sign[i, j]) < 1e-14) } }
    if !pooled { #expect(abs(sign[0, 0] - 1) < 1e-14) }
    #expect(sign[0, 1].magnitude < 1)
  }
}
