import Datasets
import Foundation
import LinearAlgebra
import Platform
import Suite

extension Chart {
  /// The maps of Xiao et al. 2020's notebook: 40 values of σ_w², 30 depths, 5 times, 256 training and 10,000 test
  /// images.
  static let notebookMaps = Chart(title: "CIFAR-10, erf: gradient flow over 40 σ_w², 30 depths to 105, 5 times") {
    context in
    let data = try DatasetStore.load(.cifar10, from: URL(fileURLWithPath: context.datasets))
    let map = FlowMap(
      kernel: .ntk, nonlinearity: .erf, biasVariance: 0.18,
      depths: Array(0...9) + Array(stride(from: 10, through: 105, by: 5)), times: [1, 8, 64, 512, 4096])
    var best = 0.0
    let time = try Measurement(runs: 1, warmUp: false) {
      let inputs = try MapInputs.standardised(
        training: data.training.subset(0..<256), test: data.test, threads: Device.current.threads)
      for k in 0..<40 {
        let column = try map.column(
          weightVariance: 0.5 + 2.5 * Double(k) / 39, inputs: inputs, threads: Device.current.threads)
        best = max(best, column.test.max() ?? 0)
      }
    }
    // σ_w² · test images · training images · layers, the recursion's share of the work.
    let pairs = 40 * Double(data.test.count) * 256 * 105
    let peer = try context.peers?.seconds("gradient_flow.py", [])
    let compared = peer.map { peer in
      [
        Figure(name: "NumPy, 40 times the mean of two σ_w²", value: peer, unit: "s"),
        Figure(name: "  times faster", value: peer / time.seconds, unit: "×", limit: .atLeast(8)),
      ]
    }
    return [
      Figure(
        name: "all maps, 256 training and 10,000 test images", value: time.seconds, unit: "s", limit: .atMost(20),
        ratio: "\(Table.number(time.processorSeconds / pairs * 1e9)) ns a pair and layer, all told"),
      Figure(name: "best test accuracy", value: best, unit: ""),
    ] + (compared ?? [])
  }
}
