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

  private let runs: KernelRuns

  init() throws { runs = try KernelRuns() }

  @Test(
    arguments: 1...6,
    [KernelFormat(), .init(isFloat32: true), .init(isTriangle: true), .init(isFloat32: true, isTriangle: true)])
  func anEndedRunGoesOnAndComputesNoTileTwice(tiles: Int, format: KernelFormat) throws {
    let first = try runs.run(endingAfter: tiles) { $0.format = format }
    #expect(first == Array(0..<tiles))
    #expect(try runs.files.leftovers == ["K.h5.widelimit-ledger", "K.h5.widelimit-partial", "X.h5"])
    #expect(try runs.run { $0.format = format } == Array(tiles..<6))
    try runs.expectSameAsUndisturbed { $0.format = format }
  }

  @Test func everyTileMayBeTheLastOfARun() throws {
    for tile in 0..<6 { #expect(try runs.run(endingAfter: 1) == [tile]) }
    #expect(try runs.run() == [])
    try runs.expectSameAsUndisturbed()
  }

  /// Another number of threads and other memory go on with the same tiles.
  @Test func whoGoesOnMayHaveMore() throws {
    #expect(try runs.run(endingAfter: 2) { $0.threads = 1 } == [0, 1])
    let rest = try runs.run {
      $0.threads = 2
      $0.blockBytes = 1 << 30
    }
    #expect(rest == [2, 3, 4, 5])
    try runs.expectSameAsUndisturbed()
  }

  @Test func aKernelBetweenTwoGoesOnToo() throws {
    try runs.files.write([("x1", [300, 5]), ("x2", [700, 5])])
    #expect(try runs.run(endingAfter: 4) == [0, 1, 2, 3])
    #expect(try runs.run() == [4, 5])
    try runs.expectSameAsUndisturbed()
  }

  @Test func oneOfThemAloneBeginsAnew() throws {
    for missing in [runs.partial, runs.ledger] {
      _ = try runs.run(endingAfter: 2)
      try FileManager.default.removeItem(at: missing)
      #expect(try runs.run(endingAfter: 6) == Array(0..<6))
      try FileManager.default.removeItem(at: runs.ledger)
      try FileManager.default.removeItem(at: runs.partial)
    }
    // The one of another run.
    _ = try runs.run(endingAfter: 2)
    let other = try Data(contentsOf: runs.partial)
    try FileManager.default.removeItem(at: runs.ledger)
    _ = try runs.run(endingAfter: 2)
    try other.write(to: runs.partial)
    #expect(try runs.run() == Array(0..<6))
    try runs.expectSameAsUndisturbed()
  }

  @Test(arguments: ["ledger", "partial"], ["notes", ""]) func anothersFileOfSuchANameStays(name: String, text: String)
    throws
  {
    let url = name == "ledger" ? runs.ledger : runs.partial
    try Data(text.utf8).write(to: url)
    // An empty ledger is what a kill leaves of one that was being made.
    if name == "ledger", text.isEmpty {
      #expect(try runs.run().count == 6)
      return
    }
    #expect(throws: KernelPartsFailure.notOwn(file: url.relativePath)) { try runs.run() }
    #expect(try Data(contentsOf: url) == Data(text.utf8))
  }

  @Test func anotherHDF5FileOfSuchANameStays() throws {
    try HDF5File.replace(runs.partial) { try $0.root.setAttribute("title", "measured") }
    let before = try Data(contentsOf: runs.partial)
    #expect(throws: KernelPartsFailure.notOwn(file: runs.partial.relativePath)) { try runs.run() }
    #expect(try Data(contentsOf: runs.partial) == before)
  }

  /// The last two steps: the kernel gets its name, and its ledger goes.
  @Test func aKillBetweenTheLastStepsLeavesACompleteKernel() throws {
    _ = try runs.run(endingAfter: 6)
    let text = try Data(contentsOf: runs.ledger)
    #expect(try runs.run() == [])
    try text.write(to: runs.ledger)
    #expect(try runs.run() == [])
    #expect(try runs.files.leftovers == ["K.h5", "X.h5"])
  }

  @Test func whatIsCompleteIsNotComputedAgainUnlessAsked() throws {
    #expect(try runs.run().count == 6)
    #expect(try runs.run() == [])
    #expect(try runs.run { $0.overwrites = true }.count == 6)
    #expect(try runs.run { $0.quantities = .ntk }.count == 6)
    try runs.files.write([("y", [1, 1]), ("x1", [700, 5])])
    #expect(try runs.run { $0.quantities = .ntk }.count == 6)
  }

  @Test func anInterruptionSaysWhereItGoesOn() throws {
    let interruption = Interruption()
    var file = KernelFile(architecture: runs.files.architecture, inputs: runs.files.inputs, output: runs.files.output)
    file.blockBytes = 1
    file.didWrite = { if $0 == 2 { interruption.request() } }
    #expect(throws: KernelPartsFailure.stopped(file: runs.files.output.relativePath, tile: 4, of: 6)) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    }
    #expect(try runs.run() == [3, 4, 5])
    try runs.expectSameAsUndisturbed()
  }

  /// Killed again and again, at random places of random lengths.
  @Test(arguments: 0..<10) func manyEndsChangeNoBit(seed: Int) throws {
    var (all, number) = ([Int](), UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    while !FileManager.default.fileExists(atPath: runs.files.output.path) {
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let tiles = Int(number >> 62)
      all += try runs.run(endingAfter: tiles + 1) { $0.threads = 1 + Int(number >> 50 & 1) }
    }
    #expect(all == Array(0..<6))
    try runs.expectSameAsUndisturbed()
  }

  @Test func imagesInTilesHaveTheBitsOfTheWhole() throws {
    try runs.files.write([("x1", [40, 4, 4, 2])])
    let convolution = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: 1.5, biasVariance: 0.1, trainable: true)
    let architecture = try Architecture(layers: [
      convolution, .activation(.relu), convolution, .globalAveragePooling,
      .dense(weightVariance: 1, biasVariance: 0, trainable: true),
    ])
    func write(_ url: URL, bytes: Int, ending: Int?) throws -> Int {
      var file = KernelFile(architecture: architecture, inputs: runs.files.inputs, output: url)
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
    let whole = runs.files.folder.appending(path: "whole.h5")
    #expect(try write(whole, bytes: 1 << 30, ending: nil) == 1)
    #expect(try write(runs.files.output, bytes: 1, ending: 4) == 4)
    #expect(try write(runs.files.output, bytes: 1, ending: nil) == 2)
    for name in ["nngp", "ntk"] {
      #expect(try runs.files.matrix(name, in: runs.files.output) == runs.files.matrix(name, in: whole))
    }
  }
}
