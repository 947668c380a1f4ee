import InfiniteWidth
import Work

extension UserDataCost {
  /// A diagnosis of n training and m test inputs of d numbers at so many depths.
  package struct DiagnosisSizes: Sendable {
    let training, test, width, outputs: Int
    let depths: Int
    /// How many kernels are looked at: 2, or 1 where nothing learns.
    let kernels: Int
    /// Passes of the recursion in units of the deepest kernel's, see `DepthKernels`.
    let passes: Double
    /// Whether all inputs' kernels with each other are in memory.
    let isWhole: Bool
    /// Depths whose kernels are.
    let keptDepths: Int
    /// Depths between these that are tried at most, of one kernel (`DepthSearch.most`).
    let triedDepths: Int

    package init(
      training: Int, test: Int, width: Int, outputs: Int, depths: Int, kernels: Int = 2, passes: Double = 1,
      isWhole: Bool = true, keptDepths: Int = 1, triedDepths: Int = 0
    ) {
      (self.training, self.test, self.width, self.outputs) = (training, test, width, outputs)
      (self.depths, self.kernels, self.passes) = (depths, kernels, passes)
      (self.isWhole, self.keptDepths, self.triedDepths) = (isWhole, keptDepths, triedDepths)
    }
  }

  /// - Parameters:
  ///   - entry: of the deepest kernel.
  /// - Complexity: O(1). A decomposition with its eigenvectors counts 9 n³ operations (4/3 n³ without targets, which
  ///   needs none), its products 2 n² (m + 4k); LAPACK's share that runs on one thread is not known to it.
  package static func diagnosis(_ sizes: DiagnosisSizes, entry: Entry, threads: Int) -> Cost {
    let (n, m, d) = (Double(sizes.training), Double(sizes.test), Double(sizes.width))
    let (k, kernels, depths) = (Double(sizes.outputs), Double(sizes.kernels), Double(sizes.depths))
    let pairs = sizes.isWhole ? (n + m) * (n + m) / 2 : n * n / 2 + n * m
    let decomposition = k > 0 ? 9 * n * n * n + 2 * n * n * (m + 4 * k) : 4 / 3 * n * n * n
    let seconds =
      sizes.passes * pairs * entry.seconds
      + (depths * kernels + Double(sizes.triedDepths)) * decomposition / KernelCost.coreSpeed
    // The kernels of a depth, and a decomposition with its workspace.
    var numbers = kernels * n * (n + m) + (k > 0 ? 3 : 1) * n * n
    // Of all inputs with each other, and the state between depths.
    if sizes.isWhole { numbers += 1.5 * kernels * (n + m) * (n + m) }
    // With and without pooling, K and Θ.
    if sizes.keptDepths > 1 { numbers += 4 * Double(sizes.keptDepths) * n * (n + m) }
    // Inputs as read and as kernels copy them at most, targets and weights, and what is found of every mode.
    numbers += 4 * (n + m) * d + 4 * n * k + m * k + 3 * depths * kernels * n
    let bytes =
      8 * numbers + 2 * (n + m) * Double(entry.preparedBytes) + Double(threads) * Double(entry.workingBytes)
    // What is written of every mode and depth; a picture and attributes take less than a megabyte.
    let disk = 8 * (depths * kernels * (n * (k > 0 ? 2 : 1) + 16) + 2 * n + m) + 1e6
    return Cost(
      seconds: seconds / Double(threads), memoryBytes: Int(min(bytes, 9e18)), diskBytes: Int(min(disk, 9e18)))
  }
}
