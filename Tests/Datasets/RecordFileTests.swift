import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct RecordFileTests {
  private static let layout = RecordFile.Layout(labelBytes: 1, label: 0, classes: 10, imageSize: 3072)

  @Test func badFilesAreRefused() throws {
    let folder = try ScratchFolder()
    func problem(_ bytes: [UInt8]) throws -> DatasetFailure.Problem? {
      let url = try folder.write(bytes, to: "batch.bin")
      let failure = #expect(throws: DatasetFailure.self) { _ = try RecordFile.read([url], Self.layout) }
      expectOneLine(failure, naming: url.path)
      #expect(failure?.exitStatus == .badData)
      return failure?.problem
    }
    let record = [UInt8](repeating: 9, count: 3073)
    #expect(try problem(record.dropLast()) == .notWholeRecords(length: 3072, record: 3073))
    #expect(try problem(record + [1]) == .notWholeRecords(length: 3074, record: 3073))
    #expect(try problem([]) == .empty)
    #expect(
      try problem(record + [10] + record.dropFirst()) == .labelOutOfRange(label: 10, index: 1, classes: 10))
    let nowhere = folder.file("nowhere.bin")
    let missing = #expect(throws: DatasetFailure.self) { _ = try RecordFile.read([nowhere], Self.layout) }
    #expect(missing?.problem == .missing)
  }

  /// Records of two labels and an image of three bytes.
  @Test(arguments: [(0, [1, 3] as [UInt8]), (1, [2, 4])])
  func theLayoutSaysWhichLabelIsRead(label: Int, expected: [UInt8]) throws {
    let folder = try ScratchFolder()
    let url = try folder.write([1, 2, 50, 51, 52, 3, 4, 60, 61, 62], to: "records.bin")
    let layout = RecordFile.Layout(labelBytes: 2, label: label, classes: 5, imageSize: 3)
    let read = try RecordFile.read([url, url], layout)
    #expect(read.labels == expected + expected)
    #expect(read.images == [50, 51, 52, 60, 61, 62, 50, 51, 52, 60, 61, 62])
    #expect(read.sha256.count == 2)
    let three = RecordFile.Layout(labelBytes: 2, label: label, classes: 3, imageSize: 3)
    let failure = #expect(throws: DatasetFailure.self) { _ = try RecordFile.read([url], three) }
    #expect(failure?.problem == .labelOutOfRange(label: expected[1], index: 1, classes: 3))
    expectOneLine(failure, naming: "labels are 0 to 2")
  }
}
