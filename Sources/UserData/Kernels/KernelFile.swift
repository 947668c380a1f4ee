import Architectures
import Failures
import Foundation
import HDF5
import InfiniteWidth
import LinearAlgebra
import Platform
import Synchronization
import Work

/// Computes the kernels of a user's own inputs into an HDF5 file, tile by tile: neither the inputs nor the kernels need
/// fit into memory.
///
/// `inputs` holds `x1` [n₁, d], [n₁, length, channels] or [n₁, height, width, channels] and optionally `x2`; the output
/// `nngp` and `ntk` [n₁, n₂] over the coordinates `row` and `column`. Without `x2` the kernels are symmetric: tiles
/// below the diagonal are computed and mirrored. `format` may ask for less, `part` for one part of N, which is a file
/// of its own (`KernelLayout`); `KernelJoin` puts them together.
///
/// The output appears complete or not at all. A run that ends early, in whatever way, leaves the tiles that it has
/// (`KernelDraft`), and the next one computes the others: the bits are those of a run that never ended, and depend
/// neither on the threads nor on the memory.
public struct KernelFile: Sendable {
  public let architecture: Architecture
  public let inputs: URL
  /// The file of the whole kernel, by which that of a part is named.
  public let output: URL
  public var quantities: KernelQuantities = .both
  public var format = KernelFormat()
  public var part: KernelPart?
  public var threads = Device.current.threads
  /// What is read beside the inputs, such as the architecture's file: the output replaces none of these.
  public var otherSources: [URL] = []
  /// Whether the output may replace a file that is no former output, or one that is complete already.
  public var overwrites = false
  /// What one tile may take; default: an eighth of the free memory, or of a process's share of it, at most 2 GB. Of a
  /// part it is always 0.5 GB, so that all machines cut the kernel alike.
  public var blockBytes = min(
    2_000_000_000, Machine.current().availableMemoryBytes / (8 * (CurrentProcessGroup.value?.countOfMachine ?? 1)))
  /// For tests: called after each tile, with its number.
  package var didWrite: (@Sendable (Int) throws -> Void)?
  /// After which a tile is brought to the disk, one at a time and beside the next one's work: at the end no more than
  /// that much writing is left to wait for. For tests.
  package var secondsBetweenSyncs = 0.25

  private static let partBytes = 500_000_000

