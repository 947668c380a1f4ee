import Foundation

/// Reads an architecture file, which may be a pipe: `--architecture <(jq … nets.json)`, `/dev/stdin`.
enum ArchitectureFileReader {
  /// - Throws: `ArchitectureFileFailure`.
  /// - Complexity: at most `largestFile` bytes are read, whatever the file claims.
  static func read(_ file: URL, name: String) throws -> Data {
    // Without waiting: a pipe that nobody writes to is waited for below, where a signal ends that.
    let descriptor = open(file.relativePath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 {
      switch errno {
      case ENOENT, ENOTDIR: throw ArchitectureFileFailure.missing(name)
      case EACCES, EPERM: throw ArchitectureFileFailure.notPermitted(name)
      default: throw ArchitectureFileFailure.unreadable(name)
      }
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: ArchitectureFileFailure.largestFile + 1)
    var count = 0
    while count < bytes.count {
      try wait(for: descriptor, name)
      let read = bytes.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      if read == 0 { return Data(bytes[..<count]) }
      if read > 0 {
        count += read
      } else if errno == EISDIR {
        throw ArchitectureFileFailure.isFolder(name)
      } else if errno != EAGAIN {
        throw ArchitectureFileFailure.unreadable(name)
      }
    }
    throw ArchitectureFileFailure.tooLarge(name, bytes: count)
  }

  private static func wait(for descriptor: Int32, _ name: String) throws {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&request, 1, -1) < 0 { throw ArchitectureFileFailure.interrupted(name) }
  }
}
