import Foundation
import Inference
import LinearAlgebra
import Platform
import Results
import Work

/// A factor in panels on disk, in the folder that a user gives for kernels that memory does not hold (`--scratch`).
///
/// The panels are as wide as free memory lets them be, since the disk is read n/w times; a run that goes on with
/// another's keeps that one's width.
struct FactorScratch {
  let directory: URL
  /// Of all inputs; a kernel without its anchor has one fewer.
  let layout: PanelLayout
  let threads: Int

  /// What a user is told who has named no folder.
  static let advice = "give a folder on a large disk for the factor by --scratch DIR"

  /// Part of the free memory that is counted on.
  private static let share = 0.9

  /// nil where no folder is given, or memory holds the factor.
  ///
  /// - Parameters:
  ///   - sizes: of the work, by the declared cost of an entry.
  ///   - cost: of the work in memory, packed.
  init?(_ directory: URL?, _ sizes: UserDataCost.Sizes, inMemory cost: Cost, threads: Int, machine: Machine) {
    guard let directory, cost.memoryBytes > machine.availableMemoryBytes else { return nil }
    (self.directory, self.threads) = (directory, threads)
    let free = Self.share * Double(machine.availableMemoryBytes)
    layout = PanelLayout(
      order: Int(sizes.training), memoryBytes: Int(free) - UserDataCost.bytesBesideFactor(cost, sizes))
  }

  /// The blocks of test inputs: as many at a time as the elimination's memory takes, since all of the factor is read
  /// for each block, twice.
  func plan(test: Int, width: Int) -> PredictionPlan {
    // Twice each, beside what a solve works in: the kernel of a block, and its inputs.
    let bytes = Double(UserDataCost.bytes(of: layout) - layout.solveBytes) / 2
    let share = Double(layout.order) / Double(layout.order + width)
    return PredictionPlan(
      training: layout.order, test: test, width: width, varianceCount: test, largestBlock: test,
      blockBytes: Int(bytes * share))
  }

  /// "17 GB in DIR, and 52 GB read from there", beside the cost.
  func statement(passes: Int) -> String {
    let read = layout.readBytes + passes * layout.bytes
    return "\(Amounts.bytes(layout.bytes)) in \(directory.relativePath), and \(Amounts.bytes(read)) read from there"
  }

  /// Does work with the factor's folder, if there is to be one, and gives its disk back: unless the end was asked for
  /// or something failed that can be mended, so that the same command goes on with it.
  static func use<R>(
    _ scratch: FactorScratch?, for training: any TrainingKernel, _ progress: ProgressDisplay,
    _ interruption: Interruption, _ body: (PanelScratch?) throws -> R
  ) throws -> R {
    guard let scratch else { return try body(nil) }
    return try scratch.use(for: training, progress, interruption, body)
  }

  private func use<R>(
    for training: any TrainingKernel, _ progress: ProgressDisplay, _ interruption: Interruption,
    _ body: (PanelScratch?) throws -> R
  ) throws -> R {
    let problem = try training.problem
    let scratch = try PanelScratch(
      in: directory, identity: try identity(training),
      layout: PanelLayout(order: problem.targets.rows, width: layout.width))
    if scratch.finishedPanels > 0 {
      progress.note(
        "\(scratch.folder.relativePath): goes on with \(scratch.finishedPanels) of \(scratch.layout.count) panels")
    }
    others(than: scratch).forEach(progress.warn)
    do {
      // A signal must not end the process before it has been said where the panels are.
      let kept = UserDataFailure.factorKept(folder: scratch.folder.relativePath, bytes: scratch.layout.bytes)
      let result = try interruption.breakingAndTelling(as: kept) { try body(scratch) }
      scratch.remove()
      return result
    } catch {
      switch error {
      case is GaussianProcessError, is CholeskyFactor.Obstacle: scratch.remove()
      case UserDataFailure.factorKept: break
      default:
        progress.warn(
          "\(scratch.folder.relativePath): kept, \(Amounts.bytes(scratch.layout.bytes)); the same command goes on with "
            + "it, or remove it")
      }
      throw error
    }
  }

  /// A line for every factor that another run left or works on.
  private func others(than scratch: PanelScratch) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.relativePath)) ?? []
    return names.filter { $0.hasPrefix(PanelScratch.prefix) && $0 != scratch.folder.lastPathComponent }.sorted().map {
      "Warning: \(directory.appending(path: $0).relativePath): the factor of another run; remove it if none goes on with it"
    }
  }

  /// Of the kernel, the noise and what the last bits depend on.
  private func identity(_ training: any TrainingKernel) throws -> String {
    let problem = try training.problem
    let program = Program.current(threads: threads)
    return InputsDigest.sha256(
      ofText: [
        try training.identity(), "\(problem.noise)", "\(problem.meanDiagonal)", program.executable, program.blasCore,
        "\(threads)",
      ].joined(separator: "\n"))
  }
}

extension UserDataCost {
  /// Bytes a second that a disk gives.
  private static let readSpeed = 1e9
  /// Passes over a factor for the weights, their correction, the anchor and both ends of the spectrum, about.
  static let posteriorPasses = 40

  /// What work with a packed factor takes when that is in panels on disk.
  ///
  /// - Parameters:
  ///   - cost: of the work in memory.
  ///   - passes: over the whole factor, once it is there.
  /// - Complexity: O(panels).
  static func onDisk(_ cost: Cost, _ sizes: Sizes, _ layout: PanelLayout, passes: Int) -> Cost {
    let seconds =
      (Double(layout.readBytes) + Double(passes) * Double(layout.bytes)) / readSpeed
      + Double(layout.bytes) / writeSpeed
    return Cost(
      seconds: cost.seconds + seconds, memoryBytes: bytesBesideFactor(cost, sizes) + bytes(of: layout),
      diskBytes: cost.diskBytes)
  }

  /// Of work in memory, packed, what is not its kernel or a block: that takes what the panel in work leaves. The inputs
  /// of a panel's rows are there once more.
  static func bytesBesideFactor(_ cost: Cost, _ sizes: Sizes) -> Int {
    let n = sizes.training
    let block = max(2 * sizes.block * (n + sizes.width), min(n, 1024) * n)
    let others = Double(cost.memoryBytes) - 4 * n * (n + 1) - 8 * block + 8 * n * sizes.width
    return Int(max(0, min(others, 0x1p61)))
  }

  /// The panel in work, or afterwards a block of the kernel's rows for the residual.
  static func bytes(of layout: PanelLayout) -> Int { max(layout.memoryBytes, 8 * 1024 * layout.order) }
}
