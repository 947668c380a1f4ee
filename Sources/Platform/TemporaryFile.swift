import Foundation

/// A new file beside the one that it is going to replace, under a name that nobody can foresee: `.NAME.<16 hexadecimal
/// digits>.widelimit-new`.
///
/// It is created exclusively, so nothing that is there already is opened, followed or overwritten, and it goes with its
/// owner unless it was finished. A process that is killed leaves it; the next one that writes the same file removes it:
/// as long as its owner lives it is locked (`flock`).
public final class TemporaryFile: Sendable {
  /// Where it is until it is finished.
  public let url: URL
  /// Open for reading and writing.
  public let descriptor: Int32
  private let destination: URL
  /// `destination`, or what it leads to if it is a symbolic link.
  private let target: URL

  private static let ending = ".widelimit-new"
  private static let digits = 16

  /// Makes the empty file in the folder of `destination`, or of what that leads to: a symbolic link is written through,
  /// also one to a file that is not there yet.
  ///
  /// - Parameter sources: what is read meanwhile, and is no leftover whatever its name.
  /// - Throws: `FileFailure`; `.isFolder` and `.isSpecial` for what cannot be replaced by a regular file.
  public init(for destination: URL, sparing sources: [URL] = []) throws {
    try Self.requireReplaceable(destination)
    let target = try FileSystem.target(of: destination)
    Self.removeLeftovers(of: target, sparing: Set(sources.compactMap { FileIdentity($0) }))
    var former = stat()
    // Never more open to others than what it replaces, not even for a while.
    let mode = stat(target.relativePath, &former) == 0 ? former.st_mode & 0o777 | 0o600 : 0o666
    while true {
      let random = String(UInt64.random(in: .min ... .max), radix: 16)
      let name = String(repeating: "0", count: Self.digits - random.count) + random
      let url = HiddenName.sibling(of: target, ending: name + Self.ending)
      let descriptor = OwnFiles.create(url.relativePath) {
        open(url.relativePath, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      }
      if descriptor < 0 {
        throw FileFailure.operatingSystem(target.relativePath, "write it", errno, isMade: true)
      }
      // Another run that looks for leftovers may have met the file between its creation and this lock, and removed it.
      let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isTaken, FileIdentity(named: url.relativePath) != nil {
        (self.url, self.descriptor) = (url, descriptor)
        break
      }
      OwnFiles.forget(url.relativePath)
      close(descriptor)
    }
    (self.destination, self.target) = (destination, target)
  }

  deinit {
    // After `finish` nothing has this name, and nobody else makes such a one.
    OwnFiles.remove(url.relativePath)
    close(descriptor)
  }

  /// Adds bytes to the file's end.
  ///
  /// - Throws: `FileFailure.system`.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure.operatingSystem(destination.relativePath, "write it", errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Writes the file to the disk and gives it the destination's name, with the owner and the permissions of what had
  /// that name before.
  ///
  /// - Parameter name: what it is called instead, for the time being.
  /// - Throws: `FileFailure`.
  public func finish(as name: URL? = nil) throws {
    var former = stat()
    if stat(target.relativePath, &former) == 0 {
      // Only the superuser may give files away; what has another owner then is this user's.
      _ = fchown(descriptor, former.st_uid, former.st_gid)
      _ = fchmod(descriptor, former.st_mode & 0o777)
    }
    if fsync(descriptor) != 0 {
      throw FileFailure.operatingSystem(destination.relativePath, "write it to the disk", errno)
    }
    try FileSystem.rename(url, to: name ?? target)
  }

  /// Refuses a folder, and a device or a pipe: a regular file would take the name of /dev/null, for everyone.
  static func requireReplaceable(_ url: URL) throws {
    var information = stat()
    guard stat(url.relativePath, &information) == 0 else { return }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw FileFailure.isFolder(path: url.relativePath, isInput: false)
    default: throw FileFailure.isSpecial(path: url.relativePath)
    }
  }

  /// Removes what killed processes left of `target`: regular files of this user that have such a name and no owner.
  private static func removeLeftovers(of target: URL, sparing sources: Set<FileIdentity>) {
    let folder = HiddenName.folder(of: target.relativePath)
    let ending = String(repeating: "0", count: digits) + Self.ending
    let prefix = HiddenName.prefix(of: target, ending: ending)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(Self.ending) {
      let middle = name.dropFirst(prefix.count).dropLast(Self.ending.count)
      guard middle.count == digits, middle.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else { continue }
      removeLeftover(HiddenName.place(in: folder, name).relativePath, sparing: sources)
    }
  }

  private static func removeLeftover(_ path: String, sparing sources: Set<FileIdentity>) {
    let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG, information.st_nlink == 1,
      information.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0,
      FileIdentity(named: path) == FileIdentity(information), !sources.contains(FileIdentity(information))
    else { return }
    unlink(path)
  }
}
