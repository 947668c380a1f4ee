import Failures

/// What is wrong with a file of a data set.
public struct DatasetFailure: Failure, Equatable {
  public let path: String
  public let problem: Problem
  /// The data set whose file it is, as commands name it; nil where that is not known.
  public let dataset: String?

  public init(path: String, problem: Problem, dataset: String? = nil) {
    (self.path, self.problem, self.dataset) = (path, problem, dataset)
  }

  /// Runs `body` and names the data set in what it throws, so that the message can name the command that gets it:
  /// without a name `widelimit data fetch` leaves optional data sets out.
  static func naming<R>(_ description: DatasetDescription, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let failure as DatasetFailure {
      throw DatasetFailure(path: failure.path, problem: failure.problem, dataset: failure.dataset ?? description.id)
    }
  }

  public enum Problem: Sendable, Equatable {
    case missing
    case folder
    case notFolder
    case notRegular
    case noPermission
    case readFailed(String)
    case writeFailed(String)
    case wrongMagicNumber(UInt32)
    case wrongTypeCode(UInt8)
    case wrongDimensions(found: [Int], expected: String)
    case empty
    case shortHeader(bytes: Int)
    case tooFewBytes(expected: Int, found: Int)
    case tooManyBytes(expected: Int)
    case impossibleHeader
    case truncatedGzip
    case corruptGzip(String)
    case notWholeRecords(length: Int, record: Int)
    case countsDiffer(images: Int, labels: Int, labelFile: String)
    case labelOutOfRange(label: UInt8, index: Int, classes: Int)
    case tooFewForValidation(images: Int, validation: Int)
    case occupied
    case procedural
    case corruptArchive(String)
    case unsafeEntry(String)
    case entryTooLarge(name: String, size: Int)
    case missingEntry(String)
    case wrongDigest(found: String, expected: String)
    case busy
    case notDrawn(dataset: String)
  }

  public var message: String {
    "\(printable(path)): \(problem.text); \(problem.mend(dataset))"
  }

  public var exitStatus: ExitStatus {
    switch problem {
    case .missing, .folder, .notFolder, .notRegular, .notDrawn: .inputMissing
    case .noPermission: .noPermission
    case .readFailed, .writeFailed, .occupied, .procedural: .inputOutput
    case .busy: .locked
    default: .badData
    }
  }
}

extension DatasetFailure.Problem {
  fileprivate var text: String {
    switch self {
    case .missing: "no such file"
    case .folder: "is a folder, not a file"
    case .notFolder: "is a file, not a folder"
    case .notRegular: "is not a regular file"
    case .noPermission: "permission denied"
    case .readFailed(let reason): "could not be read (\(reason))"
    case .writeFailed(let reason): "could not be written (\(reason))"
    case .wrongMagicNumber(let found):
      "wrong magic number \(hexadecimal(found, digits: 8)), an IDX file begins 0x000008"
    case .wrongTypeCode(let found):
      "type code \(hexadecimal(UInt32(found), digits: 2)), only unsigned bytes (0x08) are read"
    case .wrongDimensions(let found, let expected):
      "dimensions \(found.map(String.init).joined(separator: " × ")), expected \(expected)"
    case .empty: "holds no items"
    case .shortHeader(let bytes): "ends within its header, after \(bytes) bytes"
    case .tooFewBytes(let expected, let found): "ends after \(found) of the \(expected) bytes its header promises"
    case .tooManyBytes(let expected): "holds more than the \(expected) bytes its header promises"
    case .impossibleHeader: "its header promises more bytes than a file of this size can hold"
    case .truncatedGzip: "the gzip stream ends early"
    case .corruptGzip(let reason): "the gzip stream is corrupt (\(reason))"
    case .notWholeRecords(let length, let record): "\(length) bytes are no whole number of records of \(record) bytes"
    case .countsDiffer(let images, let labels, let labelFile): "\(images) images, but \(labels) labels in \(labelFile)"
    case .labelOutOfRange(let label, let index, let classes):
      "label \(label) at position \(index), labels are 0 to \(classes - 1)"
    case .tooFewForValidation(let images, let validation):
      "\(images) training images, of which \(validation) are for validation, leave none"
    case .occupied: "exists and holds other files than procedural images"
    case .procedural: "holds procedural images"
    case .corruptArchive(let reason): "is no valid tar archive (\(reason))"
    case .unsafeEntry(let entry):
      "the archive holds a link, a device or a path outside its folder (\(printable(entry)))"
    case .entryTooLarge(let name, let size):
      "the archive's \(printable(name)) claims \(size) bytes, more than the official file has"
    case .missingEntry(let name): "the archive holds no \(name)"
    case .wrongDigest(let found, let expected): "SHA-256 is \(found), the official one \(expected)"
    case .busy: "another process is fetching into this folder"
    case .notDrawn: "the files are not there, and no images are drawn in place of this data set"
    }
  }

  fileprivate func mend(_ dataset: String?) -> String {
    let fetch = "`widelimit data fetch\(dataset.map { " \($0)" } ?? "")`"
    return switch self {
    case .missing, .folder, .notFolder, .notRegular:
      "get it with \(fetch), or name its folder with --datasets"
    case .notDrawn(let dataset):
      "get them with `widelimit data fetch \(dataset)`, or name their folder with --datasets"
    case .noPermission: "give this user permission (chmod), or name another folder with --datasets"
    case .readFailed: "check the disk, then fetch the file again with \(fetch)"
    case .writeFailed: "free space on the disk or name another folder with --datasets"
    case .wrongTypeCode: "convert it to unsigned bytes, or get the official file with \(fetch)"
    case .tooFewForValidation: "use the complete data set (\(fetch))"
    case .occupied: "name another folder for procedural images"
    case .procedural: "remove that folder, or name another one for the official files with --datasets"
    case .busy: "wait until it has finished"
    default: "remove it and get it again with \(fetch)"
    }
  }
}

/// The text on one line, without characters that steer a terminal.
private func printable(_ text: String) -> String {
  text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
}

private func hexadecimal(_ number: UInt32, digits: Int) -> String {
  let text = String(number, radix: 16)
  return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
}
