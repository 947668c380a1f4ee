import Architectures
import Failures
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import Testing
import UserData
import Work

@Suite struct KernelJoinTests {
  private let files: UserFiles

  init() throws { files = try UserFiles() }

  private var quiet: ProgressDisplay { ProgressDisplay(style: .quiet) }

  private func part(
    _ number: Int, of count: Int, name: String = "K.h5", _ change: (inout KernelFile) -> Void = { _ in }
  ) throws -> URL {
    var file = KernelFile(
      architecture: files.architecture, inputs: files.inputs, output: files.folder.appending(path: name))
    file.part = KernelPart(number: number, of: count)
    change(&file)
    try file.write(progress: quiet, interruption: Interruption())
    return file.file
  }

  private func join(_ parts: [URL], _ output: URL? = nil, copies: Bool = false) throws {
    var join = KernelJoin(parts: parts, output: output ?? files.output)
    join.copies = copies
    try join.write(progress: quiet, interruption: Interruption())
  }

  private func numbers(_ name: String, in url: URL) throws -> (shape: [Int], content: HDF5Content, numbers: [Double]) {
    let dataset = try HDF5File.open(url).root.dataset(name)
    return (dataset.shape, dataset.content, try dataset.read(as: Double.self))
  }

  @Test(
    arguments: [1, 2, 3, 5, 10],
    [KernelFormat(), .init(isFloat32: true), .init(isTriangle: true), .init(isFloat32: true, isTriangle: true)])
  func joinedIsAsUnparted(count: Int, format: KernelFormat) throws {
    try files.write([("x1", [900, 5])])
    try expectSame(count, format)
  }

  @Test(arguments: [1, 2, 4, 6], [false, true]) func kernelsBetweenTwoAreJoinedToo(count: Int, isFloat32: Bool) throws {
    try files.write([("x1", [700, 5]), ("x2", [300, 5])])
    try expectSame(count, KernelFormat(isFloat32: isFloat32))
  }

