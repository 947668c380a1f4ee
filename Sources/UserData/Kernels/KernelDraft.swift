import Foundation
import HDF5
import LinearAlgebra
import Platform

/// A kernel that is not finished: `K.h5.widelimit-partial`, which has all objects and room for all numbers, and beside
/// it `K.h5.widelimit-ledger`, which says what of these are there.
///
/// Either name is the program's own, and what has it is looked at before it is touched. The two know each other by a
/// token. In whatever moment a run ends, the next one goes on; at the end the partial file is renamed, and the ledger
/// goes.
struct KernelDraft {
  private let store: KernelStore
  private let ledger: KernelLedger
  private let place: OutputPlace
  private let files: Files
  /// Whether each tile of the run is done, from the run's first.
  private(set) var isDone: [Bool]
  private var isKept = false
  /// One line each about what was there.
  private(set) var notices: [String] = []

  /// The names.
  struct Files {
    let output, partial, ledger: URL

    init(_ place: OutputPlace) throws {
      output = try FileSystem.target(of: place.output)
      partial = output.appendingPathExtension("widelimit-partial")
      ledger = output.appendingPathExtension("widelimit-ledger")
    }

    /// What the partial file takes of the disk already.
    var presentBytes: Int {
      var information = stat()
      return lstat(partial.relativePath, &information) == 0 ? 512 * Int(information.st_blocks) : 0
    }
  }

  static let token = "kernel_token"
  static let edge = "kernel_tile_edge"

  /// Whether the output is there already, made of the same by the same program.
  ///
  /// - Throws: what is wrong with a file that says so; `KernelPartsFailure.otherThanJoined`.
  static func isComplete(_ output: URL, _ layout: KernelLayout) throws -> Bool {
    guard FileSystem.isRegular(output), HDF5File.hasSignature(output), let file = try? HDF5File.open(output),
      try KernelIdentity(of: file.root) == layout.identity
    else { return false }
    let datasets = try? layout.open(in: file.root)
    guard datasets != nil else { return false }
    return try withExtendedLifetime(datasets) {
      try JoinedParts(of: file.root)?.check(in: output)
      return true
    }
  }

  /// Goes on with what is there, or begins; under the lock.
  ///
  /// - Parameters:
  ///   - found: what the ledger says, if there is one, of the same kernel (`requireSame`).
  ///   - provenance: of the file that is begun.
  /// - Throws: `KernelPartsFailure.notOwn`; `FileFailure` if the disk has no room.
  /// - Complexity: reads the tiles that a power failure makes doubtful.
  init(
    _ place: OutputPlace, _ layout: KernelLayout, _ plan: BlockPlan, _ run: Range<Int>,
    found: KernelLedger.Content?, provenance: UserProvenance
  ) throws {
    self.place = place
    files = try Files(place)
    isDone = Array(repeating: false, count: run.count)
    let (name, known) = (place.output.lastPathComponent, try Self.knownToken(files.partial))
    if let found, !found.lines.isEmpty {
      if known == found.token, found.edge == plan.edge, let store = try Self.open(files.partial, layout) {
        self.store = store
        var lost: [KernelLedger.Line] = []
        for line in found.lines where !line.isLost {
          guard let number = plan.number(row: line.row, column: line.column), run.contains(number) else { continue }
          let isThere =
            try line.isCertain || store.checksum(of: plan[number], threads: provenance.threads) == line.checksum
          isDone[number - run.lowerBound] = isThere
          if !isThere { lost.append(line) }
        }
        ledger = try KernelLedger(continuing: files.ledger, found, lost: lost)
        if !lost.isEmpty {
          notices.append(
            "\(name): \(lost.count) \(lost.count == 1 ? "tile was" : "tiles were") not on the disk when the machine stopped; "
              + "computed again")
        }
        if let next = isDone.firstIndex(of: false) {
          notices.append("\(name): goes on from tile \(next + 1) of \(run.count)")
        }
        return
      }
      notices.append("\(name): what its ledger is of is gone or damaged; begun anew")
    } else if found == nil, FileIdentity(files.ledger) != nil {
      notices.append("\(name): its ledger breaks off in its head; begun anew")
    }
    unlink(files.ledger.relativePath)
    unlink(files.partial.relativePath)
    // Until there is something to keep they go with the process.
    for file in [files.partial, files.ledger] { OwnFiles.register(file.relativePath) }
    do {
      (store, ledger) = try Self.begin(files, place, layout, plan, provenance)
    } catch {
      for file in [files.partial, files.ledger] { OwnFiles.remove(file.relativePath) }
      throw error
    }
  }

