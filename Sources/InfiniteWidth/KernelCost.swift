import Architectures
import Nonlinearities

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

  /// Bytes that one layer keeps of an input on one side: the numbers of `PairFactors` and of the duals' tables.
  static func layerBytes(_ layer: Layer) -> Int {
    switch layer {
    case .activation(let nonlinearity):
      switch nonlinearity {
      case .relu, .leakyRelu, .abs, .identity: 16
      case .tanh, .custom: 32
      case .erf, .gelu, .sin, .cos: 72
      }
    case .dense, .convolution, .selfAttention: 48
    case .layerNorm, .dropout: 16
    case .residual, .parallel:
      layer.innerLayers.reduce(32 * max(0, (layer.branches ?? []).count - 1)) { $0 + layerBytes($1) }
    case .repeated(let count, let layers): count * layers.reduce(0) { $0 + layerBytes($1) }
    case .flatten, .globalAveragePooling, .averagePooling, .identity: 0
    }
  }

  /// Operations a second of one core in float64: half of what AVX2 at 3 GHz can do, so that the estimate is rarely
  /// short.
  package static let coreSpeed = 25e9

  /// Seconds of one core for K and Θ of a pair of vectors of different norms and one layer: between what was measured
  /// with AVX-512 and with AVX2, which take half and twice of it at most.
  static func layerSeconds(_ layer: Layer) -> Double {
    switch layer {
    case .activation(let nonlinearity):
      switch nonlinearity {
      case .relu, .leakyRelu, .abs, .identity: 3.5e-9
      case .erf: 8e-9
      case .gelu, .sin, .cos: 16e-9
      // Of variances about 1; it grows with them.
      case .tanh: 25e-9
      // Of both parities, where it is smooth; with kinks it takes milliseconds.
      case .custom(let custom): custom.breakpoints.isEmpty ? 30e-9 : 5e-3
      }
    case .dense, .convolution, .selfAttention: 2.5e-9
    case .layerNorm, .dropout: 0.5e-9
    case .residual, .parallel:
      layer.innerLayers.reduce(1.5e-9 * Double(max(0, (layer.branches ?? []).count - 1))) { $0 + layerSeconds($1) }
    case .repeated(let count, let layers): Double(count) * layers.reduce(0) { $0 + layerSeconds($1) }
    case .flatten, .globalAveragePooling, .averagePooling, .identity: 0
    }
  }
}

extension Kernel {
  /// - Parameter numbers: in one input.
  public func cost(inputsOf numbers: Int) -> KernelCost {
    switch way {
    case .vectors(let kernel):
      KernelCost(
        secondsPerPair: 2 * Double(numbers) / KernelCost.coreSpeed
          + kernel.layers.reduce(0) { $0 + KernelCost.layerSeconds($1) }
          // 17 to 50 times as long as the common way, tanh 300 times.
          * (CosineRecursion.isNeeded(by: kernel.layers) ? 40 : 1),
        workingBytes: 0, preparedBytes: kernel.layers.reduce(0) { $0 + KernelCost.layerBytes($1) }, positionPairs: 1)
    case .images(let kernel, let height, let width):
      KernelCost(
        secondsPerPair: kernel.secondsPerPair,
        workingBytes: kernel.workingBytes(channels: numbers / (height * width)), preparedBytes: 0,
        positionPairs: kernel.positionPairs)
    }
  }
}
