import Architectures
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Testing

/// Planes of one offset go through an image by rows, several positions at a time: sizes that leave a rest, of one row
/// and of rows as long as the windows, against the tensor of all pairs of positions, which knows no rows.
@Suite("Rows of images that end anywhere") struct RowEdgesTests {
  private static let sizes = [(9, 8), (7, 24), (17, 16), (1, 8), (12, 8), (10, 16)]

  /// Rates that are neither those of the NTK parameterisation nor of one layer.
  private static let rates: [LayerLearning] = [
    .rates(weights: 0.7, biases: 0.3), .rates(weights: 0, biases: 1.1), .none, .rates(weights: 2.3, biases: 0),
  ]

  private static func network(
    _ phi: Nonlinearity, _ padding: Padding, _ head: Layer, _ learning: [LayerLearning]
  ) throws -> Architecture {
    let body = learning.prefix(3).flatMap { learning in
      [
        Layer.convolution(
          Convolution(
            kernelSize: 3, padding: padding, weightVariance: 1.8, biasVariance: 0.2, trainable: learning)),
        .activation(phi),
      ]
    }
    return try Architecture(
      layers: body + [head, .dense(Dense(weightVariance: 1.3, biasVariance: 0.1, trainable: learning[3]))])
  }

  /// Two images that have nothing in common, and one close to the first.
  private static func images(_ numbers: Int) -> Matrix<Double> {
    let first = (0..<numbers).map { Double($0 * 7919 % 101) / 50 - 1 }
    let second = (0..<numbers).map { Double(($0 + 3) * 6101 % 97) / 40 - 1.2 }
    let third = first.indices.map { first[$0] + 0.01 * second[$0] }
    return Matrix(rows: 3, columns: numbers, elements: first + second + third)
  }

  @Test(arguments: sizes, [Layer.flatten, .globalAveragePooling])
  func planesAreThePositions(size: (height: Int, width: Int), head: Layer) throws {
    let shape = InputShape.image(height: size.height, width: size.width, channels: 2)
    let images = Self.images(size.height * size.width * 2)
    for phi in [Nonlinearity.relu, .erf] {
      for padding in [Padding.zero, .circular] {
        for learning in [Array(repeating: LayerLearning.ntk, count: 4), Self.rates] {
          let network = try Self.network(phi, padding, head, learning)
          let planes = try Kernel(network, inputShape: shape).matrices(rows: images, get: .both)
          let positions = try Kernel(byPositions: network, inputShape: shape).matrices(rows: images, get: .both)
          for (found, expected) in [(planes.nngp, positions.nngp), (planes.ntk, positions.ntk)] {
            let (a, b) = (try #require(found), try #require(expected))
            let largest = b.elements.map(\.magnitude).max() ?? 0
            let worst = zip(a.elements, b.elements).map { ($0 - $1).magnitude }.max() ?? .infinity
            #expect(largest > 0 && worst <= 1e-12 * largest, "\(phi.name), \(padding): \(worst) of \(largest)")
          }
        }
      }
    }
  }

  /// The two are two ways, or the comparison would say nothing.
  @Test func theyAreTwoWays() throws {
    let network = try Self.network(.relu, .zero, .flatten, Self.rates)
    let shape = InputShape.image(height: 9, width: 8, channels: 2)
    let costs = try [Kernel(network, inputShape: shape), Kernel(byPositions: network, inputShape: shape)].map {
      $0.cost(inputsOf: 144).workingBytes
    }
    #expect(costs[0] != costs[1])
  }
}
