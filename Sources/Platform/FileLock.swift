import Foundation

/// Keeps other processes from writing the same file: an exclusive `flock` on a file beside it, `.NAME.widelimit-lock`.
///
/// The operating system frees the lock when the process ends in whatever way, so a lock file left by a kill bars
/// nobody. Its first line says what it is, the second is the process identifier of its holder. A file of that name that
/// says something else is not touched, and a symbolic link is not followed.
public final class FileLock: Sendable {
  private let path: String
  private let descriptor: Int32

  private static let firstLine = "widelimit lock: a process is writing the file of this name; it goes when that ends"

  /// Takes the lock for `destination`, which for a symbolic link is that of the file it leads to.
  ///
  /// - Throws: `FileFailure.locked`, naming the holder, if it is taken; `.isNotOwn` if another file has its name.
  public init(for destination: URL) throws {
    path = HiddenName.sibling(of: try FileSystem.target(of: destination), ending: "widelimit-lock").relativePath
    while true {
      guard let (descriptor, isNew) = try Self.open(path, for: destination) else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        let reason = errno
        let holder = Self.content(descriptor).holder
        if isNew { OwnFiles.forget(path) }
        close(descriptor)
        if reason == EWOULDBLOCK { throw FileFailure.locked(path: destination.relativePath, process: holder) }
        throw FileFailure.operatingSystem(path, "lock it", reason)
      }
      // The holder before us may have removed the file between our opening and locking it: then it locks nothing.
      let opened = FileIdentity(descriptor)
      if opened != nil, opened == FileIdentity(named: path) {
        self.descriptor = descriptor
        if !isNew { OwnFiles.register(path) }
        break
      }
      if isNew { OwnFiles.forget(path) }
      close(descriptor)
    }
    let text = Array("\(Self.firstLine)\n\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    // Only the message of another process depends on this; a full disk is noticed by what is written next.
    _ = pwrite(descriptor, text, text.count, 0)
  }

  deinit {
    if FileIdentity(named: path) == FileIdentity(descriptor) { OwnFiles.remove(path) } else { OwnFiles.forget(path) }
    close(descriptor)
  }

  /// A new lock file, or the one of another process, dead or alive; nil if that went just now.
  private static func open(_ path: String, for destination: URL) throws -> (descriptor: Int32, isNew: Bool)? {
    let new = OwnFiles.create(path) {
      Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    }
    if new >= 0 { return (new, true) }
    guard errno == EEXIST else {
      throw FileFailure.operatingSystem(destination.relativePath, "create a lock beside it", errno, isMade: true)
    }
    let found = Foundation.open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if found < 0 {
      switch errno {
      case ENOENT: return nil
      case ELOOP, EISDIR, ENXIO: throw FileFailure.isNotOwn(path: path, meant: "lock")
      default: throw FileFailure.operatingSystem(path, "open it", errno)
      }
    }
    var information = stat()
    // A process that has just made it may not have written into it yet.
    guard fstat(found, &information) == 0, information.st_mode & S_IFMT == S_IFREG, information.st_nlink <= 1,
      information.st_size == 0 || content(found).isOwn
    else {
      close(found)
      throw FileFailure.isNotOwn(path: path, meant: "lock")
    }
    return (found, false)
  }

  private static func content(_ descriptor: Int32) -> (isOwn: Bool, holder: Int32?) {
    var bytes = [UInt8](repeating: 0, count: firstLine.utf8.count + 16)
    let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
    let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
    return (lines.first == firstLine[...], lines.count > 1 ? Int32(lines[1]) : nil)
  }
}
