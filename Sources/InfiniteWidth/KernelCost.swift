import Architectures

/// What one entry of a kernel costs, from the architecture and the inputs' shape alone.
public struct KernelCost: Sendable, Equatable {
  /// Seconds of one core for K and Θ of one pair, on the slower side.
  public let secondsPerPair: Double
  /// Bytes that each thread works in, beside the kernels that are written.
  public let workingBytes: Int
  /// Bytes kept of each row and of each column input, prepared for all layers at once.
  public let preparedBytes: Int
  /// Pairs of positions whose covariances one pair of images needs, all stages together; 1 of vectors.
  public let positionPairs: Int

  /// Operations a second of one core in float64: half of what AVX2 at 3 GHz can do, so that the estimate is rarely
  /// short.
  package static let coreSpeed = 25e9
}

extension Kernel {
  /// - Parameter numbers: in one input.
  public func cost(inputsOf numbers: Int) -> KernelCost {
    switch way {
    case .vectors(let kernel):
      KernelCost(
        secondsPerPair: 2 * Double(numbers) / KernelCost.coreSpeed + kernel.layers.cost.secondsPerPair
          // 17 to 50 times as long as the common way, tanh 300 times.
          * (CosineRecursion.isNeeded(by: kernel.layers) ? 40 : 1),
        workingBytes: 0, preparedBytes: kernel.layers.cost.bytesPerInput, positionPairs: 1)
    case .images(let kernel, let height, let width):
      KernelCost(
        secondsPerPair: kernel.secondsPerPair,
        workingBytes: kernel.workingBytes(channels: numbers / (height * width)), preparedBytes: 0,
        positionPairs: kernel.positionPairs)
    }
  }
}
