import Architectures
import Datasets
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra

extension Chart {
  /// Lee et al. 2018 with 10,000 training images: correlations from bytes and the kernel, at any depth.
  static let imageKernels = Chart(title: "NNGP kernel, 10,000 × 10,000 MNIST images, correlations included") {
    context in
    let images = try DatasetStore.load(.mnist, from: URL(fileURLWithPath: context.datasets)).training.images
    let pairs = ImagePairs(rows: images.subset(0..<10_000), shift: .ownMean, unitVariance: true)
    let operations = 10_000.0 * 10_000 * 784
    return try [(1, 1.62, 0.28), (20, 1.45, 0.28), (100, 1.79, 0.83)].map { depth, weight, bias in
      let kernel = try Architecture.fullyConnected(
        depth: depth, nonlinearity: .relu, weightVariance: weight, biasVariance: bias
      ).infiniteWidth
      let time = try Measurement(runs: 3) { _ = try kernel.matrices(of: pairs) }
      let product = operations * 1e-9 / context.singlePeak
      return Figure(
        name: "ReLU, depth \(depth)", value: time.seconds, unit: "s", limit: .atMost(2),
        ratio: "\(Table.number(100 * product / time.seconds)) % of it sgemm at its peak, "
          + "\(Table.number(time.processorSeconds)) s of processor")
    }
  }

  /// 4,000 vectors of 784 numbers through ten ReLU layers, both kernels, as the peer computes them.
  static let vectorKernels = Chart(title: "NNGP and NTK, 4,000 × 784 float64, ReLU depth 10") { context in
    var random = SystemRandomNumberGenerator()
    let x = Matrix<Double>(
      rows: 4000, columns: 784, elements: (0..<4000 * 784).map { _ in Double.random(in: -1...1, using: &random) })
    let kernel = try Architecture.fullyConnected(
      depth: 10, nonlinearity: .relu, weightVariance: 1.45, biasVariance: 0.28
    ).infiniteWidth
    let time = try Measurement(runs: 9) { _ = try kernel.matrices(of: VectorPairs(rows: x), get: .both) }
    var figures = [
      Figure(
        name: "WideLimit", value: time.seconds, unit: "s", limit: .atMost(0.16),
        ratio: context.share(ofDouble: 4000 * 4000 * 784, in: time.seconds)
          + " for the products alone, \(Table.number(time.processorSeconds)) s of processor")
    ]
    if let peers = context.peers {
      let peer = try peers.seconds("kernel.py", ["4000", "784", "10"])
      figures.append(Figure(name: "neural-tangents", value: peer, unit: "s"))
      figures.append(Figure(name: "times faster", value: peer / time.seconds, unit: "×", limit: .atLeast(30)))
    }
    return figures
  }
}
