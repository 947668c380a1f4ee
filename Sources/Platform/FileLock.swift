import Foundation

/// Keeps other processes from writing the same file: an exclusive `flock` on a file beside it, named with ".lock".
///
/// The operating system frees the lock when the process ends in whatever way, so a lock file left by a kill bars
/// nobody. The file holds the process identifier of its holder.
public final class FileLock: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Takes the lock for `destination`.
  ///
  /// - Throws: `FileFailure.locked`, naming the holder, if it is taken.
  public init(for destination: URL) throws {
    path = destination.appendingPathExtension("lock").relativePath
    while true {
      let descriptor = try FileSystem.open(path, O_RDWR | O_CREAT, "create it")
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        let reason = errno
        let holder = Self.holder(descriptor)
        close(descriptor)
        if reason == EWOULDBLOCK { throw FileFailure.locked(path: destination.relativePath, process: holder) }
        throw FileFailure.operatingSystem(path, "lock it", reason)
      }
      // The holder before us may have removed the file between our opening and locking it: then it locks nothing.
      var (opened, named) = (stat(), stat())
      if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino {
        self.descriptor = descriptor
        break
      }
      close(descriptor)
    }
    OwnFiles.register(path)
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    // Only the message of another process depends on this; a full disk is noticed by what is written next.
    _ = pwrite(descriptor, text, text.count, 0)
  }

  deinit {
    OwnFiles.remove(path)
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Int32(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0.isNumber }) : nil
  }
}
