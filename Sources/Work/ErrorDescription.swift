import Failures
import Foundation
import Platform

/// Any error as one line and an exit status.
///
/// Our own errors are `Failure`s and know both. What Foundation throws is mapped by the `errno` beneath it.
public struct ErrorDescription: Sendable, Equatable {
  public let message: String
  public let exitStatus: ExitStatus

  public init(_ error: any Error) {
    let failure = error as? any Failure ?? Self.systemFailure(error)
    message = (failure?.message ?? "\(error)").split(whereSeparator: \.isNewline).joined(separator: " ")
    exitStatus = failure?.exitStatus ?? .inputOutput
  }

  private static func systemFailure(_ error: any Error) -> SystemFailure? {
    let information = (error as NSError).userInfo
    let path = information[NSFilePathErrorKey] as? String ?? (information[NSURLErrorKey] as? URL)?.relativePath
    return systemError(of: error).map { SystemFailure($0, subject: path) }
  }

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
}
