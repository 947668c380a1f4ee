import Foundation
import Platform

/// The file that panels are written to and read from, by offset; several threads may read it.
final class PanelFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens the file, or makes it with room for `bytes`.
  ///
  /// - Parameter isNew: nothing is there yet; otherwise it has been made before.
  /// - Throws: `FileFailure`, among it that of a disk without room, which says how much is needed.
  init(_ path: String, bytes: Int, isNew: Bool) throws {
    self.path = path
    let flags = O_RDWR | O_NOFOLLOW | (isNew ? O_CREAT | O_EXCL : 0)
    descriptor = try FileSystem.open(path, flags, isNew ? "create it" : "open it")
    if isNew { try FileSystem.reserve(path, offset: 0, count: max(1, bytes)) }
  }

  deinit { close(descriptor) }

  /// - Throws: `FileFailure.system`, also where the file ends too early.
  func read(_ offset: Int, into numbers: UnsafeMutableBufferPointer<Double>) throws {
    var (rest, place) = (UnsafeMutableRawBufferPointer(numbers), offset)
    while !rest.isEmpty {
      let count = pread(descriptor, rest.baseAddress, min(rest.count, Self.largestTransfer), off_t(place))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileFailure.operatingSystem(path, "read it", count < 0 ? errno : EIO) }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
      place += count
    }
  }

  /// - Throws: `FileFailure.system`.
  func write(_ offset: Int, _ numbers: UnsafeBufferPointer<Double>) throws {
    var (rest, place) = (UnsafeRawBufferPointer(numbers), offset)
    while !rest.isEmpty {
      let count = pwrite(descriptor, rest.baseAddress, min(rest.count, Self.largestTransfer), off_t(place))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileFailure.operatingSystem(path, "write it", count < 0 ? errno : EIO) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      place += count
    }
  }

  /// - Throws: `FileFailure.system`: what was written may not be on the disk.
  func synchronise() throws {
    if fsync(descriptor) != 0 { throw FileFailure.operatingSystem(path, "write it to the disk", errno) }
  }

  /// Has the system read ahead what is asked for next, while this thread computes.
  func announce(_ offset: Int, count: Int) {
    if count > 0 { _ = posix_fadvise(descriptor, off_t(offset), off_t(count), POSIX_FADV_WILLNEED) }
  }

  /// What one system call transfers at most, a power of two below the 2 GiB of Linux.
  private static let largestTransfer = 1 << 30
}
