import Architectures
import Failures
import Foundation
import HDF5
import LinearAlgebra
import Synchronization
import TestSupport
import Testing
import UserData
import Work

/// Runs that end before their kernel is complete, and those that go on.
@Suite struct KernelDraftTests {
  private struct Ended: Error {}

  private let files: UserFiles
  private var partial: URL { files.output.appendingPathExtension("widelimit-partial") }
  private var ledger: URL { files.output.appendingPathExtension("widelimit-ledger") }

  init() throws {
    files = try UserFiles()
    try files.write([("x1", [700, 5])])
  }

  /// Six tiles of 256.
  private func run(_ url: URL? = nil, endingAfter tiles: Int? = nil, _ change: (inout KernelFile) -> Void = { _ in })
    throws -> [Int]
  {
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: url ?? files.output)
    file.blockBytes = 1
    change(&file)
    let written = Mutex<[Int]>([])
    file.didWrite = { number in
      let count = written.withLock { tiles in
        tiles.append(number)
        return tiles.count
      }
      if count == tiles { throw Ended() }
    }
    do {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    } catch is Ended {}
    return written.withLock { $0 }
  }

  private func expectSameAsUndisturbed(_ change: (inout KernelFile) -> Void = { _ in }) throws {
    let other = files.folder.appending(path: "undisturbed.h5")
    _ = try run(other, change)
    for name in ["nngp", "ntk"] {
      let bits = try [files.output, other].map { try HDF5File.open($0).root.dataset(name).read(as: Double.self) }
      #expect(bits[0] == bits[1] && !bits[0].isEmpty)
    }
    #expect(try files.leftovers == ["K.h5", "X.h5", "undisturbed.h5"])
  }

  @Test(
    arguments: 1...6,
    [KernelFormat(), .init(isFloat32: true), .init(isTriangle: true), .init(isFloat32: true, isTriangle: true)])
  func anEndedRunGoesOnAndComputesNoTileTwice(tiles: Int, format: KernelFormat) throws {
    let first = try run(endingAfter: tiles) { $0.format = format }
    #expect(first == Array(0..<tiles))
    #expect(try files.leftovers == ["K.h5.widelimit-ledger", "K.h5.widelimit-partial", "X.h5"])
    #expect(try run { $0.format = format } == Array(tiles..<6))
    try expectSameAsUndisturbed { $0.format = format }
  }

  @Test func everyTileMayBeTheLastOfARun() throws {
    for tile in 0..<6 { #expect(try run(endingAfter: 1) == [tile]) }
    #expect(try run() == [])
    try expectSameAsUndisturbed()
  }

  /// Another number of threads and other memory go on with the same tiles.
  @Test func whoGoesOnMayHaveMore() throws {
    #expect(try run(endingAfter: 2) { $0.threads = 1 } == [0, 1])
    let rest = try run {
      $0.threads = 2
      $0.blockBytes = 1 << 30
    }
    #expect(rest == [2, 3, 4, 5])
    try expectSameAsUndisturbed()
  }

  @Test func aKernelBetweenTwoGoesOnToo() throws {
    try files.write([("x1", [300, 5]), ("x2", [700, 5])])
    #expect(try run(endingAfter: 4) == [0, 1, 2, 3])
    #expect(try run() == [4, 5])
    try expectSameAsUndisturbed()
  }

  @Test func imagesInTilesHaveTheBitsOfTheWhole() throws {
    try files.write([("x1", [40, 4, 4, 2])])
    let convolution = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: 1.5, biasVariance: 0.1, trainable: true)
    let architecture = try Architecture(layers: [
      convolution, .activation(.relu), convolution, .globalAveragePooling,
      .dense(weightVariance: 1, biasVariance: 0, trainable: true),
    ])
    func write(_ url: URL, bytes: Int, ending: Int?) throws -> Int {
      var file = KernelFile(architecture: architecture, inputs: files.inputs, output: url)
      file.blockBytes = bytes
      let count = Atomic<Int>(0)
      file.didWrite = { _ in
        if count.wrappingAdd(1, ordering: .relaxed).newValue == ending { throw Ended() }
      }
      do {
        try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
      } catch is Ended {}
      return count.load(ordering: .relaxed)
    }
    let whole = files.folder.appending(path: "whole.h5")
    #expect(try write(whole, bytes: 1 << 30, ending: nil) == 1)
    #expect(try write(files.output, bytes: 1, ending: 4) == 4)
    #expect(try write(files.output, bytes: 1, ending: nil) == 2)
    for name in ["nngp", "ntk"] {
      #expect(try files.matrix(name, in: files.output) == files.matrix(name, in: whole))
    }
  }

  @Test(arguments: ["tile 1 1 01234", "tile", "tile 1 1 0123456789abcdef", "tile 1 x 0123456789abcdef\n"])
  func aLastLineThatWasCutIsNone(line: String) throws {
    _ = try run(endingAfter: 2)
    try append(line)
    #expect(try run() == [2, 3, 4, 5])
    try expectSameAsUndisturbed()
  }

  /// After another start of the machine: what was not known to be on the disk is looked at.
  @Test(arguments: [0, 2]) func afterAPowerFailureDataAreLookedAt(synced: Int) throws {
    _ = try run(endingAfter: 4)
    try changeLedger { text in
      var lines = text.split(separator: "\n").map(String.init)
      let boot = lines.firstIndex { $0.hasPrefix("boot ") } ?? 0
      lines[boot] = "boot before"
      lines.insert("synced \(synced)", at: boot + 1 + synced)
      return lines.joined(separator: "\n") + "\n"
    }
    // The numbers of the first tile's first row and of the fourth tile, (2, 0), are lost.
    let file = try HDF5File.open(partial, writable: true)
    let zeros = [Double](repeating: 0, count: 10)
    for place in [[0, 0], [600, 0]] {
      try zeros.withUnsafeBufferPointer {
        try file.root.dataset("nngp").write(offset: place, extent: [1, 10], from: $0)
      }
    }
    try file.close()
    #expect(try run() == (synced == 0 ? [0, 3, 4, 5] : [3, 4, 5]))
    if synced == 0 { try expectSameAsUndisturbed() }
  }

  /// What was found lost stays so until it is computed again, whatever is brought to the disk meanwhile.
  @Test func lostTilesAreRememberedOverTheNextEnd() throws {
    _ = try run(endingAfter: 4)
    try changeLedger { $0.replacing(/boot .*/, with: "boot before") }
    let file = try HDF5File.open(partial, writable: true)
    for place in [[0, 0], [600, 0]] {
      try [0.0].withUnsafeBufferPointer {
        try file.root.dataset("nngp").write(offset: place, extent: [1, 1], from: $0)
      }
    }
    try file.close()
    #expect(try run(endingAfter: 1) == [0])
    // All that the ledger has a line of: four before, one now.
    try append("synced 5\n")
    #expect(try run() == [3, 4, 5])
    try expectSameAsUndisturbed()
  }

  /// A mirror that is lost is noticed as well.
  @Test func whatIsMirroredIsLookedAtToo() throws {
    _ = try run(endingAfter: 2)
    try changeLedger { $0.replacing(/boot .*/, with: "boot before") }
    let file = try HDF5File.open(partial, writable: true)
    try [0.0].withUnsafeBufferPointer {
      try file.root.dataset("ntk").write(offset: [3, 300], extent: [1, 1], from: $0)
    }
    try file.close()
    #expect(try run() == [1, 2, 3, 4, 5])
    try expectSameAsUndisturbed()
  }

  @Test(arguments: ["x1", "architecture", "kernels", "type", "storage", "program", "core"])
  func theLedgerOfSomethingElseIsRefused(what: String) throws {
    _ = try run(endingAfter: 2)
    switch what {
    case "x1": try files.write([("y", [1, 1]), ("x1", [700, 5])])
    case "program": try changeLedger { $0.replacing(/executable_sha256 .*/, with: "executable_sha256 0123") }
    case "core": try changeLedger { $0.replacing(/blas_core .*/, with: "blas_core Another") }
    default: break
    }
    let before = try [ledger, partial].map { try Data(contentsOf: $0) }
    let architecture =
      what == "architecture"
      ? Architecture.fullyConnected(depth: 1, nonlinearity: .erf, weightVariance: 1, biasVariance: 0)
      : files.architecture
    var file = KernelFile(architecture: architecture, inputs: files.inputs, output: files.output)
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
    #expect(try [ledger, partial].map { try Data(contentsOf: $0) } == before)
    // As it says.
    try FileManager.default.removeItem(at: ledger)
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    #expect(try files.leftovers == ["K.h5", "X.h5"])
  }

  @Test func oneOfThemAloneBeginsAnew() throws {
    for missing in [partial, ledger] {
      _ = try run(endingAfter: 2)
      try FileManager.default.removeItem(at: missing)
      #expect(try run(endingAfter: 6) == Array(0..<6))
      try FileManager.default.removeItem(at: ledger)
      try FileManager.default.removeItem(at: partial)
    }
    // The one of another run.
    _ = try run(endingAfter: 2)
    let other = try Data(contentsOf: partial)
    try FileManager.default.removeItem(at: ledger)
    _ = try run(endingAfter: 2)
    try other.write(to: partial)
    #expect(try run() == Array(0..<6))
    try expectSameAsUndisturbed()
  }

  @Test(arguments: ["ledger", "partial"], ["notes", ""]) func anothersFileOfSuchANameStays(name: String, text: String)
    throws
  {
    let url = name == "ledger" ? ledger : partial
    try Data(text.utf8).write(to: url)
    // An empty ledger is what a kill leaves of one that was being made.
    if name == "ledger", text.isEmpty {
      #expect(try run().count == 6)
      return
    }
    #expect(throws: KernelPartsFailure.notOwn(file: url.relativePath)) { try run() }
    #expect(try Data(contentsOf: url) == Data(text.utf8))
  }

  @Test func anotherHDF5FileOfSuchANameStays() throws {
    try HDF5File.replace(partial) { try $0.root.setAttribute("title", "measured") }
    let before = try Data(contentsOf: partial)
    #expect(throws: KernelPartsFailure.notOwn(file: partial.relativePath)) { try run() }
    #expect(try Data(contentsOf: partial) == before)
  }

  /// The last two steps: the kernel gets its name, and its ledger goes.
  @Test func aKillBetweenTheLastStepsLeavesACompleteKernel() throws {
    _ = try run(endingAfter: 6)
    let text = try Data(contentsOf: ledger)
    #expect(try run() == [])
    try text.write(to: ledger)
    #expect(try run() == [])
    #expect(try files.leftovers == ["K.h5", "X.h5"])
  }

  @Test func whatIsCompleteIsNotComputedAgainUnlessAsked() throws {
    #expect(try run().count == 6)
    #expect(try run() == [])
    #expect(try run { $0.overwrites = true }.count == 6)
    #expect(try run { $0.quantities = .ntk }.count == 6)
    try files.write([("y", [1, 1]), ("x1", [700, 5])])
    #expect(try run { $0.quantities = .ntk }.count == 6)
  }

  @Test func anInterruptionSaysWhereItGoesOn() throws {
    let interruption = Interruption()
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    file.blockBytes = 1
    file.didWrite = { if $0 == 2 { interruption.request() } }
    #expect(throws: KernelPartsFailure.stopped(file: files.output.relativePath, tile: 4, of: 6)) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    }
    #expect(try run() == [3, 4, 5])
    try expectSameAsUndisturbed()
  }

  /// Killed again and again, at random places of random lengths.
  @Test(arguments: 0..<10) func manyEndsChangeNoBit(seed: Int) throws {
    var (all, number) = ([Int](), UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    while !FileManager.default.fileExists(atPath: files.output.path) {
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let tiles = Int(number >> 62)
      all += try run(endingAfter: tiles + 1) { $0.threads = 1 + Int(number >> 50 & 1) }
    }
    #expect(all == Array(0..<6))
    try expectSameAsUndisturbed()
  }

  private func append(_ text: String) throws {
    let handle = try FileHandle(forWritingTo: ledger)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  private func changeLedger(_ change: (String) -> String) throws {
    let text = try String(contentsOf: ledger, encoding: .utf8)
    try Data(change(text).utf8).write(to: ledger)
  }
}
