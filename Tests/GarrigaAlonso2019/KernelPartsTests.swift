import Architectures
import Foundation
import GarrigaAlonso2019
import InfiniteWidth
import LinearAlgebra
import Platform
import Results
import Suite
import Synchronization
import TestSupport
import Testing
import Work

@Suite("A kernel in parts") struct KernelPartsTests {
  /// What the parts are made of: seven training images in parts of three and four, five test images in one block.
  private let kernel: Kernel
  private let training, test: Matrix<Double>
  private let scratch: ScratchFolder
  private let interruption = Interruption()
  private let computed = Computed()

  /// How often entries were computed.
  private final class Computed: Sendable {
    let count = Atomic<Int>(0)
  }

  init() throws {
    let pixels = (0..<12 * 48).map { (k: Int) -> Double in Double(k * 7919 % 101) / 50 - 1 }
    training = Matrix(rows: 7, columns: 48, elements: Array(pixels.prefix(7 * 48)))
    test = Matrix(rows: 5, columns: 48, elements: Array(pixels.suffix(5 * 48)))
    kernel = try Kernel(
      try Architecture(layers: [
        .convolution(kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0.1, trainable: true),
        .activation(.relu), .flatten, .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      ]), inputShape: .image(height: 4, width: 4, channels: 3))
    scratch = try ScratchFolder()
  }

  private var folder: CheckpointFolder {
    CheckpointFolder(scratch.file("checkpoints"), identity: "run", progress: Transcript().progress(.quiet))
  }

  private func run(_ folder: CheckpointFolder?) -> RunContext {
    let progress = Transcript().progress(.quiet)
    return RunContext(
      experiment: "garriga-alonso2019/table1",
      settings: RunSettings(tier: .quick, results: scratch.url, rootSeed: 0, threads: 1), progress: progress,
      interruption: interruption,
      library: DatasetLibrary(directory: nil, proceduralDirectory: scratch.file("procedural"), progress: progress),
      checkpoints: folder, table: { throw SweepFailure.layout(group: $0.group, detail: "there is no earlier sweep") })
  }

  private func parts(isOnDisk: Bool) -> KernelParts {
    KernelParts(
      name: "small", training: training, test: test, sizes: [3, 7], isOnDisk: isOnDisk
    ) { [kernel, computed] rows, columns, threads in
      computed.count.add(1, ordering: .relaxed)
      return try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: threads).nngp?.elements ?? []
    }
  }

  /// How often `work` computes entries: of a piece's triangle, of what is left of it, of a block with a piece.
  private func count(_ work: () throws -> Void) rethrows -> Int {
    let before = computed.count.load(ordering: .relaxed)
    try work()
    return computed.count.load(ordering: .relaxed) - before
  }

  /// All entries that parts give for a size: of the triangle, then of the block.
  private func entries(_ parts: KernelParts, size: Int = 7, _ context: RunContext) throws -> [Double] {
    let packed = try PackedSymmetricMatrix(order: size) { try parts.fill($0, context) }
    let cross = try parts.cross(0..<5, size: size, context)
    return (0..<size).flatMap { j in (j..<size).map { packed[$0, j] } } + cross.elements
  }

  private func expected(size: Int = 7) throws -> [Double] {
    let whole = try #require(kernel.matrices(rows: training, get: .nngp).nngp)
    let cross = try #require(kernel.matrices(rows: test, columns: training, get: .nngp).nngp)
    return (0..<size).flatMap { j in (j..<size).map { whole[$0, j] } }
      + (0..<5).flatMap { i in (0..<size).map { cross[i, $0] } }
  }

  private func expectWhole(_ parts: KernelParts, _ context: RunContext) throws {
    let (found, expected) = (try entries(parts, context), try expected())
    #expect(found == expected)
  }

  private func files() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.url.path)) ?? []).sorted()
  }

  /// The entries of the whole matrices, to the bit, whatever was asked for before.
  @Test(arguments: [(false, false), (true, false), (true, true)])
  func partsAreTheWhole(isOnDisk: Bool, hasFolder: Bool) throws {
    let (parts, context) = (parts(isOnDisk: isOnDisk), run(hasFolder ? folder : nil))
    #expect(parts.blocks == [0..<5])
    for size in [3, 7, 3] { #expect(try entries(parts, size: size, context) == expected(size: size)) }
    #expect(files().count == (hasFolder ? 4 : 0))
  }

  @Test func anotherRunComputesNothing() throws {
    let (first, second) = (run(folder), run(folder))
    #expect(try count { _ = try entries(parts(isOnDisk: true), first) } == 5)
    let again = try count { try expectWhole(parts(isOnDisk: true), second) }
    #expect(again == 0)
    // In memory nothing is left for another.
    #expect(try count { _ = try entries(parts(isOnDisk: false), second) } == 5)
  }

  @Test func aTruncatedFileIsComputedAnew() throws {
    let (folder, context) = (folder, run(folder))
    _ = try entries(parts(isOnDisk: true), context)
    let file = folder.file(of: "small 3")
    let whole = try Data(contentsOf: file)
    try whole.dropLast().write(to: file)
    let again = try count { try expectWhole(parts(isOnDisk: true), context) }
    #expect(again == 2, "the second piece's entries, left of its triangle and in it")
    #expect(try Data(contentsOf: file) == whole)
  }

  /// Files go when the cell that forgets them is in the results, and not before.
  @Test func forgottenFilesGo() throws {
    let (parts, folder) = (parts(isOnDisk: true), folder)
    let context = run(folder)
    _ = try entries(parts, context)
    try Data().write(to: folder.url.appending(path: "another.checkpoint"))
    #expect(files().count == 5)
    parts.forget(context)
    #expect(files().count == 5)
    folder.removeForgotten()
    #expect(files() == ["another.checkpoint"])
  }

  /// Where there is no folder, what a cell may ask for again is kept until it has its factor, other parts are not.
  @Test func withoutAFolderTheTriangleIsKeptForTheCell() throws {
    let (parts, context) = (parts(isOnDisk: true), run(nil))
    func fill() throws { _ = try PackedSymmetricMatrix(order: 7) { try parts.fill($0, context) } }
    #expect(try count(fill) == 3)
    #expect(try count(fill) == 0)
    for _ in 0..<2 { #expect(try count { _ = try parts.cross(0..<5, size: 7, context) } == 2) }
    parts.isFactored()
    #expect(try count(fill) == 3)
  }

  /// Between parts that are kept for another run; a cell that keeps none is finished.
  @Test func endsBetweenPartsOnDisk() throws {
    interruption.request()
    #expect(throws: EndRequest.Requested.self) { try entries(parts(isOnDisk: true), run(folder)) }
    #expect(files().isEmpty)
    #expect(try entries(parts(isOnDisk: true), run(nil)) == expected())
    #expect(try entries(parts(isOnDisk: false), run(folder)) == expected())
  }
}
