import Failures
import Foundation

/// What goes wrong with the content of an HDF5 file, in one line that names it. What the operating system refuses is
/// Platform's `FileFailure`.
public enum HDF5Failure: Failure, Equatable {
  /// Not an HDF5 file, or one that was cut short.
  case damaged(path: String, detail: String)
  /// The file has no such group, dataset or attribute.
  case missingObject(path: String, object: String)
  /// The object is there but of another type or shape than asked for.
  case mismatch(path: String, object: String, detail: String)
  /// The object is there, but what it stands for cannot be had: data that were never written or lie elsewhere, a filter
  /// that this library lacks, a format that it does not know.
  case unavailable(path: String, object: String, reason: String, mend: String)
  /// The user asked for the end while the file was looked at.
  case interrupted(path: String)
  /// The process that looks at the file first was killed, twice.
  case readerEnded(path: String)
  /// The process that looks at the file first could not be started, or ended before it began.
  case noReader(path: String, errorNumber: Int32?)
  /// A pipe or a device, of which the library could not read one place and then another.
  case noFile(path: String)
  /// Any other error of the library, with its innermost description.
  case library(path: String, action: String, detail: String)

  public var message: String {
    switch self {
    case .damaged(let path, let detail):
      "\(path): not a complete HDF5 file (\(detail)); make it again or restore it"
    case .missingObject(let path, let object):
      "\(path): has no \(object); `h5dump -n` lists what it holds"
    case .mismatch(let path, let object, let detail):
      "\(path): \(object) \(detail); write it again as described"
    case .unavailable(let path, let object, let reason, let mend):
      "\(path): \(object) \(reason); \(mend)"
    case .interrupted(let path):
      "\(path): interrupted while it was looked at; nothing was written, run it again from the start"
    case .readerEnded(let path):
      "\(path): the process that looks at it first was killed twice, perhaps for want of memory; free some"
    case .noReader(let path, let errorNumber):
      "\(path): the process that looks at it first cannot be started"
        + "\(errorNumber.map { " (\(String(cString: strerror($0))))" } ?? ""); allow more processes (`ulimit -u`), "
        + "memory (`ulimit -v`) or open files (`ulimit -n`)"
    case .noFile(let path):
      "\(path): is a pipe or a device; HDF5 needs a regular file, write what it gives into one first"
    case .library(let path, let action, let detail):
      "\(path): cannot \(action): HDF5 says \"\(detail)\"; check the file with `h5dump -H`"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .damaged, .missingObject, .mismatch, .unavailable, .noFile: .badData
    case .interrupted: .interrupted
    case .readerEnded, .noReader: .doesNotFit
    case .library: .inputOutput
    }
  }
}
