import Foundation

/// The few operations that make a file's content and name survive a kill or a power failure.
public enum FileSystem {
  /// Writes a file's content, or a folder's entries, to the disk.
  ///
  /// - Throws: `FileFailure`.
  public static func synchronise(_ path: String) throws {
    let descriptor = try open(path, O_RDONLY, "synchronise it")
    defer { close(descriptor) }
    // Special files have nothing to synchronise and say EINVAL.
    if fsync(descriptor) != 0 && errno != EINVAL { throw FileFailure.operatingSystem(path, "synchronise it", errno) }
  }

  /// Gives the file at `source` the name `destination`, in place of what has it, and writes that to the disk.
  static func rename(_ source: URL, to destination: URL) throws {
    if Foundation.rename(source.relativePath, destination.relativePath) != 0 {
      throw FileFailure.operatingSystem(destination.relativePath, "rename \(source.lastPathComponent) to it", errno)
    }
    try synchronise(destination.deletingLastPathComponent().relativePath)
  }

  /// Copies bytes; `destination` is made or overwritten.
  static func copy(_ source: URL, to destination: URL) throws {
    let input = try open(source.relativePath, O_RDONLY, "read it")
    defer { close(input) }
    let action = "copy \(source.lastPathComponent) to it"
    let output = try open(destination.relativePath, O_WRONLY | O_CREAT | O_TRUNC, action)
    defer { close(output) }
    try withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 4096) { buffer in
      while true {
        let count = read(input, buffer.baseAddress, buffer.count)
        if count < 0 { throw FileFailure.operatingSystem(source.relativePath, "read it", errno) }
        if count == 0 { return }
        var written = 0
        while written < count {
          let part = write(output, buffer.baseAddress?.advanced(by: written), count - written)
          if part < 0 { throw FileFailure.operatingSystem(destination.relativePath, action, errno) }
          written += part
        }
      }
    }
  }

  /// Sets room on the disk aside for `count` bytes at `offset` without writing them. A file system that cannot do so is
  /// left to say at the time of writing that it is full.
  ///
  /// - Throws: `FileFailure.system`.
  public static func reserve(_ path: String, offset: Int, count: Int) throws {
    let descriptor = try open(path, O_WRONLY, "reserve room for it")
    defer { close(descriptor) }
    // Asked first: otherwise the system would fill the disk, for everyone, before it says that there is no room.
    var disk = statvfs()
    let isKnown = fstatvfs(descriptor, &disk) == 0
    let isFull = isKnown && Double(disk.f_bavail) * Double(disk.f_frsize) < Double(count)
    let reason = isFull ? ENOSPC : posix_fallocate(descriptor, offset, count)
    if reason != 0 && reason != EOPNOTSUPP && reason != EINVAL {
      throw FileFailure.operatingSystem(path, "set \(count) bytes aside for it", reason)
    }
  }

  /// The part of `path` that is no folder although the path goes on below it.
  static func fileAbove(_ path: String) -> String {
    var above = URL(fileURLWithPath: path).deletingLastPathComponent()
    var information = stat()
    while stat(above.relativePath, &information) != 0, above.pathComponents.count > 1 {
      above.deleteLastPathComponent()
    }
    return above.relativePath
  }

  /// Removes a file, if it is there.
  static func remove(_ url: URL) { unlink(url.relativePath) }

  /// A descriptor of the file at `path`, closed in child processes.
  ///
  /// - Parameter action: what the file is opened for, as the failure says it ("cannot …").
  /// - Throws: `FileFailure`; with `O_CREAT` `.missing` names the folder.
  public static func open(_ path: String, _ flags: Int32, _ action: String) throws -> Int32 {
    let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw FileFailure.operatingSystem(path, action, errno, isMade: flags & O_CREAT != 0) }
    return descriptor
  }
}
