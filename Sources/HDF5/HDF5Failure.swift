import Failures
import Foundation

/// What goes wrong with a file, in one line that names it.
public enum HDF5Failure: Failure, Equatable {
  /// No such file, or (to write one) no such folder.
  case missing(path: String)
  /// A folder stands where a file is to be read, or written.
  case isFolder(path: String, isInput: Bool)
  /// A file stands where a folder is meant.
  case isFile(path: String)
  /// A device, a pipe or a socket has the name of a file to be replaced.
  case isSpecial(path: String)
  /// The operating system refused: no permission, no room, too large, a read-only file system.
  case system(path: String, action: String, errorNumber: Int32)
  /// Not an HDF5 file, or one that was cut short.
  case damaged(path: String, detail: String)
  /// The file has no such group, dataset or attribute.
  case missingObject(path: String, object: String)
  /// The object is there but of another type or shape than asked for.
  case mismatch(path: String, object: String, detail: String)
  /// Another process holds the lock; `process` is nil if it cannot be told which.
  case locked(path: String, process: Int32?)
  /// Any other error of the library, with its innermost description.
  case library(path: String, action: String, detail: String)

  public var message: String {
    switch self {
    case .missing(let path):
      "\(path): no such file or folder; check the path"
    case .isFolder(let path, _):
      "\(path): is a folder where a file is meant; name a file in it"
    case .isFile(let path):
      "\(path): is a file where a folder is meant; remove it or choose another folder"
    case .isSpecial(let path):
      "\(path): is no regular file; choose another name for the output"
    case .system(let path, let action, let errorNumber):
      "\(path): cannot \(action): \(String(cString: strerror(errorNumber))); \(Self.remedy(errorNumber))"
    case .damaged(let path, let detail):
      "\(path): not a complete HDF5 file (\(detail)); make it again or restore it"
    case .missingObject(let path, let object):
      "\(path): has no \(object); `h5dump -n` lists what it holds"
    case .mismatch(let path, let object, let detail):
      "\(path): \(object) \(detail); write it again as described"
    case .locked(let path, let process):
      "\(path): in use by \(process.map { "process \($0)" } ?? "another process"); wait for it to end or stop it"
    case .library(let path, let action, let detail):
      "\(path): cannot \(action): HDF5 says \"\(detail)\"; check the file with `h5dump -H`"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .missing, .isFolder(_, isInput: true): .inputMissing
    case .isFolder, .isFile, .isSpecial, .library: .inputOutput
    case .system(_, _, let errorNumber):
      [EACCES, EPERM, EROFS].contains(errorNumber) ? .noPermission : .inputOutput
    case .damaged, .missingObject, .mismatch: .badData
    case .locked: .locked
    }
  }

  private static func remedy(_ errorNumber: Int32) -> String {
    switch errorNumber {
    case ENOSPC, EDQUOT: "make room or choose another disk"
    case EFBIG: "raise the limit on file sizes (`ulimit -f`)"
    case EACCES, EPERM: "change the permissions or choose another folder"
    case EROFS: "choose a folder on a writable file system"
    default: "check the disk and the path"
    }
  }
}

extension HDF5Failure {
  /// The failure behind `errorNumber`, as the file system has it for `path`. What is missing when a file is made is its
  /// folder.
  static func operatingSystem(
    _ path: String, _ action: String, _ errorNumber: Int32, isMade: Bool = false
  ) -> HDF5Failure {
    switch errorNumber {
    case ENOENT: .missing(path: isMade ? URL(fileURLWithPath: path).deletingLastPathComponent().relativePath : path)
    case ENOTDIR: .isFile(path: FileSystem.fileAbove(path))
    case EISDIR: .isFolder(path: path, isInput: false)
    default: .system(path: path, action: action, errorNumber: errorNumber)
    }
  }
}