  private func expectSame(_ count: Int, _ format: KernelFormat) throws {
    let whole = files.folder.appending(path: "whole.h5")
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: whole)
    file.format = format
    try file.write(progress: quiet, interruption: Interruption())
    let parts = try (1...count).map { number in
      try part(number, of: count) {
        $0.format = format
        $0.threads = 1 + number % 2
      }
    }
    #expect(parts[0].lastPathComponent == "K.part-1-of-\(count).h5")
    let copy = files.folder.appending(path: "copy.h5")
    try join(parts.reversed())
    try join(parts, copy, copies: true)
    for name in ["nngp", "ntk"] {
      let wanted = try numbers(name, in: whole)
      for url in [files.output, copy] {
        let found = try numbers(name, in: url)
        #expect(found == wanted)
        #expect(!found.numbers.isEmpty)
      }
    }
    // A virtual one has no numbers of its own.
    let bytes = try [files.output, copy].map { try Data(contentsOf: $0).count }
    #expect(format.isTriangle ? bytes[0] == bytes[1] : bytes[0] * 4 < bytes[1])
    #expect(try files.leftovers.filter { $0.hasPrefix(".") || $0.contains("widelimit") }.isEmpty)
  }

  @Test func aFolderOfPartsMayBeMoved() throws {
    try files.write([("x1", [600, 5])])
    let folder = files.folder.appending(path: "parts")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let parts = try (1...2).map { try part($0, of: 2, name: "parts/K.h5") }
    try join(parts)
    let before = try numbers("nngp", in: files.output).numbers
    let there = files.folder.appending(path: "there")
    try FileManager.default.createDirectory(at: there, withIntermediateDirectories: true)
    for name in ["parts", "K.h5"] {
      try FileManager.default.moveItem(at: files.folder.appending(path: name), to: there.appending(path: name))
    }
    #expect(try numbers("nngp", in: there.appending(path: "K.h5")).numbers == before)
    try FileManager.default.removeItem(at: there.appending(path: "parts/K.part-2-of-2.h5"))
    #expect(throws: HDF5Failure.self) { try numbers("nngp", in: there.appending(path: "K.h5")) }
  }

  @Test func theJoinedFileSaysWhatItIs() throws {
    try files.write([("x1", [600, 5])])
    try join(try (1...3).map { try part($0, of: 3) })
    let root = try HDF5File.open(files.output).root
    #expect(try root.textAttribute("x1_sha256").count == 64)
    #expect(try root.textAttribute("history").split(separator: "\n").count == 4)
    #expect(try !root.hasAttribute("kernel_part"))
    for (axis, name) in ["row", "column"].enumerated() {
      #expect(try root.dataset("ntk").isAttached(scale: root.dataset(name), axis: axis))
    }
    // The whole kernel is there: nothing is left to compute.
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    file.didWrite = { _ in Issue.record("computed again") }
    try file.write(progress: quiet, interruption: Interruption())
  }

  /// A part of other inputs of the same shape would otherwise be read as one of those that the joined file names.
  @Test(arguments: [1, 2]) func aPartThatWasMadeAgainIsNoticed(number: Int) throws {
    try files.write([("x1", [600, 5])])
    let inputs = try Data(contentsOf: files.inputs)
    let copy = files.folder.appending(path: "copy.h5")
    let parts = try (1...2).map { try part($0, of: 2) }
    try join(parts)
    try join(parts, copy, copies: true)
    let identity = try StoredKernel("nngp", in: files.output).identity()
    try files.write([("y", [1, 1]), ("x1", [600, 5])])
    let changed = try part(number, of: 2)
    let failure = KernelPartsFailure.otherThanJoined(
      file: changed.relativePath, joined: files.output.relativePath)
    #expect(throws: failure) { try StoredKernel("nngp", in: files.output) }
    #expect(failure.message.contains("join again") && failure.exitStatus == .badData)
    try inputs.write(to: files.inputs)
    let file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    #expect(throws: failure) { try file.write(progress: quiet, interruption: Interruption()) }
    // What was copied is its own.
    #expect(try StoredKernel("nngp", in: copy).order == 600)
    // As it says.
    _ = try part(number, of: 2)
    try join(parts)
    #expect(try StoredKernel("nngp", in: files.output).identity() != identity)
    #expect(try numbers("nngp", in: files.output) == numbers("nngp", in: copy))
    try file.write(progress: quiet, interruption: Interruption())
  }

  @Test func whatIsNoWholeKernelIsRefused() throws {
    try files.write([("x1", [900, 5])])
    let parts = try (1...4).map { try part($0, of: 4) }
    try expectRefusal([parts[0], parts[3]], "parts 2, 3 of 4 are missing")
    try expectRefusal(parts.dropLast() + [], "part 4 of 4 is missing")
    try expectRefusal(parts + [parts[1]], "is part 2/4")
    let others = try (1...3).map { try part($0, of: 3) }
    try expectRefusal([parts[0], others[0]], "3 parts")
    let architecture = Architecture.fullyConnected(depth: 1, nonlinearity: .erf, weightVariance: 1, biasVariance: 0)
    var file = KernelFile(
      architecture: architecture, inputs: files.inputs, output: files.folder.appending(path: "A.h5"))
    file.part = KernelPart(number: 2, of: 4)
    try file.write(progress: quiet, interruption: Interruption())
    try expectRefusal([parts[0], file.file], "another architecture")
    try expectRefusal([parts[0], try part(2, of: 4, name: "B.h5") { $0.quantities = .ntk }], "other kernels (ntk)")
    let float = try part(2, of: 4, name: "C.h5") { $0.format = KernelFormat(isFloat32: true) }
    try expectRefusal([parts[0], float], "float32")
    let triangle = try part(2, of: 4, name: "D.h5") { $0.format = KernelFormat(isTriangle: true) }
    try expectRefusal([parts[0], triangle], "triangle")
    try expectRefusal([files.inputs], "is no part of a kernel")
    try files.write([("y", [1, 1]), ("x1", [900, 5])])
    try expectRefusal([parts[0], try part(2, of: 4, name: "E.h5")], "other inputs x1")
  }

  @Test(arguments: [
    ("executable_sha256", "0123", "another program"), ("blas_core", "Another", "another BLAS kernel (Another"),
    ("kernel_shape", "900 901", "is no part"),
  ])
  func partsOfAnotherProgramAreRefused(attribute: String, value: String, message: String) throws {
    try files.write([("x1", [900, 5])])
    let parts = try (1...2).map { try part($0, of: 2) }
    try change(parts[1]) { try $0.setAttribute(attribute, value) }
    try expectRefusal(parts, message)
  }

  @Test func partsOfOtherTilesOverlap() throws {
    try files.write([("x1", [900, 5])])
    let parts = try (1...2).map { try part($0, of: 2) }
    try change(parts[1]) { try $0.setAttribute("kernel_tile_edge", 512) }
    try expectRefusal(parts, "overlap")
    for url in parts { try change(url) { try $0.setAttribute("kernel_tile_edge", 512) } }
    try expectRefusal(parts, "not as it was made")
  }

  @Test func moreAndTooManyParts() throws {
    try files.write([("x1", [300, 5])])
    let failure = #expect(throws: KernelPartsFailure.self) { try part(1, of: 4) }
    #expect(failure?.message.contains("use at most 3") == true)
    #expect(KernelPart("0/3") == nil && KernelPart("4/3") == nil && KernelPart("1") == nil && KernelPart("a/b") == nil)
    #expect(KernelPart("2/3") == KernelPart(number: 2, of: 3))
  }

  @Test func aKernelBetweenTwoHasNoTriangle() throws {
    try files.write([("x1", [30, 5]), ("x2", [20, 5])])
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    file.format = KernelFormat(isTriangle: true)
    #expect(throws: KernelPartsFailure.triangleNeedsSymmetry(file: files.inputs.relativePath)) {
      try file.write(progress: quiet, interruption: Interruption())
    }
  }

  private func change(_ url: URL, _ change: (HDF5Group) throws -> Void) throws {
    let file = try HDF5File.open(url, writable: true)
    try change(file.root)
    try file.close()
  }

  private func expectRefusal(_ parts: [URL], _ message: String) throws {
    let before = try files.leftovers
    let failure = #expect(throws: KernelPartsFailure.self) { try join(parts) }
    #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    #expect(failure?.exitStatus == .badData && failure?.message.contains("\n") == false)
    #expect(try files.leftovers == before)
  }
}
