import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import Testing
import UserData
import Work

@Suite struct StoredKernelTests {
  private let files: UserFiles

  init() throws {
    files = try UserFiles()
    try files.write([("x1", [70, 5])])
  }

  private func kernel(_ format: KernelFormat = KernelFormat()) throws -> StoredKernel {
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    file.format = format
    file.overwrites = true
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    return try StoredKernel("ntk", in: files.output)
  }

  /// Square or triangle, one or the other precision: rows are the same, in blocks of any size.
  @Test(arguments: [false, true], [false, true]) func rowsAreThoseThatWereWritten(isFloat32: Bool, isTriangle: Bool)
    throws
  {
    let exact = try kernel().rows(0..<70)
    let stored = try kernel(KernelFormat(isFloat32: isFloat32, isTriangle: isTriangle))
    #expect(stored.order == 70 && stored.isTriangle == isTriangle)
    for range in [0..<70, 0..<1, 13..<40, 69..<70] {
      let (rows, lower) = (try stored.rows(range), try stored.lowerStrip(range))
      #expect(lower.rows == range.count && lower.columns == range.upperBound)
      for i in range {
        for j in 0..<70 {
          let wanted = isFloat32 ? Double(Float(exact[i, j])) : exact[i, j]
          #expect(rows[i - range.lowerBound, j] == wanted)
          if j <= i { #expect(lower[i - range.lowerBound, j] == wanted) }
        }
      }
    }
    #expect(stored.inputsDigest?.count == 64 && stored.architectureDigest?.count == 64)
  }

  /// What somebody's own program has written, without any attribute.
  private func write(_ shape: [Int], _ numbers: [Double], storage: String? = nil, isFloat32: Bool = false) throws {
    try HDF5File.replace(files.output) { file in
      let dataset =
        isFloat32
        ? try file.root.createDataset("nngp", of: Float.self, shape: shape)
        : try file.root.createDataset("nngp", of: Double.self, shape: shape)
      try dataset.write(numbers)
      if let storage { try dataset.setAttribute("storage", storage) }
    }
  }

  @Test func othersFilesAreRead() throws {
    try write([2, 2], [2, 1, 1, 3])
    let square = try StoredKernel("nngp", in: files.output)
    #expect(square.inputsDigest == nil && square.architectureDigest == nil)
    #expect(try square.lowerStrip(0..<2).elements == [2, 1, 1, 3])
    try write([3], [2, 1, 3], storage: StoredKernel.triangleStorage)
    #expect(try StoredKernel("nngp", in: files.output).rows(0..<2).elements == [2, 1, 1, 3])
  }

  @Test(arguments: [([2, 3], 6), ([4], 4), ([2, 2, 1], 4)]) func otherShapesAreNoKernel(shape: [Int], count: Int) throws
  {
    try write(shape, Array(repeating: 1, count: count))
    #expect(throws: StoredKernelFailure.shape(file: files.output.relativePath, dataset: "nngp", shape: shape)) {
      try StoredKernel("nngp", in: files.output)
    }
  }

  /// It might be the upper triangle, or column by column.
  @Test func aListMustSayItsOrder() throws {
    try write([6], [1, 2, 3, 4, 5, 6])
    #expect(throws: StoredKernelFailure.unknownOrder(file: files.output.relativePath, dataset: "nngp", count: 6)) {
      try StoredKernel("nngp", in: files.output)
    }
  }

  @Test(arguments: [Double.nan, .infinity]) func whatIsNotFiniteIsRefusedNamingItsRow(value: Double) throws {
    let failure = StoredKernelFailure.notFinite(file: files.output.relativePath, dataset: "nngp", row: 1)
    try write([2, 2], [2, 1, value, 3])
    #expect(throws: failure) { try StoredKernel("nngp", in: files.output).rows(0..<2) }
    #expect(throws: failure) { try StoredKernel("nngp", in: files.output).lowerStrip(0..<2) }
    try write([3], [2, 1, value], storage: StoredKernel.triangleStorage)
    #expect(throws: failure) { try StoredKernel("nngp", in: files.output).rows(0..<2) }
  }

  @Test func mirroredEntriesMustAgree() throws {
    var numbers = (0..<9).map { $0 % 4 == 0 ? 2.0 : 1 }
    numbers[2] = 1.5
    let failure = StoredKernelFailure.notSymmetric(
      file: files.output.relativePath, dataset: "nngp", row: 2, column: 0, entry: 1, mirror: 1.5)
    try write([3, 3], numbers)
    let stored = try StoredKernel("nngp", in: files.output)
    #expect(throws: failure) { try stored.lowerStrip(2..<3) }
    #expect(throws: failure) { try stored.rows(1..<3) }
    #expect(try stored.rows(1..<3, checksSymmetry: false).rows == 2)
    #expect(try stored.lowerStrip(2..<3, checksSymmetry: false).elements == [1, 1, 2])
    // Rounding is no difference.
    for (isFloat32, factor) in [(false, 1 + 0x1p-48), (true, 1 + 0x1p-20)] {
      numbers[2] = factor
      try write([3, 3], numbers, isFloat32: isFloat32)
      #expect(try StoredKernel("nngp", in: files.output).lowerStrip(0..<3).rows == 3)
    }
  }

  @Test func theKernelBetweenTwoIsNone() throws {
    try files.write([("x1", [70, 5]), ("x2", [70, 5])])
    #expect(throws: StoredKernelFailure.betweenTwo(file: files.output.relativePath, dataset: "ntk")) { try kernel() }
  }
}