  public init(architecture: Architecture, inputs: URL, output: URL) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
  }

  /// The file that is written.
  public var file: URL {
    part.map { output.deletingLastPathComponent().appending(path: $0.name(of: output.lastPathComponent)) } ?? output
  }

  /// - Throws: whatever is wrong with the architecture, the inputs or the place of the output, before anything is
  ///   written. Later `KernelPartsFailure.stopped`, and errors of the disk: then what is done is kept for the next run.
  ///   Inputs that are changed meanwhile are noticed before the tile is written that would be of others.
  /// - Complexity: as `Kernel.matrices`; reads the inputs once, and each block of `x2` again for every row of tiles.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws {
    try interruption.breaking(as: UserDataFailure.interrupted(file: file.relativePath)) {
      try writeWhole(progress, interruption)
    }
  }

  private func writeWhole(_ progress: ProgressDisplay, _ interruption: Interruption) throws {
    let place = OutputPlace(output: file, sources: [inputs] + otherSources, overwrites: overwrites)
    try place.check()
    var unchanged = UnchangedInputs(inputs)
    let source = try Source(self)
    source.warnings.forEach { progress.warn("Warning: \($0)") }
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    let files = try KernelDraft.Files(place)
    let found = try KernelDraft.ledger(files)
    let begun = found.flatMap { $0.lines.isEmpty ? nil : $0 }
    func identity() throws -> KernelIdentity {
      try KernelIdentity(architecture, source.x1, source.x2, quantities, format, part)
    }
    // Before the ledger's tiles are taken for those of this run. Without one, not before the cost: it reads the inputs.
    let known = try begun.map { begun in
      let own = try identity()
      try KernelDraft.requireSame(begun, own, files)
      return own
    }
    let plan = try plan(source, edge: begun?.edge)
    if let part, part.count > plan.count {
      throw KernelPartsFailure.tooManyParts(file: output.relativePath, tiles: plan.count, parts: part.count)
    }
    let run = part.map { plan.run(ofPart: $0.number, of: $0.count) } ?? 0..<plan.count
    let entry = UserDataCost.Entry(source.kernel.cost(inputsOf: source.x1.width))
    try cost(plan, run, source, entry).check(
      inputs: inputs, output: file, machine: .current(), presentBytes: files.presentBytes)

    let layout = KernelLayout(try known ?? identity(), plan, run)
    if found == nil, !overwrites, try KernelDraft.isComplete(files.output, layout) {
      progress.note("\(file.lastPathComponent): complete")
      return
    }
    let provenance = UserProvenance(
      title: "Infinite-width kernels", architecture: architecture, inputs: inputs.relativePath, threads: threads)
    var draft = try KernelDraft(place, layout, plan, run, found: found, provenance: provenance)
    draft.notices.forEach(progress.note)
    let pending = run.filter { !draft.isDone[$0 - run.lowerBound] }
    do {
      if !pending.isEmpty {
        let measured =
          try found == nil ? UserDataCost.Entry(source.kernel, source.x1, get: quantities) : entry
        let cost = cost(plan, run, source, measured, pending: pending)
        if cost.isWorthStating { progress.note("\(file.lastPathComponent): needs about \(cost.statement)") }
      }
      try fill(&draft, plan, run, pending, source, layout.identity, &unchanged, progress, interruption)
    } catch {
      let isOfInputs = (error as? any Failure)?.exitStatus == .badData
      let cause = isOfInputs ? unchanged.cause(of: error, source.expected(layout.identity)) : error
      throw leave(draft, files, because: cause)
    }
    try draft.finish(provenance).map(progress.warn)
  }
}

extension KernelFile {
  /// Leaves what the next run can go on with: nothing of what was not begun, or would come to the same end. Tiles that
  /// were done before the inputs were changed are good.
  ///
  /// - Returns: what is to be told.
  private func leave(_ draft: KernelDraft, _ files: KernelDraft.Files, because cause: any Error) -> any Error {
    let done = draft.isDone.count { $0 }
    let changed: String? = if case UserDataFailure.changedMeanwhile(_, let dataset) = cause { dataset } else { nil }
    let isOfInputs = changed == nil && (cause as? any Failure)?.exitStatus == .badData
    guard !isOfInputs, done > 0 else {
      draft.remove()
      return cause
    }
    try? draft.wait()
    guard let changed else { return cause }
    return KernelPartsFailure.inputsChanged(
      inputs: inputs.relativePath, dataset: changed, file: file.relativePath, done: done, of: draft.isDone.count,
      ledger: files.ledger.lastPathComponent)
  }

  /// The inputs, opened and checked against each other; only shapes are read.
  private struct Source {
    let x1: UserArray
    let x2: UserArray?
    let kernel: Kernel
    private(set) var warnings: [String]

    init(_ request: KernelFile) throws {
      let path = request.inputs.relativePath
      let file = try HDF5File.open(request.inputs)
      x1 = try UserArray("x1", in: file)
      x2 = try file.root.contains("x2") ? UserArray("x2", in: file) : nil
      warnings = x1.warnings + (x2?.warnings ?? [])
      kernel = try Kernel(request.architecture, inputShape: x1.shape)
      if request.quantities.contains(.ntk) && !request.architecture.learns {
        let failure = UserDataFailure.nothingLearns(instead: "ask for --get nngp alone")
        if request.quantities == .ntk { throw failure }
        warnings.append(failure.message)
      }
      if let x2, x2.shape != x1.shape {
        throw UserDataFailure.shapesDiffer(file: path, first: "x1", x1.shape, second: "x2", x2.shape)
      }
      if x2 != nil, request.format.isTriangle { throw KernelPartsFailure.triangleNeedsSymmetry(file: path) }
    }

