import Foundation
import HDF5
import LinearAlgebra
import Platform
import Synchronization
import Testing
import UserData
import Work

/// 4,000 inputs, whose packed kernel takes 64 MB, where less is free.
@Suite(.serialized) struct FactorScratchTests {
  private static let scarce = Machine(
    availableMemoryBytes: UserDataCost.programBytes + 63_000_000, totalMemoryBytes: 1 << 30)

  private static func files() throws -> UserFiles {
    let files = try UserFiles()
    try files.write([("x1", [4_000, 4]), ("y1", [4_000, 2]), ("x2", [20, 4])])
    try FileManager.default.createDirectory(at: files.folder.appending(path: "S"), withIntermediateDirectories: false)
    return files
  }

  private static func predict(_ files: UserFiles, _ interruption: Interruption = Interruption()) throws -> [Double] {
    var file = PredictionFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    (file.noise, file.machine, file.overwrites) = (.given(0.1), scarce, true)
    file.scratch = files.folder.appending(path: "S")
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    let root = try HDF5File.open(files.output).root
    return try root.dataset("mean").read(as: Double.self) + root.dataset("variance").read(as: Double.self)
  }

  /// Where a fit needs the disk.
  private static let machine = Machine(
    availableMemoryBytes: UserDataCost.programBytes + 80_000_000, totalMemoryBytes: 1 << 30)

  /// The evidence.
  private static func fit(
    _ files: UserFiles, _ machine: Machine, _ interruption: Interruption = Interruption()
  ) throws -> [Double] {
    var file = FitFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    (file.noiseVariance, file.machine, file.overwrites) = (0.1, machine, true)
    file.scratch = files.folder.appending(path: "S")
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    return try HDF5File.open(files.output).root.numberAttribute("log_marginal_likelihood", as: Double.self)
  }

  private static func left(_ files: UserFiles) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: files.folder.appending(path: "S").path)
  }

  @Test func predictsAsInMemoryAndGivesTheDiskBack() throws {
    let files = try Self.files()
    let found = try Self.predict(files)
    #expect(try Self.left(files).isEmpty)
    let condition = try HDF5File.open(files.output).root.numberAttribute("condition_number", as: Double.self)[0]
    try PredictionFileTests.write(files) {
      ($0.noise, $0.overwrites, $0.largestSquareKernel) = (.given(0.1), true, 0)
    }
    let root = try HDF5File.open(files.output).root
    let expected = try root.dataset("mean").read(as: Double.self) + root.dataset("variance").read(as: Double.self)
    // n ε κ of numbers of order one, with κ some 4,000 · 2/0.1.
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 4_000 * .ulpOfOne * 1e5 })
    // Each to 10 %.
    let ratio = try condition / root.numberAttribute("condition_number", as: Double.self)[0]
    #expect(ratio > 0.8 && ratio < 1.25)
  }

  /// Interrupted when the first panel is in the ledger, it goes on from there, to the same bits.
  @Test("goes on with what an interruption left", arguments: [false, true])
  func goesOn(fits: Bool) throws {
    let files = try Self.files()
    func run(_ interruption: Interruption = Interruption()) throws -> [Double] {
      try fits ? Self.fit(files, Self.machine, interruption) : Self.predict(files, interruption)
    }
    let expected = try run()
    let (interruption, folder) = (Interruption(), files.folder.appending(path: "S"))
    let isTelling = Atomic<Bool>(false)
    Thread.detachNewThread {
      for _ in 0..<60_000 {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let texts = names.compactMap {
          try? String(contentsOf: folder.appending(path: "\($0)/ledger"), encoding: .utf8)
        }
        if texts.contains(where: { $0.contains("panel 0") }) { break }
        usleep(1000)
      }
      isTelling.store(interruption.isTelling, ordering: .releasing)
      interruption.request()
    }
    let error = #expect(throws: UserDataFailure.self) { try run(interruption) }
    let told = isTelling.load(ordering: .acquiring)
    #expect(told, "a signal would have ended the process unsaid")
    #expect(error?.exitStatus == .interrupted && error?.message.contains("the same command goes on") == true)
    #expect(try Self.left(files).count == 1)
    #expect(try run() == expected)
    #expect(try Self.left(files).isEmpty)
  }

  @Test func aModelIsFittedThere() throws {
    let files = try Self.files()
    let found = try Self.fit(files, Self.machine)[0]
    #expect(try Self.left(files).isEmpty)
    let expected = try Self.fit(files, Machine.current())[0]
    #expect(abs(found - expected) < 1e-7 * abs(expected))
  }

  @Test func withoutAFolderItDoesNotFit() throws {
    let files = try Self.files()
    #expect(throws: UserDataFailure.self) { try PredictionFileTests.write(files) { $0.machine = Self.scarce } }
  }
}
