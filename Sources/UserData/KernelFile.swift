import Architectures
import Foundation
import HDF5
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Work

/// Computes the kernels of a user's own inputs into an HDF5 file, block by block: neither the inputs nor the kernels
/// need fit into memory.
///
/// `inputs` holds `x1` [n₁, d] or [n₁, height, width, channels] and optionally `x2`; the output `nngp` and `ntk` [n₁,
/// n₂] in float64 over the coordinates `row` and `column`. Without `x2` the kernels are symmetric: the blocks below the
/// diagonal are computed and mirrored. The output appears complete or not at all.
public struct KernelFile: Sendable {
  public let architecture: Architecture
  public let inputs: URL
  public let output: URL
  public var quantities: KernelQuantities = .both
  public var threads = Device.current.threads
  /// What is read beside the inputs, such as the architecture's file: the output replaces none of these.
  public var otherSources: [URL] = []
  /// Whether the output may replace a file that is no former output.
  public var overwrites = false
  /// What one block may take; default: an eighth of the free memory, at most 2 GB.
  public var blockBytes = min(2_000_000_000, Machine.current().availableMemoryBytes / 8)

  public init(architecture: Architecture, inputs: URL, output: URL) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
  }

  /// - Throws: whatever is wrong with the architecture, the inputs or the place of the output, before anything is
  ///   written, except for values that are not finite, which are met on the way; then no output is left.
  /// - Complexity: as `Kernel.matrices`; each block of `x2` is read once a block of `x1`.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress: progress)
    }
  }

  private func writeWhole(progress: ProgressDisplay) throws {
    let place = OutputPlace(output: output, sources: [inputs] + otherSources, overwrites: overwrites)
    try place.check()
    let file = try HDF5File.open(inputs)
    let x1 = try UserArray("x1", in: file)
    let x2 = try file.root.contains("x2") ? UserArray("x2", in: file) : nil
    (x1.warnings + (x2?.warnings ?? [])).forEach { progress.warn("Warning: \($0)") }
    let kernel = try Kernel(architecture, inputShape: x1.shape)
    if quantities.contains(.ntk) && !architecture.learns {
      let failure = UserDataFailure.nothingLearns(instead: "ask for --get nngp alone")
      if quantities == .ntk { throw failure }
      progress.warn("Warning: \(failure.message)")
    }
    if let x2, x2.shape != x1.shape {
      throw UserDataFailure.shapesDiffer(
        file: inputs.relativePath, first: "x1", x1.shape, second: "x2", x2.shape)
    }
    let (rows, columns) = (x1.count, x2?.count ?? x1.count)
    let plan = BlockPlan(
      rows: rows, columns: columns, width: x1.width, kernels: kernelCount, memoryBytes: blockBytes)
    let cost = try UserDataCost.checked(kernel, x1, get: quantities) {
      try $0.check(inputs: inputs, output: output, machine: .current())
    } _: {
      UserDataCost.kernels(
        plan, count: kernelCount, isSymmetric: x2 == nil, width: x1.width, entry: $0, threads: threads)
    }
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    let provenance = UserProvenance(
      title: "Infinite-width kernels", architecture: architecture, inputs: inputs, threads: threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      let scales = [
        try root.createScale("row", Array(0..<rows), longName: "row of x1"),
        try root.createScale("column", Array(0..<columns), longName: "row of \(x2?.name ?? "x1")"),
      ]
      let nngp =
        try !quantities.contains(.nngp)
        ? nil : root.createVariable("nngp", over: scales, longName: "covariance of the infinitely wide network's prior")
      let ntk =
        try !quantities.contains(.ntk)
        ? nil : root.createVariable("ntk", over: scales, longName: "neural tangent kernel")
      try fill(plan, kernel, x1, x2, progress) { rows, columns, blocks, isMirror in
        for (target, block) in [(nngp, blocks.nngp), (ntk, blocks.ntk)] {
          guard let target, let block else { continue }
          try target.write(block, rows: rows, columns: columns)
          if isMirror { try target.write(block.transposed, rows: columns, columns: rows) }
        }
      }
      try provenance.writeFinal(to: root)
      try place.free().map(progress.warn)
    }
  }

  private var kernelCount: Int { quantities == .both ? 2 : 1 }

  private func fill(
    _ plan: BlockPlan, _ kernel: Kernel, _ x1: UserArray, _ x2: UserArray?,
    _ progress: ProgressDisplay,
    write: (_ rows: Range<Int>, _ columns: Range<Int>, _ blocks: KernelMatrices, _ isMirrored: Bool) throws -> Void
  ) throws {
    let blocks = plan.rowBlocks.flatMap { rows in
      plan.columnBlocks.filter { x2 != nil || $0.lowerBound <= rows.lowerBound }.map { (rows: rows, columns: $0) }
    }
    let weights = blocks.map { Double($0.rows.count) * Double($0.columns.count) }
    try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      var current: (range: Range<Int>, inputs: Matrix<Double>)?
      for (number, block) in blocks.enumerated() {
        try EndRequest.current?.check()
        if current?.range != block.rows { current = (block.rows, try x1.rows(block.rows)) }
        guard let rows = current?.inputs else { continue }
        let isDiagonal = x2 == nil && block.rows == block.columns
        let columns = isDiagonal ? nil : try (x2 ?? x1).rows(block.columns)
        // Always layer by layer: whether composing pays depends on the block, the block on the free memory, and the
        // last digits must depend on neither.
        let matrices = try kernel.matrices(
          rows: rows, columns: columns, get: quantities, path: .recursion, threads: threads
        ) { fraction in
          progress.report(stage: "kernel", fraction: fraction)
        }
        progress.report(stage: "write", fraction: nil)
        try write(block.rows, block.columns, matrices, x2 == nil && !isDiagonal)
        advance(weights[number])
      }
    }
  }
}

extension HDF5Dataset {
  /// Writes a block of a matrix.
  func write(_ block: Matrix<Double>, rows: Range<Int>, columns: Range<Int>) throws {
    try block.elements.withUnsafeBufferPointer {
      try write(
        offset: [rows.lowerBound, columns.lowerBound], extent: [rows.count, columns.count], from: $0)
    }
  }
}
