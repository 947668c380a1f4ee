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
  ///
  /// - Throws: `FileFailure`.
  public static func rename(_ source: URL, to destination: URL) throws {
    if Foundation.rename(source.relativePath, destination.relativePath) != 0 {
      throw FileFailure.operatingSystem(destination.relativePath, "rename \(source.lastPathComponent) to it", errno)
    }
    try synchronise(destination.deletingLastPathComponent().relativePath)
  }

  /// Gives the file at `source` a name that nothing has.
  ///
  /// - Returns: whether it could: false if something has the name, were it a symbolic link that leads nowhere.
  /// - Throws: `FileFailure`.
  public static func rename(_ source: URL, toFree destination: URL) throws -> Bool {
    // A second name, then the first one goes: unlike `rename` that never takes a name from another file.
    if link(source.relativePath, destination.relativePath) == 0 {
      unlink(source.relativePath)
      return true
    }
    if errno == EEXIST { return false }
    // File systems without hard links.
    if FileIdentity(named: destination.relativePath) != nil { return false }
    if Foundation.rename(source.relativePath, destination.relativePath) != 0 {
      throw FileFailure.operatingSystem(source.relativePath, "rename it to \(destination.lastPathComponent)", errno)
    }
    return true
  }

  /// Where that which is written to `url` goes: for a symbolic link what it leads to, whether that is there or not.
  ///
  /// - Throws: `FileFailure.system` for links that lead to one another.
  public static func target(of url: URL) throws -> URL {
    var path = url.relativePath
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &buffer, buffer.count)
      if count < 0 { return path == url.relativePath ? url : URL(fileURLWithPath: path) }
      let bytes = buffer[..<count].map { UInt8(bitPattern: $0) }
      guard let link = String(validating: bytes, as: UTF8.self) else {
        throw FileFailure.operatingSystem(url.relativePath, "follow the link to a name that is no UTF-8", EILSEQ)
      }
      path = link.hasPrefix("/") ? link : HiddenName.folder(of: path) + link
    }
    throw FileFailure.operatingSystem(url.relativePath, "follow the link", ELOOP)
  }

  /// Whether `url` leads to a file of bytes: no folder, no device, and no pipe, which would keep its reader waiting.
  public static func isRegular(_ url: URL) -> Bool {
    var information = stat()
    return stat(url.relativePath, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
  }

  /// Copies the bytes of `source` into a file that is empty.
  static func copy(_ source: URL, to destination: TemporaryFile) throws {
    let input = try open(source.relativePath, O_RDONLY, "read it")
    defer { close(input) }
    try withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 4096) { buffer in
      while true {
        let count = read(input, buffer.baseAddress, buffer.count)
        if count < 0 { throw FileFailure.operatingSystem(source.relativePath, "read it", errno) }
        if count == 0 { return }
        try destination.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
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
