import Architectures
import Failures
import Foundation
import HDF5
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
