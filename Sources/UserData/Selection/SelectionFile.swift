import Architectures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Results
import Synchronization
import Work

/// Searches numbers of an architecture for the Gaussian process that suits a user's own data best.
///
/// The output holds, over the coordinates of all axes, `log_marginal_likelihood`, `leave_one_out_mse`,
/// `leave_one_out_log_probability`, with several outputs `leave_one_out_accuracy` (the share of inputs whose largest
/// prediction is where their largest target is), the same of held-out inputs, `condition_number`, `noise_variance_used`
/// and `status`; root attributes tell the best. A point whose kernel has no factor has the status failed, one whose
/// smallest eigenvalue is rounding untrusted, and neither is the best. The outputs appear complete or not at all.
public struct SelectionFile: Sendable {
  public let grid: SelectionGrid
  public let inputs: URL
  public let output: URL
  public var criterion = SelectionCriterion.evidence
  /// Where the architecture with the best numbers goes: no HDF5 file's place, see `BestPlace`. The best noise has no
  /// place in it, and comes with the last line of the summary.
  public var best: URL?
  /// Whether to climb from the best point by the evidence's gradient, where that is the criterion and there is one.
  public var ascends = true
  public var threads = Device.current.threads
  /// What is read beside the inputs, such as the architecture's file: the outputs replace none of these.
  public var otherSources: [URL] = []
  /// Whether an output may replace a file that is no former output.
  public var overwrites = false
  public var machine = Machine.current()

  public init(_ grid: SelectionGrid, inputs: URL, output: URL) {
    (self.grid, self.inputs, self.output) = (grid, inputs, output)
  }

  /// Up to this many inputs points are computed side by side, a thread each; beyond, one after the other on all
  /// threads.
  package static let largestSideBySide = 4096

