import Failures
import Foundation

/// What goes wrong with a file or a folder, whatever is in it, in one line that names it.
public enum FileFailure: Failure, Equatable {
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
  /// A link, a folder or another program's file has the name of a file that only this program makes; `meant` is what
  /// that is for.
  case isNotOwn(path: String, meant: String)
  /// Another process holds the lock; `process` is nil if it cannot be told which.
  case locked(path: String, process: Int32?)

  /// The failure behind `errorNumber`, as the file system has it for `path`. What is missing when a file is made is its
  /// folder.
  public static func operatingSystem(
    _ path: String, _ action: String, _ errorNumber: Int32, isMade: Bool = false
  ) -> FileFailure {
    switch errorNumber {
    case ENOENT: .missing(path: isMade ? URL(fileURLWithPath: path).deletingLastPathComponent().relativePath : path)
    case ENOTDIR: .isFile(path: FileSystem.fileAbove(path))
    case EISDIR: .isFolder(path: path, isInput: false)
    default: .system(path: path, action: action, errorNumber: errorNumber)
    }
  }

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
    case .isNotOwn(let path, let meant):
      "\(path): has the name of a \(meant) but is none that this program made; move it away, or choose another output"
    case .locked(let path, let process):
      "\(path): in use by \(process.map { "process \($0)" } ?? "another process"); wait for it to end or stop it"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .missing, .isFolder(_, isInput: true): .inputMissing
    case .isFolder, .isFile, .isSpecial, .isNotOwn: .inputOutput
    case .system(_, _, let errorNumber):
      switch errorNumber {
      case EACCES, EPERM, EROFS: .noPermission
      case EMFILE, ENFILE: .doesNotFit
      default: .inputOutput
      }
    case .locked: .locked
    }
  }

  /// The same failure, of the file that the user knows by the name `name`.
  func renamed(from temporary: String, to name: String) -> FileFailure {
    switch self {
    case .system(temporary, let action, let errorNumber):
      .system(path: name, action: action, errorNumber: errorNumber)
    case .missing(temporary): .missing(path: name)
    default: self
    }
  }

  private static func remedy(_ errorNumber: Int32) -> String {
    switch errorNumber {
    case ENOSPC, EDQUOT: "make room or choose another disk"
    case EFBIG: "raise the limit on file sizes (`ulimit -f`)"
    case EMFILE, ENFILE: "allow more open files (`ulimit -n`)"
    case EACCES, EPERM: "change the permissions or choose another folder"
    case ELOOP: "remove the links that lead to one another, or choose another name"
    case EROFS: "choose a folder on a writable file system"
    default: "check the disk and the path"
    }
  }
}
