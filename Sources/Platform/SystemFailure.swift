import Failures
import Foundation

/// What the operating system refused, by its `errno`.
public struct SystemFailure: Failure, Equatable {
  /// What it was about, such as a path; `nil` if that is not known.
  public let subject: String?
  public let number: Int32

  public init(_ number: Int32, subject: String?) { (self.number, self.subject) = (number, subject) }

  public var message: String { (subject.map { "\($0): " } ?? "") + text }

  private var text: String {
    switch number {
    case ENOSPC, EDQUOT: "the disk is full; free some space, or choose another folder"
    case EACCES, EPERM: "no permission; choose another folder, or change its mode"
    case EROFS: "the file system is read-only; choose another folder"
    case ENOENT: "no such file or folder; check the path"
    case ENOMEM: "out of memory; use a smaller tier or fewer inputs"
    case EBADF: "it is closed; give it a place, such as /dev/null"
    case EPIPE: "the reader of the output is gone"
    default: String(cString: strerror(number))
    }
  }

  public var exitStatus: ExitStatus {
    switch number {
    case EACCES, EPERM, EROFS: .noPermission
    case ENOENT: .inputMissing
    case ENOMEM: .doesNotFit
    default: .inputOutput
    }
  }
}
