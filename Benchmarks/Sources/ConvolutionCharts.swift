import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities

extension Chart {
  /// Ten convolutions and ReLUs on images of 32 × 32 × 3, K and Θ, per pair of images that is computed; the peer
  /// computes every entry.
  static let convolutions = Chart(title: "NNGP and NTK, 32 × 32 × 3 images, 10 convolutions, ReLU") { context in
    let least = try ConvolutionLimit(peak: context.doublePeak)
    // Entries of one pair of images: a position meets itself, or every other.
    return try [
      ("flattened", Layer.flatten, 192, 64, 0.012, 20, 1024.0),
      ("pooled", .globalAveragePooling, 6, 2, 10, 50, 1024 * 1024),
    ].flatMap { name, head, count, peerCount, limit, times, entries in
      let (small, large) = (try time(head, images: count / 2), try time(head, images: count))
      func perPair(_ time: Measurement, _ count: Int) -> Double { 2e3 * time.seconds / Double(count * (count + 1)) }
      let own = perPair(large, count)
      var figures = [
        Figure(
          name: "\(name), per computed pair", value: own, unit: "ms", limit: .atMost(limit),
          ratio: "\(Table.number(2e3 * large.processorSeconds / Double(count * (count + 1)))) ms of processor"),
        Figure(
          name: "  of twice as many images, over that", value: own / perPair(small, count / 2), unit: "",
          limit: .atMost(1.2)),
        least.figure(entries: 10 * entries, seconds: 1e-3 * own),
      ]
      if let peer = try context.peers?.seconds("convolution.py", ["\(peerCount)", "10", name]) {
        let entry = 1e3 * peer / Double(peerCount * peerCount)
        figures += [
          Figure(name: "  neural-tangents, per entry", value: entry, unit: "ms"),
          Figure(name: "  times faster", value: entry / own, unit: "×", limit: .atLeast(Double(times))),
        ]
      }
      return figures
    }
  }

  /// What other φ cost beside ReLU, of the same images in the same run.
  static let convolutionsOfOthers = Chart(title: "10 convolutions, flattened, of other nonlinearities") { _ in
    let relu = try time(.flatten, images: 96).seconds
    return try [(Nonlinearity.erf, 1.5), (.gelu, 2.5), (.sin, 2.5)].map { nonlinearity, limit in
      Figure(
        name: "\(nonlinearity.name) over ReLU", value: try time(.flatten, images: 96, nonlinearity).seconds / relu,
        unit: "", limit: .atMost(limit))
    }
  }

  private static func time(
    _ head: Layer, images count: Int, _ nonlinearity: Nonlinearity = .relu
  ) throws -> Measurement {
    let layers = (0..<10).flatMap { _ in
      [
        Layer.convolution(
          kernelSize: 3, padding: .circular, weightVariance: 1.6, biasVariance: 0.1, trainable: true),
        .activation(nonlinearity),
      ]
    }
    let network = try Architecture(
      layers: layers + [head, .dense(weightVariance: 1, biasVariance: 0, trainable: true)])
    let kernel = try Kernel(network, inputShape: .image(height: 32, width: 32, channels: 3))
    var random = SystemRandomNumberGenerator()
    let pixels = (0..<count * 3072).map { _ in Double.random(in: -1...1, using: &random) }
    let pairs = try PixelPairs(
      rows: Matrix(rows: count, columns: 3072, elements: pixels), height: 32, width: 32, channels: 3)
    return try Measurement(runs: 5) { _ = try kernel.matrices(of: pairs, get: .both) }
  }
}
