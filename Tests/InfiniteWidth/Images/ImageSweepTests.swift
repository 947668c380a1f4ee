import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite struct ImageSweepTests {
  private static let convolution = Layer.convolution(
    kernelSize: 3, padding: .circular, weightVariance: 1.5, biasVariance: 0.05, trainable: true)
  private static let readIn = Layer.convolution(
    kernelSize: 1, padding: .circular, weightVariance: 1, biasVariance: 0, trainable: true)

  private static let images: Matrix<Double> = {
    var random = SplitMix64(seed: 23)
    return Matrix(rows: 5, columns: 90, elements: (0..<450).map { _ in random.normal() })
  }()

  private static let depths = [0, 1, 4, 5]

  private static let shape = InputShape.image(height: 5, width: 6, channels: 3)

  private static func sweep(_ heads: DepthSweep.Heads) throws -> DepthSweep {
    let network = try Architecture(
      layers: [readIn, .repeated(count: 2, layers: [.activation(.erf), convolution]), heads.layer])
    return try Kernel(network, inputShape: shape).sweep(depths: depths)
  }

  @Test("the kernels at every depth are those of networks of that depth, to the bit", arguments: [true, false])
  func agreesWithSingleNetworks(isSymmetric: Bool) throws {
    let pairs = try PixelPairs(
      rows: Self.images,
      columns: isSymmetric ? nil : Matrix(rows: 2, columns: 90, elements: Array(Self.images.elements.suffix(180))),
      height: 5, width: 6, channels: 3)
    let kernels = try Self.sweep(.both).kernels(of: pairs, get: .both, threads: 2)
    for (depth, kernels) in zip(Self.depths, kernels) {
      let layers = [Self.readIn] + (0..<depth).flatMap { _ in [Layer.activation(.erf), Self.convolution] }
      for (head, found) in [(Layer.flatten, kernels.flattened), (.globalAveragePooling, try #require(kernels.pooled))] {
        let single = try Kernel(Architecture(layers: layers + [head]), inputShape: Self.shape)
          .matrices(of: pairs, get: .both)
        // A single network's kernel passes its vector stage, which turns K into a separation and back: 2 ulp.
        for (a, b) in [(found.nngp, single.nngp), (found.ntk, single.ntk)] {
          let (a, b) = (try #require(a), try #require(b))
          for (a, b) in zip(a.elements, b.elements) { #expect(abs(a - b) <= 4 * .ulpOfOne * 8) }
        }
      }
    }
  }

  @Test func flatteningAloneGivesTheSame() throws {
    let pairs = try PixelPairs(rows: Self.images, height: 5, width: 6, channels: 3)
    let both = try Self.sweep(.both).kernels(of: pairs, get: .both)
    let flattened = try Self.sweep(.flattened).kernels(of: pairs, get: .both)
    for (a, b) in zip(both, flattened) {
      #expect(a.flattened.nngp == b.flattened.nngp && a.flattened.ntk == b.flattened.ntk)
      #expect(b.pooled == nil)
    }
  }

  /// On a torus a convolution before the head is a dense layer after it.
  @Test func theHeadAndTheLastConvolutionCommute() throws {
    let pairs = try PixelPairs(rows: Self.images, height: 5, width: 6, channels: 3)
    let last = try #require(try Self.sweep(.both).kernels(of: pairs, get: .both).last)
    let layers =
      [Self.readIn] + (0..<4).flatMap { _ in [Layer.activation(.erf), Self.convolution] } + [.activation(.erf)]
    let dense = Layer.dense(weightVariance: 1.5, biasVariance: 0.05, trainable: true)
    for (head, found) in [(Layer.flatten, last.flattened), (.globalAveragePooling, try #require(last.pooled))] {
      let single = try Kernel(Architecture(layers: layers + [head, dense]), inputShape: Self.shape)
        .matrices(of: pairs, get: .both)
      for (a, b) in [(found.nngp, single.nngp), (found.ntk, single.ntk)] {
        let (a, b) = (try #require(a), try #require(b))
        for (a, b) in zip(a.elements, b.elements) { #expect(abs(a - b) <= 1e-14 * 8) }
      }
    }
  }

  @Test func depthsAndSizesAreChecked() {
    func sweep(_ depths: [Int], _ layer: Layer) throws {
      let layers = [Self.readIn, .repeated(count: 1, layers: [layer]), .globalAveragePooling]
      _ = try Kernel(Architecture(layers: layers), inputShape: Self.shape).sweep(depths: depths)
    }
    #expect(throws: DepthSweepError.noDepths) { try sweep([], Self.convolution) }
    #expect(throws: DepthSweepError.negative(depth: -1)) { try sweep([-1], Self.convolution) }
    #expect(throws: DepthSweepError.notAscending(depth: 2, after: 2)) { try sweep([2, 2], Self.convolution) }
    #expect(throws: ArchitectureFailure.self) { try sweep([1], .averagePooling(window: 4)) }
  }

  @Test("images of another size are refused, by the sweep as by a kernel", arguments: [(6, 5), (3, 5), (5, 12)])
  func imagesOfAnotherSize(height: Int, width: Int) throws {
    let pairs = try PixelPairs(
      rows: Matrix(rows: 2, columns: height * width * 3, repeating: 0.5), height: height, width: width, channels: 3)
    let error = PixelPairsError.shapesDiffer(height: height, width: width, expectedHeight: 5, expectedWidth: 6)
    #expect(throws: error) { try Self.sweep(.both).kernels(of: pairs, get: .both) }
    let kernel = try Kernel(
      Architecture(layers: [Self.readIn, .globalAveragePooling]), inputShape: Self.shape)
    #expect(throws: error) { try kernel.matrices(of: pairs) }
  }
}
