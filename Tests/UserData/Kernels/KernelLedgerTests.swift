import Architectures
import Failures
import Foundation
import HDF5
import Platform
import Synchronization
import Testing
import UserData
import Work

/// What a run finds in the ledger of another.
@Suite struct KernelLedgerTests {
  private let runs: KernelRuns

  init() throws { runs = try KernelRuns() }

  @Test(arguments: ["tile 1 1 01234", "tile", "tile 1 1 0123456789abcdef", "tile 1 x 0123456789abcdef\n"])
  func aLastLineThatWasCutIsNone(line: String) throws {
    _ = try runs.run(endingAfter: 2)
    try runs.appendToLedger(line)
    #expect(try runs.run() == [2, 3, 4, 5])
    try runs.expectSameAsUndisturbed()
  }

  /// After another start of the machine: what was not known to be on the disk is looked at.
  @Test(arguments: [0, 2]) func afterAPowerFailureDataAreLookedAt(synced: Int) throws {
    _ = try runs.run(endingAfter: 4)
    try runs.changeLedger { text in
      var lines = text.split(separator: "\n").map(String.init)
      let boot = lines.firstIndex { $0.hasPrefix("boot ") } ?? 0
      lines[boot] = "boot before"
      lines.insert("synced \(synced)", at: boot + 1 + synced)
      return lines.joined(separator: "\n") + "\n"
    }
    // The numbers of the first tile's first row and of the fourth tile, (2, 0), are lost.
    let file = try HDF5File.open(runs.partial, writable: true)
    let zeros = [Double](repeating: 0, count: 10)
    for place in [[0, 0], [600, 0]] {
      try zeros.withUnsafeBufferPointer {
        try file.root.dataset("nngp").write(offset: place, extent: [1, 10], from: $0)
      }
    }
    try file.close()
    #expect(try runs.run() == (synced == 0 ? [0, 3, 4, 5] : [3, 4, 5]))
    if synced == 0 { try runs.expectSameAsUndisturbed() }
  }

  /// What was found lost stays so until it is computed again, whatever is brought to the disk meanwhile.
  @Test func lostTilesAreRememberedOverTheNextEnd() throws {
    _ = try runs.run(endingAfter: 4)
    try runs.changeLedger { $0.replacing(/boot .*/, with: "boot before") }
    let file = try HDF5File.open(runs.partial, writable: true)
    for place in [[0, 0], [600, 0]] {
      try [0.0].withUnsafeBufferPointer {
        try file.root.dataset("nngp").write(offset: place, extent: [1, 1], from: $0)
      }
    }
    try file.close()
    #expect(try runs.run(endingAfter: 1) == [0])
    // All that the ledger has a line of: four before, one now.
    try runs.appendToLedger("synced 5\n")
    #expect(try runs.run() == [3, 4, 5])
    try runs.expectSameAsUndisturbed()
  }

  /// A mirror that is lost is noticed as well.
  @Test func whatIsMirroredIsLookedAtToo() throws {
    _ = try runs.run(endingAfter: 2)
    try runs.changeLedger { $0.replacing(/boot .*/, with: "boot before") }
    let file = try HDF5File.open(runs.partial, writable: true)
    try [0.0].withUnsafeBufferPointer {
      try file.root.dataset("ntk").write(offset: [3, 300], extent: [1, 1], from: $0)
    }
    try file.close()
    #expect(try runs.run() == [1, 2, 3, 4, 5])
    try runs.expectSameAsUndisturbed()
  }

  /// The disk refuses what is written after tile 2, or says so of the last tile alone.
  @Test(arguments: [2, 5]) func whatTheDiskRefusesIsComputedAgain(tile: Int) throws {
    let partial = runs.partial.path
    #expect(throws: FileFailure.self) {
      try runs.run {
        $0.secondsBetweenSyncs = tile == 2 ? 0 : 1000
        // The null device takes any number and refuses to be synchronised.
        $0.didWrite = { if $0 == tile { try replaceDescriptor(of: partial) } }
      }
    }
    #expect(try runs.files.leftovers == ["K.h5.widelimit-ledger", "K.h5.widelimit-partial", "X.h5"])
    let rest = try runs.run()
    #expect(tile == 5 ? rest == Array(0..<6) : rest.last == 5 && rest.count >= 3, "\(rest)")
    try runs.expectSameAsUndisturbed()
  }

  private func replaceDescriptor(of path: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      guard let descriptor = Int32(name),
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) == path
      else { continue }
      let null = open("/dev/null", O_RDWR)
      #expect(dup2(null, descriptor) == descriptor)
      close(null)
      return
    }
    Issue.record("\(path) is not open")
  }

  /// No tile is known from it, and the run says that it begins anew.
  @Test func aLedgerThatBreaksOffInItsHeadIsToldOf() throws {
    _ = try runs.run(endingAfter: 2)
    try runs.changeLedger { $0.split(separator: "\n").prefix(3).joined(separator: "\n") + "\n" }
    let lines = Mutex<[String]>([])
    var file = KernelFile(architecture: runs.files.architecture, inputs: runs.files.inputs, output: runs.files.output)
    file.blockBytes = 1
    let progress = ProgressDisplay(style: .lines) { line in lines.withLock { $0.append(line) } }
    try file.write(progress: progress, interruption: Interruption())
    #expect(lines.withLock { $0.contains { $0.contains("K.h5: its ledger breaks off in its head; begun anew") } })
    try runs.expectSameAsUndisturbed()
  }

  /// And not for what its tiles would take of a kernel that it is not of.
  @Test func theLedgerOfAnotherShapeIsRefusedBeforeTheCost() throws {
    _ = try runs.run(endingAfter: 2)
    try runs.files.write([("x1", [300_000, 1])])
    let failure = #expect(throws: KernelPartsFailure.self) { try runs.run() }
    #expect(failure?.message.contains("was begun with other inputs x1") == true)
  }

  @Test(arguments: ["x1", "architecture", "kernels", "type", "storage", "program", "core"])
  func theLedgerOfSomethingElseIsRefused(what: String) throws {
    _ = try runs.run(endingAfter: 2)
    switch what {
    case "x1": try runs.files.write([("y", [1, 1]), ("x1", [700, 5])])
    case "program": try runs.changeLedger { $0.replacing(/executable_sha256 .*/, with: "executable_sha256 0123") }
    case "core": try runs.changeLedger { $0.replacing(/blas_core .*/, with: "blas_core Another") }
    default: break
    }
    let before = try [runs.ledger, runs.partial].map { try Data(contentsOf: $0) }
    let architecture =
      what == "architecture"
      ? Architecture.fullyConnected(depth: 1, nonlinearity: .erf, weightVariance: 1, biasVariance: 0)
      : runs.files.architecture
    var file = KernelFile(architecture: architecture, inputs: runs.files.inputs, output: runs.files.output)
    file.blockBytes = 1
    if what == "kernels" { file.quantities = .ntk }
    file.format = KernelFormat(isFloat32: what == "type", isTriangle: what == "storage")
    let failure = #expect(throws: KernelPartsFailure.self) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
    let message = try #require(failure?.message)
    #expect(message.contains("remove K.h5.widelimit-ledger"), "\(message)")
    #expect(message.contains("OPENBLAS_CORETYPE=Another") == (what == "core"), "\(message)")
    #expect(failure?.exitStatus == .badData)
    #expect(try [runs.ledger, runs.partial].map { try Data(contentsOf: $0) } == before)
    // As it says.
    try FileManager.default.removeItem(at: runs.ledger)
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    #expect(try runs.files.leftovers == ["K.h5", "X.h5"])
  }
}
