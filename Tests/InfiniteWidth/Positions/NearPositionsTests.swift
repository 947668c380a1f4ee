import Architectures
import Foundation
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// By all pairs of positions ε = 1 − c of nearly coinciding images keeps the precision that planes of one offset keep.
@Suite("Nearly coinciding images by positions") struct NearPositionsTests {
  private static func convolution(_ bias: Double) -> Layer {
    .convolution(Convolution(kernelSize: 3, weightVariance: 1.7, biasVariance: bias))
  }

  /// Of a pooled K the difference is rounding, as ε behind that head keeps an ulp of 1 in either way; so is that of Θ
  /// where φ is smooth, which goes like ε and not like its root.
  @Test("as planes of one offset", arguments: [Layer.flatten, .globalAveragePooling])
  func planes(head: Layer) throws {
    let x = NearImagesTests.inputs(24)
    let behind = head == .flatten ? NearImagesTests.chaos : []
    let kinked: [Nonlinearity] = [.relu, .abs]
    for phi in kinked + (head == .flatten ? [.erf, .gelu] : []) {
      let network = try Architecture(
        layers: [Self.convolution(0.2), .activation(phi), Self.convolution(0), .activation(phi), head] + behind)
      let shape = InputShape.image(height: 3, width: 4, channels: 2)
      let worst = try NearImagesTests.worst(
        Kernel(byPositions: network, inputShape: shape).matrices(rows: x, get: .both),
        Kernel(network, inputShape: shape).matrices(rows: x, get: .both))
      #expect(worst.ntk < 1e-6 && (head != .flatten || worst.nngp < 1e-6), "\(phi.name): \(worst)")
    }
  }

  /// Of a product of two dense layers c is squared: ε becomes 2ε − ε², and the ReLU's angle follows from that.
  @Test("a product of branches")
  func product() throws {
    let x = NearImagesTests.inputs(9)
    let (first, second, weight) = (1.3, 0.8, 1.9)
    func dense(_ weight: Double) -> Layer { .dense(Dense(weightVariance: weight)) }
    let network = try Architecture(layers: [
      .parallel([[dense(first)], [dense(second)]], join: .product), dense(weight), .activation(.relu), dense(1),
    ])
    let ntk = try #require(
      try Kernel(network, inputShape: .vector(features: 9)).matrices(rows: x, get: .ntk).ntk)
    func expected(_ i: Int) -> Double {
      let (one, two) = (x.row(0), x.row(i))
      func square(_ x: ArraySlice<Double>) -> Double { x.reduce(0) { $0 + $1 * $1 } }
      let (q, r) = (square(one), square(two))
      let epsilon = 0.5 * zip(one, two).reduce(0) { $0 + pow($1.0 / q.squareRoot() - $1.1 / r.squareRoot(), 2) }
      let separation = 2 * epsilon - epsilon * epsilon
      let variance = weight * first * second * q * r / 81
      let angle = 2 * asin((separation / 2).squareRoot())
      let value = variance / (2 * .pi) * (sin(angle) + (.pi - angle) * cos(angle))
      // Θ of the product is twice K, and the dense layer adds its own.
      return value + (.pi - angle) / (2 * .pi) * 3 * variance * (1 - separation)
    }
    for i in 1..<x.rows {
      let (found, truth) = (ntk[0, 0] - ntk[0, i], expected(0) - expected(i))
      // Θ is rounded by some ulp, and √ε of a difference of covariances would be off by 1e-8 of it.
      #expect(abs(found - truth) < 1e-7 * truth + 16 * .ulpOfOne * ntk[0, 0], "\(i): \(found), \(truth)")
    }
  }
}
