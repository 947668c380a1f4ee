import Foundation
import Platform

/// A file that appears under its name only when it is complete: bytes go to a `TemporaryFile`, `finish` renames it.
final class FileWriter {
  private let temporary: TemporaryFile

  /// - Throws: `FileFailure`.
  init(_ url: URL) throws { temporary = try TemporaryFile(for: url) }

  /// - Throws: `FileFailure`.
  func write(_ bytes: UnsafeRawBufferPointer) throws { try temporary.write(bytes) }

  /// Puts the bytes on the disk and the file under its name.
  func finish() throws { try temporary.finish() }
}

extension DatasetFailure {
  /// The failure behind `errno` when a file was to be written.
  init(path: String, writeError code: Int32) {
    let denied = code == EACCES || code == EPERM || code == EROFS
    self.init(path: path, problem: denied ? .noPermission : .writeFailed(String(cString: strerror(code))))
  }

  /// The failure behind an error of `FileManager` when a folder was to be made.
  init(path: String, creationError error: any Error) {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
      self.init(path: path, writeError: Int32(underlying.code))
    } else if (error as? CocoaError)?.code == .fileWriteNoPermission {
      self.init(path: path, problem: .noPermission)
    } else {
      self.init(path: path, problem: .writeFailed("the folder could not be made"))
    }
  }
}
