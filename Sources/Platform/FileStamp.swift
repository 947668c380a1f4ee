import Foundation

/// Which file a name leads to, how large it is and when it was written last: as long as this is the same, so is what is
/// in the file, but for what was written within a tick of the file system's clock after the stamp was taken.
public struct FileStamp: Sendable, Equatable {
  private let identity: FileIdentity
  /// Bytes; seconds and nanoseconds of what was written, and of what was changed in any way: a copy that keeps the
  /// former's time is told by the latter.
  private let numbers: [Int]

  /// nil: there is no such file.
  /// - Complexity: one call to the system.
  public init?(_ url: URL) {
    var information = stat()
    guard stat(url.relativePath, &information) == 0 else { return nil }
    identity = FileIdentity(information)
    let (written, changed) = (information.st_mtim, information.st_ctim)
    numbers = [Int(information.st_size), written.tv_sec, written.tv_nsec, changed.tv_sec, changed.tv_nsec]
  }

  /// Whether the file was last changed more than a second ago: what is written from now on then gives another stamp.
  public var isOld: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec > numbers[3] + 1
  }
}
