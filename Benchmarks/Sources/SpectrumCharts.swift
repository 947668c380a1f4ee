import Datasets
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Suite

extension Chart {
  /// λ_max and κ at every depth from one pass of the recursion, as the figures of Xiao et al. 2020 need them.
  static let spectra = Chart(title: "Spectra of the NTK by depth, erf in the chaotic phase, CIFAR-10") {
    context in
    let images = try DatasetStore.load(.cifar10, from: URL(fileURLWithPath: context.datasets)).training.images
    let sizes: [(inputs: Int, depths: Int, limit: Figure.Limit)] = [(64, 400, .atMost(1)), (1000, 10, .none)]
    return try sizes.map { size in
      let pairs = ImagePairs(rows: images.subset(0..<size.inputs), shift: .ownMean, unitVariance: true)
      let sweep = try Kernel.fullyConnected(
        nonlinearity: .erf, weightVariance: 1.5, biasVariance: 0.05, readIn: .unit
      ).sweep(depths: Array(1...size.depths))
      var last = (largest: 0.0, condition: 0.0)
      let time = try Measurement(runs: 3) {
        try sweep.forEachDepth(of: pairs, get: .ntk) { _, kernels in
          guard let kernel = kernels.ntk else { return }
          // Threads cost a matrix of some tens of rows more than they save.
          let spectrum = try Device(threads: size.inputs < 100 ? 1 : Device.current.threads).run {
            try KernelSpectrum(kernel)
          }
          last = (spectrum.largest, spectrum.conditionNumber)
        }
      }
      return Figure(
        name: "\(size.depths) depths at m = \(size.inputs): λ_max and κ", value: time.seconds, unit: "s",
        limit: size.limit, ratio: "last λ_max \(Table.number(last.largest)), κ \(Table.number(last.condition))")
    }
  }
}