  /// - Returns: the best, how good it is and how flat the top, a line each; and, where the best architecture is
  ///   written, the `fit` command that makes a model of it.
  /// - Throws: whatever is wrong with the architectures, the inputs, the memory or the place of an output; then none is
  ///   left.
  /// - Complexity: of n inputs n² d multiply-adds for the correlations once; for every architecture a kernel by mapping
  ///   them and for every point n³/3 multiply-adds; 8 n² bytes, and 16 n² for every point in work.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws -> [String] {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress: progress)
    }
  }

  private func writeWhole(progress: ProgressDisplay) throws -> [String] {
    let place = OutputPlace(output: output, sources: [inputs] + otherSources, overwrites: overwrites)
    try place.check()
    let bestPlace = best.map { BestPlace(url: $0, table: place) }
    try bestPlace?.check()
    let data = try SelectionData(inputs, by: criterion)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let families = grid.families
    let networks = try families.map { try grid.architecture(grid.values($0[0])) }
    let cost = try self.cost(data, networks)
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    let provenance = UserProvenance(
      title: "Selection of an architecture's numbers", architecture: grid.architecture, inputs: inputs.relativePath,
      threads: threads)
    let locks = (try place.lock(), try bestPlace?.lock())
    defer { withExtendedLifetime(locks) {} }
    let evaluation = try PointEvaluation(data, grid.architecture, threads: threads)
    let outcomes = try self.outcomes(evaluation, networks, families, data, progress)
    var found = try SelectionResult(grid, outcomes, by: criterion, file: output)
    if ascends, criterion == .evidence { try climb(from: &found, evaluation, progress) }
    let network = try grid.architecture(found.values)
    // Written before the table has its name: a full disk leaves neither.
    let bestFile = try bestPlace?.temporary(holding: network)
    try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      try found.write(to: root)
      try root.setAttribute("best_architecture", try network.json())
      try root.setAttribute("validation", data.validation)
      try root.setAttribute("training_rows", data.training.count)
      try provenance.writeFinal(to: root)
      try bestPlace?.free().map(progress.warn)
      try place.free().map(progress.warn)
    }
    try bestFile?.finish()
    return found.lines + (best.map { ["Fit it: " + found.fitCommand(best: $0, inputs: inputs)] } ?? [])
  }

  private func climb(
    from found: inout SelectionResult, _ evaluation: PointEvaluation, _ progress: ProgressDisplay
  ) throws {
    let ascent = try EvidenceAscent(
      grid, from: found.values, noise: found.outcome.noiseVarianceUsed, evaluation, threads: threads)
    guard let ascent else {
      return progress.note(
        "\(output.lastPathComponent): no gradient along these axes; the best point of the grid stays")
    }
    let weights = Array(repeating: 1.0, count: EvidenceAscent.mostSteps)
    try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      try Device(threads: threads).run {
        let start = found.outcome
        let summit = try ascent.climb(from: found.values) { _ in
          progress.report(stage: "ascent", fraction: nil)
          advance(1)
        }
        guard summit.steps > 0 else { return }
        let outcome = try evaluation.outcomes(
          grid.architecture(summit.values), noises: [grid.noise(summit.values) ?? start.noiseVarianceUsed],
          threads: threads)[0]
        if outcome.status == .done { found.summit = (summit, outcome) }
      }
    }
  }

  // MARK: Points

  private func outcomes(
    _ evaluation: PointEvaluation, _ networks: [Architecture], _ families: [[Int]], _ data: SelectionData,
    _ progress: ProgressDisplay
  ) throws -> [SelectionOutcome] {
    let results = Mutex(Array(repeating: SelectionOutcome.failed, count: grid.count))
    let weights = families.map { Double($0.count) }
    try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      @Sendable func compute(_ family: Int, threads: Int) throws {
        let points = families[family]
        let noises = points.compactMap { grid.noise(grid.values($0)) }
        let found = try evaluation.outcomes(
          networks[family], noises: noises.isEmpty ? nil : noises, threads: threads)
        results.withLock { for (point, outcome) in zip(points, found) { $0[point] = outcome } }
        progress.report(stage: "points", fraction: nil)
        advance(weights[family])
      }
      if isSideBySide(data) {
        try Parallel.forEach(count: families.count, threads: threads) { try compute($0, threads: 1) }
      } else {
        try Device(threads: threads).run {
          for family in families.indices {
            try EndRequest.current?.check()
            try compute(family, threads: threads)
          }
        }
      }
    }
    return results.withLock { $0 }
  }

  /// Of an ascent, and some that did not rise.
  private static let usualSteps = 10

  private func isSideBySide(_ data: SelectionData) -> Bool { data.training.count <= Self.largestSideBySide }

  private func cost(_ data: SelectionData, _ networks: [Architecture]) throws -> Cost {
    let kernels = try networks.map { try Kernel($0, inputShape: data.x1.shape) }
    let declared = kernels.map { $0.cost(inputsOf: data.x1.width).secondsPerPair }
    guard let dearest = declared.indices.max(by: { declared[$0] < declared[$1] }), declared[dearest] > 0 else {
      return Cost(seconds: 0, memoryBytes: 0, diskBytes: 0)
    }
    let n = data.training.count
    guard n <= CholeskyFactor.largestOrder else { throw CholeskyFactor.Obstacle.tooLarge(order: n) }
    let workers = isSideBySide(data) ? min(threads, networks.count) : 1
    return try UserDataCost.checked(kernels[dearest], data.x1, get: .nngp) {
      try $0.check(inputs: inputs, output: output, machine: machine)
    } _: { entry in
      UserDataCost.selection(
        UserDataCost.Sizes(
          training: n, width: data.x1.width, test: data.validationCount, outputs: data.y1.width,
          blockRows: data.validationCount, entry: entry),
        // Of the dearest kernel.
        kernels: declared.reduce(0, +) / declared[dearest], points: grid.count, workers: workers,
        sharesPairs: kernels[dearest].hasSeparations,
        steps: ascends && criterion == .evidence && kernels[dearest].hasSeparations ? Self.usualSteps : 0,
        threads: threads)
    }
  }
}
