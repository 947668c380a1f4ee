import Datasets
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct IDXFileTests {
  @Test(arguments: ["images", "images.gz"])
  func whatWasWrittenIsRead(name: String) throws {
    let folder = try ScratchFolder()
    let bytes = (0..<3 * 500 * 700).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    try IDXFile.write(bytes, dimensions: [3, 500, 700], to: folder.file(name))
    let file = try IDXFile(contentsOf: folder.file(name))
    #expect(file.dimensions == [3, 500, 700])
    #expect(file.bytes == bytes)
    #expect(!folder.holds(name + ".partial"))
  }

  /// The name does not decide whether a file is compressed: some programs unpack and keep the name.
  @Test func compressionIsToldByTheFirstBytes() throws {
    let folder = try ScratchFolder()
    let url = try folder.write(idx([2], [5, 6]), to: "labels.gz")
    #expect(try IDXFile(contentsOf: url).bytes == [5, 6])
  }

  /// `printf '\0\0\10\1\0\0\0\2\5\6' | sha256sum`.
  @Test func theDigestIsThatOfTheUnpackedBytes() throws {
    let folder = try ScratchFolder()
    try IDXFile.write([5, 6], dimensions: [2], to: folder.file("labels.gz"))
    let packed = try IDXFile(contentsOf: folder.file("labels.gz"))
    let plain = try IDXFile(contentsOf: folder.write(idx([2], [5, 6]), to: "labels"))
    #expect(packed.sha256 == "49faee2c2a65d1f617a310c5c00be5770637e6f1a705fc5e537723c11ee84be0")
    #expect(plain.sha256 == packed.sha256)
    #expect(plain.packedSHA256 == nil)
    #expect(packed.packedSHA256 != nil)
  }

  /// As tapes and block devices fill files; more than one buffer of them.
  @Test(arguments: [1, 511, 600_000]) func zerosBehindGzipArePassedOver(count: Int) throws {
    let folder = try ScratchFolder()
    let file = try folder.write(storedGzip(idx([4], [1, 2, 3, 4])) + [UInt8](repeating: 0, count: count), to: "padded")
    #expect(try IDXFile(contentsOf: file).bytes == [1, 2, 3, 4])
  }

  @Test func membersOfAGzipFileFollowEachOther() throws {
    let folder = try ScratchFolder()
    var whole: [UInt8] = []
    let bytes = idx([4], [1, 2, 3, 4])
    for piece in [bytes[..<6], bytes[6...]] {
      whole += storedGzip(Array(piece))
    }
    #expect(try IDXFile(contentsOf: folder.write(whole, to: "labels.gz")).bytes == [1, 2, 3, 4])
  }

  struct BadFile: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var bytes: [UInt8]
    var problem: DatasetFailure.Problem
  }

  static let good = idx([2, 2], [1, 2, 3, 4])
  static let badFiles: [BadFile] = [
    BadFile(testDescription: "wrong magic number", bytes: [1, 2, 3, 4, 5], problem: .wrongMagicNumber(0x0102_0304)),
    BadFile(testDescription: "no dimensions", bytes: [0, 0, 8, 0], problem: .wrongMagicNumber(0x0000_0800)),
    BadFile(testDescription: "floats", bytes: [0, 0, 0x0D, 1, 0, 0, 0, 1, 0], problem: .wrongTypeCode(0x0D)),
    BadFile(testDescription: "nothing", bytes: [], problem: .shortHeader(bytes: 0)),
    BadFile(testDescription: "half a header", bytes: Array(good[..<10]), problem: .shortHeader(bytes: 10)),
    BadFile(testDescription: "fewer bytes", bytes: good.dropLast(), problem: .tooFewBytes(expected: 4, found: 3)),
    BadFile(testDescription: "more bytes", bytes: good + [0], problem: .tooManyBytes(expected: 4)),
    BadFile(testDescription: "zero images", bytes: idx([0, 28, 28], []), problem: .empty),
    BadFile(
      testDescription: "2³¹ items", bytes: idx([1 << 31], [1]), problem: .tooFewBytes(expected: 1 << 31, found: 1)),
    BadFile(
      testDescription: "2⁹⁶ items", bytes: idx([.max, .max, .max], [1]), problem: .impossibleHeader),
    BadFile(
      testDescription: "2³¹ items, compressed", bytes: storedGzip(idx([1 << 31], [1])), problem: .impossibleHeader),
    BadFile(
      testDescription: "fewer bytes, compressed", bytes: storedGzip(good.dropLast()),
      problem: .tooFewBytes(expected: 4, found: 3)),
    BadFile(
      testDescription: "more bytes, compressed", bytes: storedGzip(good + [0]), problem: .tooManyBytes(expected: 4)),
    BadFile(testDescription: "truncated gzip", bytes: storedGzip(good).dropLast(9), problem: .truncatedGzip),
    BadFile(testDescription: "gzip without its checksum", bytes: storedGzip(good).dropLast(3), problem: .truncatedGzip),
    BadFile(
      testDescription: "corrupt gzip", bytes: corrupt(storedGzip(good), at: 28),
      problem: .corruptGzip("incorrect data check")),
    BadFile(
      testDescription: "corrupt deflate block", bytes: corrupt(storedGzip(good), at: 11),
      problem: .corruptGzip("invalid stored block lengths")),
    BadFile(
      testDescription: "bytes after gzip and its padding", bytes: storedGzip(good) + [0, 0, 7, 0],
      problem: .corruptGzip("bytes behind its end")),
    BadFile(
      testDescription: "gzip after padding", bytes: storedGzip(good) + [0, 0] + storedGzip(good),
      problem: .corruptGzip("bytes behind its end")),
    BadFile(
      testDescription: "bytes after gzip", bytes: storedGzip(good) + [7, 7, 7],
      problem: .corruptGzip("incorrect header check")),
  ]

  @Test(arguments: badFiles)
  func badFilesAreRefused(_ bad: BadFile) throws {
    let folder = try ScratchFolder()
    let url = try folder.write(bad.bytes, to: "images")
    let failure = #expect(throws: DatasetFailure.self) { try IDXFile(contentsOf: url) }
    #expect(failure == DatasetFailure(path: url.path, problem: bad.problem))
    #expect(failure?.exitStatus == .badData)
    expectOneLine(failure, naming: url.path)
  }

  @Test func aMissingFileIsNamed() throws {
    let folder = try ScratchFolder()
    let failure = #expect(throws: DatasetFailure.self) { try IDXFile(contentsOf: folder.file("images")) }
    #expect(failure == DatasetFailure(path: folder.file("images").path, problem: .missing))
    #expect(failure?.exitStatus == .inputMissing)
    expectOneLine(failure, naming: folder.file("images").path)
  }

  @Test func aFolderIsNoFile() throws {
    let folder = try ScratchFolder()
    let failure = #expect(throws: DatasetFailure.self) { try IDXFile(contentsOf: folder.url) }
    #expect(failure?.problem == .folder)
    #expect(failure?.exitStatus == .inputMissing)
  }

  /// Waiting for a writer that never comes would hang.
  @Test func aPipeIsNoFile() throws {
    let folder = try ScratchFolder()
    #expect(mkfifo(folder.file("pipe").path, 0o600) == 0)
    let failure = #expect(throws: DatasetFailure.self) { try IDXFile(contentsOf: folder.file("pipe")) }
    #expect(failure?.problem == .notRegular)
  }

  @Test(.disabled(if: geteuid() == 0, "the superuser may read every file"))
  func noPermission() throws {
    let folder = try ScratchFolder()
    let url = try folder.write(Self.good, to: "images")
    chmod(url.path, 0)
    let failure = #expect(throws: DatasetFailure.self) { try IDXFile(contentsOf: url) }
    #expect(failure?.problem == .noPermission)
    #expect(failure?.exitStatus == .noPermission)
  }

  /// The superuser is refused nothing, so the meaning of the system's answer is tested without it.
  @Test func theSystemsAnswersMapToExitStatuses() {
    func status(_ problem: DatasetFailure.Problem) -> Failures.ExitStatus {
      DatasetFailure(path: "x", problem: problem).exitStatus
    }
    #expect(status(.noPermission) == .noPermission)
    #expect(status(.readFailed("Input/output error")) == .inputOutput)
    #expect(status(.missing) == .inputMissing)
  }
}

/// A message is one line, names the file, and has a mend after the semicolon.
func expectOneLine(_ failure: (any Failure)?, naming path: String) {
  let message = failure?.message ?? ""
  #expect(!message.contains("\n"))
  #expect(message.contains(path))
  #expect(message.contains("; "))
}

/// A gzip member whose one deflate block stores the bytes unpacked (RFC 1951, 1952), with its CRC-32 and length.
func storedGzip(_ bytes: some Sequence<UInt8>) -> [UInt8] {
  let bytes = Array(bytes)
  func littleEndian(_ number: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(number >> (8 * $0) & 255) } }
  var crc: UInt32 = .max
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  let count = UInt32(bytes.count)
  return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + littleEndian(count, 2) + littleEndian(~count, 2) + bytes
    + littleEndian(~crc, 4) + littleEndian(count, 4)
}

func corrupt(_ bytes: [UInt8], at position: Int) -> [UInt8] {
  var copy = bytes
  copy[position] ^= 0x55
  return copy
}
