import Inference
import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Results
import Suite

/// The convolutional curves of Figure 1 a–d: erf, 3 × 3 on a torus of d = 36 positions, flattened (CNN-F) and pooled
/// (CNN-P), both from one pass of the recursion.
enum Figure1Convolutions {
  static let shallow = SweepName("convolutions")
  static let critical = SweepName("critical_convolutions")
  static let architectures: [NetworkKind] = [.flattened, .pooled]
  static let trainingSize = Axis<Int>("training_size", "training images m")

  static func sweeps(_ settings: Figure1.Settings) -> [Sweep] {
    let size = trainingSize(settings.sizes)
    let (shallowDepths, criticalDepths) = (
      settings.shallowDepths.depths, settings.criticalConvolutionDepths.depths
    )
    return [
      Sweep(
        shallow, cells: [SpectrumAxis.phase([.chaotic, .ordered]), size], within: within(shallowDepths),
        columns: columns
      ) { cell, context in
        try row(cell[SpectrumAxis.phase], size: cell[trainingSize], depths: shallowDepths, settings, context)
      },
      Sweep(critical, cells: [size], within: within(criticalDepths), columns: columns) { cell, context in
        try row(.critical, size: cell[trainingSize], depths: criticalDepths, settings, context)
      },
    ]
  }

  private static var columns: [any DeclaredColumn] {
    Figure1.eigenvalues.map { $0.over(SpectrumAxis.architecture, SpectrumAxis.depth) }
  }

  private static func within(_ depths: [Int]) -> [Coordinate] {
    [SpectrumAxis.architecture(architectures), SpectrumAxis.depth(depths)]
  }

  private static func row(
    _ phase: Phase, size: Int, depths: [Int], _ settings: Figure1.Settings, _ context: RunContext
  ) throws -> Row {
    let inputs = try Figure1.inputs(size, settings.pixels, context)
    let sweep = try Figure1.randomPoint(phase, settings).convolutions(
      depths: depths, heads: .both, height: settings.pixels.side, width: settings.pixels.side)
    let kernels = try sweep.kernels(of: inputs.pairs, get: .ntk, threads: context.threads)
    return try Device.single.run {
      let matrices = kernels.compactMap(\.flattened.ntk) + kernels.compactMap { $0.pooled?.ntk }
      return Figure1.row(try matrices.map { try KernelSpectrum($0) })
    }
  }
}