    /// The arrays as the kernel is of them.
    func expected(_ identity: KernelIdentity) -> [UnchangedInputs.Expected] {
      var arrays: [UnchangedInputs.Expected] = [(rows: x1, sha256: identity.x1)]
      if let x2, let sha256 = identity.x2 { arrays.append((rows: x2, sha256: sha256)) }
      return arrays
    }
  }

  /// - Parameter edge: that of a run to go on with.
  private func plan(_ source: Source, edge: Int?) throws -> BlockPlan {
    let (rows, columns) = (source.x1.count, source.x2?.count ?? source.x1.count)
    if let edge { return BlockPlan(rows: rows, columns: columns, isSymmetric: source.x2 == nil, edge: edge) }
    let declared = source.kernel.cost(inputsOf: source.x1.width)
    let kernels = quantities.names.count
    let seconds =
      declared.secondsPerPair / Double(part == nil ? threads : 1)
      + UserDataCost.writeSeconds(bytes: 2 * kernels * format.size)
    return BlockPlan(
      rows: rows, columns: columns, isSymmetric: source.x2 == nil, parts: part?.count ?? 1,
      // A part has the tiles that it has anywhere.
      processes: part == nil ? CurrentProcessGroup.value?.count ?? 1 : 1,
      .init(
        width: source.x1.width, kernels: kernels, secondsPerPair: seconds,
        unit: declared.positionPairs > 1 ? BlockPlan.imageTile : BlockPlan.tile),
      memoryBytes: part == nil ? blockBytes : Self.partBytes)
  }

  private func cost(
    _ plan: BlockPlan, _ run: Range<Int>, _ source: Source, _ entry: UserDataCost.Entry, pending: [Int]? = nil
  ) -> Cost {
    let regions = KernelRegion.of(run, in: plan, isTriangle: format.isTriangle)
    let kernels = quantities.names.count
    return UserDataCost.kernels(
      plan, pairs: (pending ?? Array(run)).reduce(0) { $0 + plan.pairs($1) },
      diskBytes: regions.reduce(0) { $0 + $1.count } * kernels * format.size, count: kernels,
      width: source.x1.width, entry: entry, threads: threads
    ).sharedTiles(of: 8 * kernels * plan.edge * plan.edge)
  }

  private func fill(
    _ draft: inout KernelDraft, _ plan: BlockPlan, _ run: Range<Int>, _ pending: [Int], _ source: Source,
    _ identity: KernelIdentity, _ unchanged: inout UnchangedInputs, _ progress: ProgressDisplay,
    _ interruption: Interruption
  ) throws {
    let done = Atomic<Int>(run.count - pending.count)
    func stopped() -> any Error {
      let tile = done.load(ordering: .relaxed)
      return tile == 0
        ? UserDataFailure.interrupted(file: file.relativePath)
        : KernelPartsFailure.stopped(file: file.relativePath, tile: tile + 1, of: run.count)
    }
    let weights = pending.map(plan.pairs)
    try interruption.breakingAndTelling(as: stopped()) {
      try progress.following(title: file.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
        let tiles = KernelTiles(
          kernel: source.kernel, inputs: inputs, x1: source.x1, x2: source.x2, quantities: quantities, plan: plan,
          threads: threads)
        var place = 0
        func take(_ number: Int, _ matrices: [Matrix<Double>]) throws {
          // Before the ledger says that the tile is done: what it says holds, however the run ends.
          try unchanged.check(source.expected(identity))
          progress.report(stage: "write", fraction: nil)
          try draft.write(number, matrices, plan, run, threads: threads, secondsBetweenSyncs: secondsBetweenSyncs)
          done.wrappingAdd(1, ordering: .relaxed)
          advance(weights[place])
          place += 1
          try didWrite?(number)
        }
        if let group = CurrentProcessGroup.value { return try group.pieces(tiles, pending, body: take) }
        var current: (range: Range<Int>, inputs: Matrix<Double>)?
        for number in pending {
          try EndRequest.current?.check()
          let rows = plan[number].rows
          if current?.range != rows { current = (rows, try source.x1.rows(rows)) }
          let matrices = try tiles.result(number, rows: current?.inputs) {
            progress.report(stage: "kernel", fraction: $0)
          }
          try take(number, matrices)
        }
      }
    }
  }
}
