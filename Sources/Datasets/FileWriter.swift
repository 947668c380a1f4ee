import Foundation

/// A file that appears under its name only when it is complete: bytes go to `name.partial`, `finish` renames it.
final class FileWriter {
  private let url: URL
  private let partial: URL
  private let descriptor: Int32
  private var isFinished = false

  init(_ url: URL) throws {
    self.url = url
    partial = url.appendingPathExtension("partial")
    descriptor = open(partial.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw DatasetFailure(path: partial.path, writeError: errno) }
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(partial.path) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw DatasetFailure(path: partial.path, writeError: errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Puts the bytes on the disk and the file under its name.
  func finish() throws {
    guard fsync(descriptor) == 0, rename(partial.path, url.path) == 0 else {
      throw DatasetFailure(path: url.path, writeError: errno)
    }
    isFinished = true
  }
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
