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
  /// Nil: `DepthFamily.defaultDepths`, as far as float64 goes.
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
  /// - Complexity: the deepest kernel once (`DepthKernels.passes` times), and a depth and kernel 4 n₁³ multiply-adds;
  ///   see `UserDataCost.diagnosis` for the memory.
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
    guard data.rows.count <= SymmetricEigendecomposition.largestOrder else {
      throw SymmetricEigendecomposition.Obstacle.tooLarge(
        order: data.rows.count, largest: SymmetricEigendecomposition.largestOrder)
    }
    let kernels = try kernels(data, progress)
    if !architecture.learns {
      progress.warn("Warning: \(UserDataFailure.nothingLearns(instead: "read what is said of the NNGP").message)")
    }
    try tellCost(kernels, data, progress)
    for (name, taken, all) in [
      ("x1", data.rows.count, data.x1.count), ("x2", data.testRows.count, data.x2?.count ?? 0),
    ]
    where taken < all {
      progress.warn(
        "\(output.lastPathComponent): of \(all) rows of \(name) \(taken) are taken at random (--seed \(seed)); "
          + "--rows takes more")
    }
    let provenance = UserProvenance(
      title: "Diagnosis of an architecture by depth", architecture: architecture, inputs: inputs, threads: threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    return try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      let diagnosis = try diagnose(kernels, data, progress)
      try DiagnosisVariables.write(diagnosis, rows: data.rows, testRows: data.testRows, to: root)
      try root.setAttribute("architecture_depth", kernels.family.ownDepth)
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

  private func kernels(_ data: DiagnosisInputs, _ progress: ProgressDisplay) throws -> DepthKernels {
    // Whatever is wrong with the file's own architecture is said of it, and not of another depth's.
    _ = try Kernel(architecture, inputShape: data.x1.shape)
    let family = try DepthFamily(architecture, repetition: repetition, inputShape: data.x1.shape)
    let depths = try depths.map { Set($0).sorted() } ?? finiteDepths(of: family, data, progress)
    guard !depths.isEmpty else { throw DepthSweepError.noDepths }
    return try DepthKernels(
      family, depths: depths, inputShape: data.x1.shape, quantities: architecture.learns ? .both : .nngp,
      training: data.rows.count, test: data.testRows.count, sweptBytes: machine.availableMemoryBytes / 4,
      threads: threads)
  }

  /// Those of the default depths at which the first input's own kernels have a place in float64: nobody has asked for
  /// deeper ones.
  private func finiteDepths(
    of family: DepthFamily, _ data: DiagnosisInputs, _ progress: ProgressDisplay
  ) throws -> [Int] {
    let (all, input) = (family.defaultDepths, try data.x1.rows(at: [data.rows[0]]))
    for (position, depth) in all.enumerated() {
      do {
        _ = try Kernel(family.architecture(at: depth), inputShape: data.x1.shape)
          .selfCovariances(rows: input, get: architecture.learns ? .both : .nngp, threads: threads)
      } catch let failure as InfiniteWidthError where depth > family.ownDepth {
        progress.warn("\(output.lastPathComponent): depth \(depth) and more are left out: \(failure.message)")
        return Array(all[..<position])
      }
    }
    return all
  }

  private func tellCost(_ kernels: DepthKernels, _ data: DiagnosisInputs, _ progress: ProgressDisplay) throws {
    let deepest = try Kernel(
      kernels.family.architecture(at: kernels.depths[kernels.depths.count - 1]), inputShape: data.x1.shape)
    let cost = try UserDataCost.checked(deepest, data.x1, get: kernels.quantities) {
      try $0.check(inputs: inputs, output: output, machine: machine)
    } _: {
      UserDataCost.diagnosis(
        UserDataCost.DiagnosisSizes(
          training: data.rows.count, test: data.testRows.count, width: data.x1.width, outputs: data.y1?.width ?? 0,
          depths: kernels.depths.count, kernels: architecture.learns ? 2 : 1, passes: kernels.passes,
          isWhole: kernels.isWhole, keptDepths: kernels.keptDepths),
        entry: $0, threads: threads)
    }
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
  }

  private func diagnose(
    _ kernels: DepthKernels, _ data: DiagnosisInputs, _ progress: ProgressDisplay
  ) throws -> Diagnosis {
    let values = try data.values()
    var found: [Diagnosis.Which: [KernelDiagnosis]] = [:]
    let weights = kernels.depths.map { _ in 1.0 }
    try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      try Device(threads: threads).run {
        try kernels.forEach(
          training: values.training, test: values.test,
          progress: { progress.report(stage: "kernel", fraction: $0) },
          { position, training, cross in
            progress.report(stage: "spectrum", fraction: nil)
            for (which, kernel, others) in [
              (Diagnosis.Which.ntk, training.ntk, cross?.ntk), (.nngp, training.nngp, cross?.nngp),
            ] {
              try EndRequest.current?.check()
              guard let kernel else { continue }
              found[which, default: []].append(
                try KernelDiagnosis(kernel, cross: others, targets: values.targets))
            }
            advance(weights[position])
          })
      }
    }
    return Diagnosis(
      family: kernels.family, depths: kernels.depths, inputCount: data.rows.count, rowCount: data.x1.count,
      hasRepeatedRows: values.hasRepeatedRows, hasTargets: data.y1 != nil, hasTestInputs: data.x2 != nil,
      kernels: found, theory: try MeanFieldReading(architecture))
  }
}
