import Architectures
import Foundation
import HDF5
import InfiniteWidth
import LinearAlgebra
import Platform
import Work

/// Says of an architecture and a user's own inputs, depth by depth, whether gradient descent can train it and whether
/// what it learns carries over to other inputs.
///
/// `inputs` holds `x1` [n₁, …] and optionally targets `y1` [n₁, k] and test inputs `x2` [n₂, …]. What depth means is
/// `DepthFamily`, what is found `KernelDiagnosis`, what it means `Diagnosis.lines`; the output's variables are in
/// `DiagnosisVariables`, and the mean-field theory in attributes. The targets' mean is taken off (as Xiao et al. 2020
/// standardise theirs): a kernel that has forgotten its inputs still predicts it.
///
/// Of more than `largestCount` rows a random part is taken, which is said: λ_max, λ_min and κ depend on n. Output and
/// picture (`D.png` beside `D.h5`) appear complete or not at all.
public struct DiagnosisFile: Sendable {
  public let architecture: Architecture
  public let inputs: URL
  public let output: URL
  /// Those of the output; where between them what the lines say ends is found beside (`DepthSearch`). Nil:
  /// `DepthFamily.defaultDepths`, as far as float64 goes.
  public var depths: [Int]?
  /// The repetition whose count is the depth; nil: the outermost.
  public var repetition: LayerPlace?
  /// Rows of x1, and of x2, at most.
  public var largestCount = 2000
  /// Decides which rows are taken where there are more.
  public var seed: UInt64 = 0
  public var drawsPicture = true
  public var threads = Device.current.threads
  /// What is read beside the inputs, such as the architecture's file: the output replaces none of these.
  public var otherSources: [URL] = []
  /// Whether the output may replace a file that is no former output.
  public var overwrites = false
  public var machine = Machine.current()

  public init(architecture: Architecture, inputs: URL, output: URL) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
  }

  /// - Returns: three lines of what the numbers mean.
  /// - Throws: whatever is wrong with the architecture, the inputs, the depths, the memory or the place of the output;
  ///   then nothing is left.
  /// - Complexity: the deepest kernel once (`DepthKernels.passes` times), and a depth and kernel 4 n₁³ multiply-adds,
  ///   those included that are tried between depths (`DepthSearch`); see `UserDataCost.diagnosis` for the memory.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws -> [String] {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress: progress)
    }
  }

  private func writeWhole(progress: ProgressDisplay) throws -> [String] {
    let sources = [inputs] + otherSources
    let place = OutputPlace(output: output, sources: sources, overwrites: overwrites)
    try place.check()
    let picture = drawsPicture ? PicturePlace(beside: output) : nil
    try picture?.check(output: output, sources: sources, overwrites: overwrites)
    let data = try DiagnosisInputs(inputs, largestCount: largestCount, seed: seed)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let work = try DiagnosisWork(
      architecture, data, depths: depths, repetition: repetition, machine: machine, threads: threads
    ) {
      progress.warn("\(output.lastPathComponent): \($0)")
    }
    if let failure = work.nothingLearns { progress.warn("Warning: \(failure.message)") }
    let cost = try work.cost { try $0.check(inputs: inputs, output: output, machine: machine) }
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    for (name, taken, all) in [
      ("x1", data.rows.count, data.x1.count), ("x2", data.testRows.count, data.x2?.count ?? 0),
    ]
    where taken < all {
      progress.warn(
        "\(output.lastPathComponent): of \(all) rows of \(name) \(taken) are taken at random (--seed \(seed)); "
          + "--rows takes more")
    }
    let provenance = UserProvenance(
      title: "Diagnosis of an architecture by depth", architecture: architecture, inputs: inputs.relativePath,
      threads: threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    return try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      let diagnosis = try progress.following(
        title: output.lastPathComponent, weights: work.depths.map { _ in 1 }, declaredSeconds: 0
      ) { advance in
        try work.run(report: progress.report) { advance(1) }
      }
      try DiagnosisVariables.write(diagnosis, rows: data.rows, testRows: data.testRows, to: root)
      try root.setAttribute("architecture_depth", diagnosis.family.ownDepth)
      try root.setAttribute("rows_taken", data.rows.count)
      try root.setAttribute("row_seed", "\(seed)")
      try root.setAttribute("repeated_rows", diagnosis.hasRepeatedRows ? "true" : "false")
      try root.setAttribute("float32_limit", Diagnosis.singlePrecisionLimit)
      try root.setAttribute("float64_limit", diagnosis.doublePrecisionLimit)
      try diagnosis.theory.write(to: root)
      try root.setAttribute("meaning", diagnosis.lines.joined(separator: "\n"))
      try provenance.writeFinal(to: root)
      try picture?.draw(diagnosis.figure)
      try place.free().map(progress.warn)
      return diagnosis.lines
    }
  }
}
