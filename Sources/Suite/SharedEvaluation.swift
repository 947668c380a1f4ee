import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform

/// A Gaussian process on images whose kernels and factor several processes share.
struct SharedEvaluation {
  let group: any ProcessGroup
  let kernel: Kernel
  let isTangent: Bool
  let shift: ImagePairs.Shift
  /// Of the training images, by which the others keep them.
  private let number = KeptNumber()

  init(group: any ProcessGroup, kernel: Kernel, isTangent: Bool, shift: ImagePairs.Shift) {
    (self.group, self.kernel, self.isTangent, self.shift) = (group, kernel, isTangent, shift)
  }

  /// - Throws: as `GaussianProcess`, and what goes wrong in another process.
  func posterior(_ training: LabeledImages, _ noise: NoiseLadder, _ context: RunContext) throws -> GaussianProcess {
    try Device(threads: context.threads).run {
      try GaussianProcess(
        targets: Targets.centredOneHot(training.labels), noise: noise, sharedBy: group,
        kernel: ImageRecipe(kernel, isTangent: isTangent, rows: training.images, number: number, shift: shift),
        filling: { context.report(stage: "kernel", fraction: $0) },
        progress: { context.report(stage: "factor", fraction: $0) })
    }
  }

  /// The kernel of test images and training images, here.
  func cross(
    _ test: ByteImages, _ training: ByteImages, _ context: RunContext, _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    try Device(threads: context.threads).run {
      try group.block(
        ImageRecipe(kernel, isTangent: isTangent, rows: test, columns: training, number: number, shift: shift),
        progress: progress)
    }
  }
}
