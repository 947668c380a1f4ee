import Architectures
import InfiniteWidth
import LinearAlgebra
import TestSupport
import Testing

/// Windows over equal positions alone against the same windows over all pairs, of which a branch that hands on nothing
/// makes the head need every one.
@Suite("Sums over equal positions") struct EqualSumsTests {
  private struct Case: CustomStringConvertible {
    let height, width: Int
    let window, stride: WindowSize
    let padding: Padding
    var description: String { "\(height) × \(width), \(window) by \(stride), \(padding)" }
  }

  /// Rows of fewer than eight, of eight, and of no multiple of eight, windows that reach beyond all of the image.
  private static let cases: [Case] = [(5, 7), (4, 8), (9, 12), (3, 17), (16, 16)].flatMap { height, width in
    let windows: [(WindowSize, WindowSize)] = [
      (3, 1), (4, 1), (1, 2), (3, 2), ([2, 5], [1, 3]), ([1, 7], [2, 1]), (9, 1),
    ]
    return windows.flatMap { window, stride in
      [Padding.zero, .circular].map {
        Case(height: height, width: width, window: window, stride: stride, padding: $0)
      }
    }
  }

  private static func convolution(_ size: WindowSize, _ stride: WindowSize, _ padding: Padding) -> Layer {
    .convolution(
      Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1.7, biasVariance: 0.2))
  }

  /// A few thousand additions of numbers of one sign, in another order: 1e-14 are some fifty ulp.
  @Test("as of all pairs", arguments: cases)
  private func asOfAllPairs(_ own: Case) throws {
    var random = SplitMix64(seed: 5)
    let x = random.normalMatrix(rows: 4, columns: own.height * own.width * 2)
    let body = [
      Self.convolution(own.window, own.stride, own.padding), .activation(.relu), Self.convolution(2, 1, own.padding),
      .activation(.erf),
    ]
    func kernels(_ head: [Layer]) throws -> [Matrix<Double>] {
      try ConformanceTests.both(
        Kernel(
          Architecture(layers: body + head),
          inputShape: .image(height: own.height, width: own.width, channels: 2)
        ).matrices(rows: x, get: .both))
    }
    func dense(_ weight: Double) -> Layer { .dense(Dense(weightVariance: weight)) }
    let found = try kernels([.flatten, dense(1.3)])
    let expected = try kernels([
      .parallel([[.flatten, dense(1.3)], [.globalAveragePooling, dense(0)]], join: .sum)
    ])
    for (found, expected) in zip(found, expected) { #expect(PositionKernelTests.worst(found, expected) < 1e-14) }
  }
}