  private static func begin(
    _ files: Files, _ place: OutputPlace, _ layout: KernelLayout, _ plan: BlockPlan, _ provenance: UserProvenance
  ) throws -> (KernelStore, KernelLedger) {
    let token = String(UInt64.random(in: .min ... .max), radix: 16)
    try HDF5File.replace(place.output, sparing: place.sources, named: files.partial) { file in
      let root = try file.root
      try provenance.write(to: root)
      try layout.identity.write(to: root)
      try root.setAttribute(Self.edge, plan.edge)
      try root.setAttribute(Self.token, token)
      // Room for what is known at the end alone.
      try root.setAttribute("wall_seconds", 0.0)
      try root.setAttribute("peak_memory_bytes", 0)
      try layout.create(in: root)
    }
    guard let store = try open(files.partial, layout, isOwn: true) else {
      throw HDF5Failure.damaged(path: files.partial.relativePath, detail: "its datasets have no place")
    }
    return (store, try KernelLedger(creating: files.ledger, layout.identity, edge: plan.edge, token: token))
  }

  /// - Throws: `KernelPartsFailure.otherLedger` for a ledger of something else.
  static func requireSame(_ found: KernelLedger.Content, _ identity: KernelIdentity, _ files: Files) throws {
    guard let difference = found.identity.difference(from: identity) else { return }
    throw KernelPartsFailure.otherLedger(
      file: files.output.relativePath, ledger: files.ledger.lastPathComponent, difference: difference,
      mend: found.identity.mend(for: identity))
  }

  /// What the ledger says, if there is one. One that a run left between its last two steps, when the output had its
  /// name already, goes.
  ///
  /// - Throws: `KernelPartsFailure.notOwn`; `FileFailure`.
  static func ledger(_ files: Files) throws -> KernelLedger.Content? {
    guard let found = try KernelLedger.read(files.ledger) else { return nil }
    guard FileIdentity(files.partial) == nil, HDF5File.hasSignature(files.output),
      let root = try? HDF5File.open(files.output).root, let token = try? root.textAttribute(Self.token),
      token == found.token
    else { return found }
    unlink(files.ledger.relativePath)
    return nil
  }

  /// The token of a partial file; nil: there is none, or it is damaged.
  ///
  /// - Throws: `KernelPartsFailure.notOwn` for what no run has made.
  private static func knownToken(_ partial: URL) throws -> String? {
    var information = stat()
    guard lstat(partial.relativePath, &information) == 0 else { return nil }
    guard information.st_mode & S_IFMT == S_IFREG, HDF5File.hasSignature(partial) else {
      throw KernelPartsFailure.notOwn(file: partial.relativePath)
    }
    let file: HDF5File
    do { file = try HDF5File.open(partial) } catch let failure as HDF5Failure where failure.exitStatus == .badData {
      return nil
    }
    guard case .text? = try file.root.attributeContent(token) else {
      throw KernelPartsFailure.notOwn(file: partial.relativePath)
    }
    return try file.root.textAttribute(token)
  }

  /// - Parameter isOwn: whether this process has just written the file.
  private static func open(_ partial: URL, _ layout: KernelLayout, isOwn: Bool = false) throws -> KernelStore? {
    guard let file = try? HDF5File.open(partial, isOwn: isOwn), let found = try? layout.open(in: file.root) else {
      return nil
    }
    defer { try? file.close() }
    var datasets: [KernelStore.Dataset] = []
    for (kernel, region, dataset) in found {
      guard let place = dataset.place else { return nil }
      datasets.append(.init(kernel: kernel, region: region, place: place))
    }
    return try KernelStore(
      partial, datasets, isFloat32: layout.identity.storesFloat32, isSymmetric: layout.identity.isSymmetric)
  }

  /// Writes tile `number` and says so in the ledger.
  mutating func write(
    _ number: Int, _ matrices: [Matrix<Double>], _ plan: BlockPlan, _ run: Range<Int>, threads: Int,
    secondsBetweenSyncs: Double
  ) throws {
    let checksum = try store.write(plan[number], matrices, threads: threads)
    let (row, column) = plan.place(number)
    try ledger.append(row: row, column: column, checksum)
    if !isKept {
      for file in [files.partial, files.ledger] { OwnFiles.forget(file.relativePath) }
      isKept = true
    }
    isDone[number - run.lowerBound] = true
    ledger.synchroniseIfDue(store, seconds: secondsBetweenSyncs)
  }

  /// Gives the kernel its name.
  ///
  /// - Returns: a line about another file that has got the name meanwhile; nil: there is none.
  /// - Throws: `FileFailure` if the disk has refused any of it; then the next run computes that again.
  func finish(_ provenance: UserProvenance) throws -> String? {
    try ledger.wait()
    let file = try HDF5File.open(files.partial, writable: true)
    try provenance.updateFinal(in: file.root)
    try file.flush()
    try file.close()
    try ledger.finish(store)
    let warning = try place.free()
    try FileSystem.rename(files.partial, to: files.output)
    unlink(files.ledger.relativePath)
    return warning
  }

  /// Leaves nothing behind.
  func remove() {
    try? ledger.wait()
    for file in [files.partial, files.ledger] { OwnFiles.remove(file.relativePath) }
  }

  /// Waits for the disk, so that nothing is written after an error is told.
  ///
  /// - Throws: `FileFailure` if it has refused something.
  func wait() throws { try ledger.wait() }
}
