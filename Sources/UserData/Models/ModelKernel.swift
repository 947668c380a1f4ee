import Architectures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra

/// A kernel file to fit a model by, compared with the architecture and the inputs that it should be of.
struct ModelKernel {
  private let stored: StoredKernel
  private let kernel: URL
  private let inputs: URL
  private let unchanged: UnchangedInputs

  /// - Throws: `ModelFailure.tangentKernelAlone`, `.kernelOfOtherOrder`, `.kernelOfOtherArchitecture`; as
  ///   `StoredKernel`.
  /// - Complexity: reads shapes and attributes.
  init(_ kernel: URL, architecture: Architecture, inputs: URL, count: Int) throws {
    (self.kernel, self.inputs, unchanged) = (kernel, inputs, UnchangedInputs(kernel))
    let root = try HDF5File.open(kernel).root
    if try !root.contains("nngp") && root.contains("ntk") {
      throw ModelFailure.tangentKernelAlone(kernel: kernel.relativePath)
    }
    stored = try StoredKernel("nngp", in: kernel)
    guard stored.order == count else {
      throw ModelFailure.kernelOfOtherOrder(
        kernel: kernel.relativePath, order: stored.order, inputs: inputs.relativePath, count: count)
    }
    if let digest = stored.architectureDigest, digest != (try InputsDigest.sha256(of: architecture)) {
      throw ModelFailure.kernelOfOtherArchitecture(kernel: kernel.relativePath)
    }
  }

  /// Whether the file holds half of it.
  var isTriangle: Bool { stored.isTriangle }

  /// A line for a file that does not say what it was made from; nil: it does.
  var warning: String? {
    guard stored.inputsDigest == nil || stored.architectureDigest == nil else { return nil }
    return "Warning: \(kernel.relativePath): does not say "
      + (stored.inputsDigest == nil ? "of which inputs it is" : "of which architecture it is")
      + "; it is taken for the NNGP kernel of x1 of \(inputs.relativePath), in that order"
  }

  /// - Throws: `ModelFailure.kernelOfOtherInputs`.
  func check(inputsDigest: String) throws {
    guard let own = stored.inputsDigest, own != inputsDigest else { return }
    throw ModelFailure.kernelOfOtherInputs(kernel: kernel.relativePath, inputs: inputs.relativePath)
  }

  /// After the last of its numbers was read: for the factor, the residual and more, over the whole time of a fit.
  /// - Throws: `UserDataFailure.changedMeanwhile` where the file was written since; its numbers have no digest.
  func requireUntouched() throws {
    if !unchanged.areUntouched {
      throw UserDataFailure.changedMeanwhile(file: kernel.relativePath, dataset: stored.name)
    }
  }

  /// - Parameter network: by which test inputs will be compared with these.
  func training(
    _ network: Kernel, inputs: Matrix<Double>, targets: Matrix<Double>, noise: NoiseLadder, threads: Int
  ) throws -> GivenKernel {
    let own = try network.selfCovariances(rows: inputs, get: .nngp, threads: threads).map(\.nngp)
    return try GivenKernel(
      stored, targets: targets, noise: noise,
      entryError: try PosteriorKernel.entryError(network, inputs, own, threads: threads))
  }
}
