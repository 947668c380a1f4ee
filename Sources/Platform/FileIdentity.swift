import Foundation

/// Which file a name leads to, whatever the name: two names of one file have the same identity.
public struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let inode: UInt64

  init(_ information: stat) {
    (device, inode) = (UInt64(information.st_dev), UInt64(information.st_ino))
  }

  /// The file that `url` leads to, through symbolic links; nil if there is none.
  public init?(_ url: URL) {
    var information = stat()
    guard stat(url.relativePath, &information) == 0 else { return nil }
    self.init(information)
  }

  /// The open file.
  public init?(_ descriptor: Int32) {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return nil }
    self.init(information)
  }

  /// What has the name `path` itself, were it a symbolic link; nil if nothing has.
  init?(named path: String) {
    var information = stat()
    guard lstat(path, &information) == 0 else { return nil }
    self.init(information)
  }
}
