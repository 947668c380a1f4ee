import Architectures
import Datasets
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities

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

  /// 4,000 inputs of 784 numbers through ten ReLU layers, both kernels, as the peer computes them. The peer's time does
  /// not depend on what the numbers are; ours does: images of bytes, vectors of one norm, vectors of any norms.
  static let tangentKernels = Chart(title: "NNGP and NTK, 4,000 × 784 inputs, ReLU depth 10") { context in
    let images = try DatasetStore.load(.mnist, from: URL(fileURLWithPath: context.datasets)).training.images
    var random = SystemRandomNumberGenerator()
    let vectors = Matrix<Double>(
      rows: 4000, columns: 784, elements: (0..<4000 * 784).map { _ in Double.random(in: -1...1, using: &random) })
    let kernel = try Architecture.fullyConnected(
      depth: 10, nonlinearity: .relu, weightVariance: 1.45, biasVariance: 0.28
    ).infiniteWidth
    let kinds: [(name: String, least: Double, pairs: @Sendable () throws -> any InputPairs)] = [
      ("MNIST images", 60, { ImagePairs(rows: images.subset(0..<4000), shift: .ownMean, unitVariance: true) }),
      ("float64 vectors of one norm", 40, { try VectorPairs(rows: vectors, commonVariance: 1) }),
      ("float64 vectors of any norms", 40, { try VectorPairs(rows: vectors) }),
    ]
    let peer = try context.peers?.seconds("kernel.py", ["4000", "784", "10"])
    var figures = peer.map { [Figure(name: "neural-tangents", value: $0, unit: "s")] } ?? []
    for kind in kinds {
      let time = try Measurement(runs: 9) { _ = try kernel.matrices(of: kind.pairs(), get: .both) }
      figures.append(
        Figure(
          name: kind.name, value: time.seconds, unit: "s",
          ratio: "\(Table.number(time.processorSeconds)) s of processor"))
      if let peer {
        figures.append(
          Figure(name: "  times faster", value: peer / time.seconds, unit: "×", limit: .atLeast(kind.least)))
      }
    }
    return figures
  }

  /// 1,000 inputs of different norms through 31 layers, both kernels, layer by layer: what φ costs where every pair has
  /// its own two variances.
  static let unequalNorms = Chart(title: "NNGP and NTK, 1,000 × 20 inputs of different norms, 31 layers") { context in
    var random = SystemRandomNumberGenerator()
    let vectors = Matrix<Double>(
      rows: 1000, columns: 20, elements: (0..<1000 * 20).map { _ in Double.random(in: -1.7...1.7, using: &random) })
    let pairs = try VectorPairs(rows: vectors)
    let nonlinearities: [Nonlinearity] = [.erf, .relu, .gelu, .sin, .cos, .tanh]
    let times = try nonlinearities.map { nonlinearity in
      let kernel = try Architecture.fullyConnected(
        depth: 31, nonlinearity: nonlinearity, weightVariance: 1.5, biasVariance: 0
      ).infiniteWidth
      return try Measurement(runs: 3) { _ = try kernel.matrices(of: pairs, get: .both, path: .recursion) }.seconds
    }
    return zip(nonlinearities, times).map { nonlinearity, time in
      Figure(
        name: nonlinearity.name, value: time, unit: "s", limit: .atMost(2),
        ratio: "\(Table.number(time / times[0])) of erf, \(Table.number(1e9 * time / 500_000 / 31)) ns a pair and layer"
      )
    }
  }
}
