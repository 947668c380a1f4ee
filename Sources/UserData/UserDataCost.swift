import Foundation
import Inference
import InfiniteWidth
import Platform
import Work

/// What the commands on user data need, from sizes and what an entry of the kernel costs.
package enum UserDataCost {
  /// Bytes a second that a file's pages take from the system, whatever the number of threads.
  static let writeSpeed = 0.5e9

  /// What a process holds without any data: the program, its libraries, and the pages of BLAS's buffers that small
  /// products touch.
  package static let programBytes = 85_000_000

  static func writeSeconds(bytes: Int) -> Double { Double(bytes) / writeSpeed }

  /// An entry of a kernel.
  package struct Entry: Sendable {
    /// Of one core.
    let seconds: Double
    /// What each thread works in.
    let workingBytes: Int
    /// What is kept of each row and of each column input while their pairs are computed.
    let preparedBytes: Int

    /// What the declared cost is, or the time that some pairs of the very inputs took where there are many of them.
    init(_ kernel: Kernel, _ inputs: any UserRows, get quantities: KernelQuantities) throws {
      self.init(
        kernel.cost(inputsOf: inputs.width),
        measuredSeconds: try KernelProbe(kernel, inputs, get: quantities).secondsPerPair)
    }

    /// - Parameter measuredSeconds: of a pair, in place of what is declared.
    package init(_ declared: KernelCost, measuredSeconds: Double? = nil) {
      seconds = measuredSeconds ?? declared.secondsPerPair
      (workingBytes, preparedBytes) = (declared.workingBytes, declared.preparedBytes)
    }
  }

  /// What work takes whose cost `cost` gives by the cost of an entry: `check` decides by what is declared, and the rest
  /// is by what some pairs of the inputs took. In this order, because a measurement calls BLAS, which waits for ever
  /// for memory that a limit keeps from it.
  static func checked(
    _ kernel: Kernel, _ inputs: any UserRows, get quantities: KernelQuantities, check: (Cost) throws -> Void,
    _ cost: (Entry) throws -> Cost
  ) throws -> Cost {
    try check(cost(Entry(kernel.cost(inputsOf: inputs.width))))
    return try cost(Entry(kernel, inputs, get: quantities))
  }

  /// Both kinds of predictions: n inputs of d numbers for training, m for testing, k outputs.
  package struct Sizes: Sendable {
    let training, width, test, outputs: Double
    /// Test inputs in memory at a time.
    let block: Double
    let entry: Entry

    package init(training: Int, width: Int, test: Int, outputs: Int, blockRows: Int, entry: Entry) {
      (self.training, self.width, self.test) = (Double(training), Double(width), Double(test))
      (self.outputs, block, self.entry) = (Double(outputs), Double(min(blockRows, test)), entry)
    }

    /// Seconds of one core for the training kernel and the one with the test inputs.
    fileprivate var kernels: Double { (training * training / 2 + training * test) * entry.seconds }
  }

  /// The posterior of a Gaussian process.
  ///
  /// - Parameter isPacked: whether the training kernel is kept packed.
  /// - Complexity: O(1). The time counts n³/3 operations of one factorisation and 2 m n² of the variances; it does not
  ///   know how many noise variances will be tried.
  package static func posterior(_ sizes: Sizes, isPacked: Bool, threads: Int) -> Cost {
    let (n, m, k) = (sizes.training, sizes.test, sizes.outputs)
    let seconds = (n * n * n / 3 + 2 * m * n * n) / KernelCost.coreSpeed + sizes.kernels
    let kernel = isPacked ? n * (n + 1) / 2 : n * n
    // Beside the kernel a block of test inputs' kernel and its copy that is solved with, the block's inputs as read and
    // as the kernel has them, or before that a block of training inputs' kernel for the residual. Before the kernel is
    // there the inputs are three times, when one of them is taken out.
    let block = max(2 * sizes.block * (n + sizes.width), isPacked ? min(n, 1024) * n : 0)
    let numbers = max(kernel + n * sizes.width + block, 3 * n * sizes.width) + (3 * n + sizes.block) * k
    return Cost(
      seconds: seconds / Double(threads),
      memoryBytes: programBytes + bytes(numbers, inputs: 2 * n, and: sizes.entry, threads),
      diskBytes: bytes(m * (k + 2)))
  }

  /// The same by conjugate gradients, or a model of it: the kernel takes of memory what is left.
  ///
  /// - Parameters:
  ///   - kernelIsGiven: whether the kernel is read from a file.
  ///   - isTriangle: whether that holds half of it, of which the preconditioner's rows are in no one place.
  /// - Complexity: O(1). The time counts 100 steps, of which nothing is known before; those with a kernel that memory
  ///   does not hold have to compute it again.
  static func iterative(
    _ sizes: Sizes, _ settings: ConjugateGradients, keepsInputs: Bool = false, kernelIsGiven: Bool = false,
    isTriangle: Bool = false, available: Int, threads: Int
  ) -> Cost {
    let (n, m, k) = (sizes.training, sizes.test, sizes.outputs + 1)
    let rank = Double(settings.rank(of: Int(n)))
    let block = max(2 * sizes.block * (n + sizes.width), 2 * n * Double(TrainingKernelOperator.width))
    let numbers =
      max(n * sizes.width + block, 3 * n * sizes.width) + 2 * rank * (n + 3 * rank) + (10 * n + sizes.block) * k
    let needed = programBytes + bytes(numbers, inputs: 2 * n, and: sizes.entry, threads)
    let kernel = Double(TrainingKernelOperator.bytes(order: Int(n)))
    let steps = 100.0
    let kept = min(kernel, max(0, Double(memoryShare(of: available) - needed)))
    // Some rows of the preconditioner are asked for in vain; 64 of them at a time.
    let rows = 1.5 * rank
    // A square is compared with its mirror once.
    let passes =
      (kernelIsGiven && !isTriangle ? 2 : 1)
      + (1 - kept / max(1, kernel)) * (steps + (isTriangle ? (rows / 64).rounded(.up) : 0))
    let numberSeconds = kernelIsGiven ? 8 / writeSpeed : sizes.entry.seconds / Double(threads)
    let reading = (passes * n / 2 + (isTriangle ? 0 : rows)) * n * numberSeconds
    let operations = 7 * rank * rank * n + steps * (2 * n * n * k + 8 * n * rank * k) + 2 * m * n * k
    return Cost(
      seconds: reading + (operations / KernelCost.coreSpeed + n * m * sizes.entry.seconds) / Double(threads),
      memoryBytes: needed,
      diskBytes: bytes(m * (k + 2) + n * (3 * k + 8) + (keepsInputs ? n * sizes.width : 0)))
  }

  /// Bytes that panels of the kernel may take beside what is needed.
  static func keptBytes(beside cost: Cost, available: Int) -> Int {
    max(0, memoryShare(of: available) - cost.memoryBytes)
  }

  /// What is counted on of free memory.
  private static func memoryShare(of available: Int) -> Int { Int(0.9 * Double(available)) }

  /// A fitted model: the factor, its inverse's diagonal if one input is to be left out at a time, and what is kept.
  ///
  /// - Parameter kernelIsGiven: whether the kernel is read from a file, once for its factor and once for the residual.
  /// - Complexity: O(1). The time counts n³/3 operations of one factorisation and as many of the inverse's diagonal.
  package static func fit(
    _ sizes: Sizes, isPacked: Bool, leavesOneOut: Bool, keepsFactor: Bool, keepsInputs: Bool,
    kernelIsGiven: Bool = false, threads: Int
  ) -> Cost {
    let (n, k) = (sizes.training, sizes.outputs)
    let operations = n * n * n / 3 * (leavesOneOut ? 2 : 1)
    let kernels = kernelIsGiven ? 0 : n * n * sizes.entry.seconds
    let (triangle, strip) = (n * (n + 1) / 2, min(n, 256) * n)
    // As for the posterior, with two strips of the inverse in the place of the block of test inputs.
    let kernel = isPacked ? triangle : n * n
    let block = max(2 * strip, isPacked ? min(n, 1024) * n : 0)
    let numbers = max(kernel + n * sizes.width + block, 3 * n * sizes.width) + 6 * n * k
    let written = n * (3 * k + 8) + (keepsFactor ? triangle : 0) + (keepsInputs ? n * sizes.width : 0)
    return Cost(
      seconds: (operations / KernelCost.coreSpeed + kernels) / Double(threads) + 8 * written / writeSpeed
        + (kernelIsGiven ? 16 * triangle / writeSpeed : 0),
      memoryBytes: programBytes + bytes(numbers, inputs: 2 * n, and: sizes.entry, threads), diskBytes: bytes(written))
  }

  /// Predictions from a fitted model.
  ///
  /// - Complexity: O(1). The time counts the test kernel, 2 m n k operations of the means, and 2 m n² of variances.
  package static func modelPredictions(_ sizes: Sizes, hasFactor: Bool, isPacked: Bool, threads: Int) -> Cost {
    let (n, m, k) = (sizes.training, sizes.test, sizes.outputs)
    let factor = isPacked ? n * (n + 1) / 2 : n * n
    let operations = 2 * m * n * k + (hasFactor ? 2 * m * n * n : 0)
    let numbers = (hasFactor ? factor : 0) + 2 * n * (sizes.width + sizes.block) + (n + sizes.block) * k
    return Cost(
      seconds: (operations / KernelCost.coreSpeed + m * n * sizes.entry.seconds) / Double(threads)
        + (hasFactor ? 4 * n * n / writeSpeed : 0),
      memoryBytes: programBytes + bytes(numbers, inputs: 2 * n, and: sizes.entry, threads),
      diskBytes: bytes(m * (k * (hasFactor ? 2 : 1) + 3)))
  }

  /// Gradient flow, or training the readout, at `times` times.
  ///
  /// - Complexity: O(1). The time counts 12 n³ operations of the decomposition and of its products with K(X, X), and
  ///   2 (2 + times) n² m of the predictions.
  package static func flow(_ sizes: Sizes, times: Int, kernels: Int, threads: Int) -> Cost {
    let (n, m, k, t) = (sizes.training, sizes.test, sizes.outputs, Double(times))
    let seconds = (12 * n * n * n + 2 * (2 + t) * n * n * m) / KernelCost.coreSpeed + Double(kernels) * sizes.kernels
    // Six matrices of the training inputs and as many of a block; the weights of every time, and a block's means.
    let numbers = n * (6 * n + 2 * sizes.width + 6 * sizes.block) + (3 + t) * n * k + 2 * t * sizes.block * k
    return Cost(
      seconds: seconds / Double(threads), memoryBytes: bytes(numbers, inputs: 2 * n, and: sizes.entry, threads),
      diskBytes: bytes(t * m * (k + 1) + m))
  }

  /// Posteriors of many architectures and noises on the same inputs.
  ///
  /// - Parameters:
  ///   - kernels: as many of the cost of `sizes.entry`.
  ///   - workers: points that are in work at a time.
  ///   - sharesPairs: whether what all kernels map is kept.
  ///   - steps: of an ascent, each with a kernel and its derivatives.
  /// - Complexity: O(1). The time counts n³/3 operations of a factorisation and as many of its inverse's diagonal, and
  ///   2 n m k of predictions for a point; n³ for a step, and its derivatives as two kernels.
  package static func selection(
    _ sizes: Sizes, kernels: Double, points: Int, workers: Int, sharesPairs: Bool, steps: Int, threads: Int
  ) -> Cost {
    let (n, m, k, w) = (sizes.training, sizes.test, sizes.outputs, Double(workers))
    let point = (2 * n * n * n / 3 + 2 * n * m * k) / KernelCost.coreSpeed
    let pairs = n * (n + m)
    // A kernel and its factor, a strip of the inverse and the held-out inputs' kernel for every worker.
    let numbers =
      (n + m) * (2 * sizes.width + k) + (sharesPairs ? pairs : 0) + w * (2 * n * n + n * m + n * (256 + 3 * k))
    return Cost(
      seconds: ((kernels + 3 * Double(steps)) * sizes.kernels + Double(points) * point
        + Double(steps) * n * n * n / KernelCost.coreSpeed) / Double(threads),
      memoryBytes: bytes(numbers, inputs: w * (2 * n + m), and: sizes.entry, threads),
      diskBytes: bytes(Double(points) * 9))
  }

  /// What a run has to do of the kernels of `plan`, tile by tile.
  ///
  /// - Parameters:
  ///   - pairs: to be computed.
  ///   - diskBytes: of the file.
  package static func kernels(
    _ plan: BlockPlan, pairs: Double, diskBytes: Int, count: Int, width: Int, entry: Entry, threads: Int
  ) -> Cost {
    let edge = Double(min(plan.edge, max(plan.rows, plan.columns)))
    return Cost(
      seconds: pairs * entry.seconds / Double(threads) + Double(diskBytes) / writeSpeed,
      memoryBytes: bytes(
        edge * (edge * Double(count) + 4 * Double(width)), inputs: 2 * edge, and: entry, threads),
      diskBytes: diskBytes)
  }

  /// Of float64 numbers, as much as an integer holds.
  private static func bytes(_ numbers: Double) -> Int { Int(min(numbers * 8, 9e18)) }

  /// - Parameter inputs: row and column inputs prepared together.
  private static func bytes(_ numbers: Double, inputs: Double, and entry: Entry, _ threads: Int) -> Int {
    bytes(numbers + (inputs * Double(entry.preparedBytes) + Double(threads) * Double(entry.workingBytes)) / 8)
  }
}

extension Cost {
  /// - Parameters:
  ///   - presentBytes: what the output has of the disk already.
  ///   - lessMemory: what takes less memory, if anything does.
  /// - Throws: `UserDataFailure.doesNotFit`: memory, which the inputs ask for, or disk, which the output does.
  func check(inputs: URL, output: URL, machine: Machine, presentBytes: Int = 0, lessMemory: String? = nil) throws {
    let folder = try FileSystem.target(of: output).deletingLastPathComponent()
    let disk = Machine.availableDiskBytes(at: folder) ?? .max
    for (file, what, needed, available) in [
      (inputs, "memory", memoryBytes, machine.availableMemoryBytes), (output, "disk", diskBytes - presentBytes, disk),
    ] where needed > available {
      throw UserDataFailure.doesNotFit(
        file: file.relativePath, what: what, needed: needed, available: available,
        instead: what == "memory" ? lessMemory : nil)
    }
  }
}
