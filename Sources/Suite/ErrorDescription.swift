import Failures
import Foundation

/// Any error as one line and an exit status.
///
/// Our own errors are `Failure`s and know both. What Foundation and the C library throw is mapped by what went wrong.
public struct ErrorDescription: Sendable, Equatable {
  public let message: String
  public let exitStatus: ExitStatus

  public init(_ error: any Error) {
    if let failure = error as? any Failure {
      (message, exitStatus) = (Self.oneLine(failure.message), failure.exitStatus)
    } else if let number = Self.systemError(of: error) {
      (message, exitStatus) = Self.describe(number, path: Self.path(of: error))
    } else {
      (message, exitStatus) = (Self.oneLine("\(error)"), .inputOutput)
    }
  }

  private static func describe(_ number: Int32, path: String?) -> (String, ExitStatus) {
    let subject = path.map { "\($0): " } ?? ""
    return switch number {
    case ENOSPC, EDQUOT:
      ("\(subject)the disk is full; free some space, or choose another folder", .inputOutput)
    case EACCES, EPERM: ("\(subject)no permission; choose another folder, or change its mode", .noPermission)
    case EROFS: ("\(subject)the file system is read-only; choose another folder", .noPermission)
    case ENOENT: ("\(subject)no such file or folder", .inputMissing)
    case ENOMEM: ("\(subject)out of memory; use a smaller tier or fewer inputs", .doesNotFit)
    case EPIPE: ("\(subject)the reader of the output is gone", .inputOutput)
    default: ("\(subject)\(String(cString: strerror(number)))", .inputOutput)
    }
  }

  /// The `errno` beneath an error of Foundation's, if there is one.
  private static func systemError(of error: any Error) -> Int32? {
    if let error = error as? POSIXError { return error.code.rawValue }
    let cocoa = error as NSError
    if cocoa.domain == NSPOSIXErrorDomain { return Int32(cocoa.code) }
    if let under = cocoa.userInfo[NSUnderlyingErrorKey] as? any Error, let number = systemError(of: under) {
      return number
    }
    guard cocoa.domain == NSCocoaErrorDomain else { return nil }
    return switch CocoaError.Code(rawValue: cocoa.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: EACCES
    case .fileWriteOutOfSpace: ENOSPC
    case .fileWriteVolumeReadOnly: EROFS
    default: nil
    }
  }

  private static func path(of error: any Error) -> String? {
    let information = (error as NSError).userInfo
    return information[NSFilePathErrorKey] as? String ?? (information[NSURLErrorKey] as? URL)?.relativePath
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
