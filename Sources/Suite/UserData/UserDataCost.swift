import Foundation

/// What the commands on user data need, from sizes alone.
package enum UserDataCost {
  /// Operations a second of one core in float64: half of what AVX2 at 3 GHz can do, so that the estimate is rarely short.
  private static let coreSpeed = 25e9
  /// Seconds of one core for an entry of a kernel and a layer.
  private static let layerSeconds = 2e-9

  /// Both kinds of predictions: n inputs of d numbers for training, m for testing, k outputs.
  package struct Sizes: Sendable {
    let training, width, test, outputs: Double
    /// Test inputs in memory at a time.
    let block: Double
    /// Of the architecture, repetitions written out.
    let layers: Double

    package init(training: Int, width: Int, test: Int, outputs: Int, blockRows: Int, layers: Int) {
      (self.training, self.width, self.test) = (Double(training), Double(width), Double(test))
      (self.outputs, block, self.layers) = (Double(outputs), Double(min(blockRows, test)), Double(layers))
    }

    /// Seconds of one core for the training kernel and the one with the test inputs.
    fileprivate var kernels: Double {
      UserDataCost.kernelSeconds(
        entries: training * training / 2 + training * test, width: width, layers: layers)
    }
  }

  /// The posterior of a Gaussian process.
  ///
  /// - Parameter isPacked: whether the training kernel is kept packed.
  /// - Complexity: O(1). The time counts n³/3 operations of one factorisation and m n² of the variances; it does not know how many
  ///   noise variances will be tried.
  package static func posterior(_ sizes: Sizes, isPacked: Bool, threads: Int) -> Cost {
    let (n, m, k) = (sizes.training, sizes.test, sizes.outputs)
    let seconds = (n * n * n / 3 + m * n * n) / coreSpeed + sizes.kernels
    let kernel = isPacked ? n * (n + 1) / 2 : n * n
    // The inputs as read and as the kernel copies them at most, a block of test inputs' kernel and its solution; targets, their
    // transposed and what solves for them, and a block's means.
    let numbers = kernel + 2 * n * (sizes.width + sizes.block) + (3 * n + sizes.block) * k
    return Cost(
      seconds: seconds / Double(threads), memoryBytes: bytes(numbers), diskBytes: bytes(m * (k + 2)))
  }

  /// Gradient flow, or training the readout, at `times` times.
  ///
  /// - Complexity: O(1). The time counts 12 n³ operations of the decomposition and of its products with K(X, X), and
  ///   2 (2 + times) n² m of the predictions.
  package static func flow(_ sizes: Sizes, times: Int, kernels: Int, threads: Int) -> Cost {
    let (n, m, k, t) = (sizes.training, sizes.test, sizes.outputs, Double(times))
    let seconds = (12 * n * n * n + 2 * (2 + t) * n * n * m) / coreSpeed + Double(kernels) * sizes.kernels
    // Six matrices of the training inputs and as many of a block; the weights of every time, and a block's means.
    let numbers = n * (6 * n + 2 * sizes.width + 6 * sizes.block) + (3 + t) * n * k + 2 * t * sizes.block * k
    return Cost(
      seconds: seconds / Double(threads), memoryBytes: bytes(numbers), diskBytes: bytes(t * m * (k + 1) + m))
  }

  /// Whole kernels between the rows and columns of `plan`, block by block.
  package static func kernels(_ plan: BlockPlan, count: Int, width: Int, layers: Int, threads: Int) -> Cost {
    let (entries, edge) = (Double(plan.rows) * Double(plan.columns), Double(plan.edge))
    return Cost(
      seconds: kernelSeconds(entries: entries, width: Double(width), layers: Double(layers)) / Double(threads),
      memoryBytes: bytes(2 * edge * (edge * Double(count) + 2 * Double(width))),
      diskBytes: bytes(entries * Double(count)))
  }

  /// Products of d numbers and the recursion through the layers, on one core.
  private static func kernelSeconds(entries: Double, width: Double, layers: Double) -> Double {
    entries * (2 * width / coreSpeed + layerSeconds * layers)
  }

  /// Of float64 numbers, as much as an integer holds.
  private static func bytes(_ numbers: Double) -> Int { Int(min(numbers * 8, 9e18)) }
}

extension Cost {
  /// - Throws: `UserDataFailure.doesNotFit`: memory, which the inputs ask for, or disk, which the output does.
  func check(inputs: URL, output: URL, machine: Machine) throws {
    let disk = Machine.availableDiskBytes(at: output.deletingLastPathComponent()) ?? .max
    for (file, what, needed, available) in [
      (inputs, "memory", memoryBytes, machine.availableMemoryBytes), (output, "disk", diskBytes, disk),
    ] where needed > available {
      throw UserDataFailure.doesNotFit(file: file.relativePath, what: what, needed: needed, available: available)
    }
  }
}
