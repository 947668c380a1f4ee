import Foundation
import Randomness

/// A regular file open for reading, closed when released. Its digest is that of the bytes read so far.
final class FileReader: ByteSource {
  let path: String
  let size: Int
  private let descriptor: Int32
  private var hash = SHA256()

  var largestSize: Int { size }
  var sha256: String { hash.digest().hexadecimal }

  init(_ url: URL) throws {
    let path = url.path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw DatasetFailure(path: path, systemError: errno) }
    var status = stat()
    let code = fstat(descriptor, &status) == 0 ? 0 : errno
    let kind = status.st_mode & S_IFMT
    (self.path, self.descriptor, size) = (path, descriptor, Int(status.st_size))
    if code != 0 { throw DatasetFailure(path: path, systemError: code) }
    if kind != S_IFREG { throw failure(kind == S_IFDIR ? .folder : .notRegular) }
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
      }
      if errno != EINTR { throw DatasetFailure(path: path, systemError: errno) }
    }
  }

  /// Whether the file begins with the two bytes of gzip. The position does not move.
  var isGzip: Bool {
    var head: (UInt8, UInt8) = (0, 0)
    return pread(descriptor, &head, 2, 0) == 2 && head == (0x1F, 0x8B)
  }
}

extension DatasetFailure {
  /// The failure behind `errno` when a file was to be read.
  init(path: String, systemError code: Int32) {
    let problem: Problem =
      switch code {
      case ENOENT, ENOTDIR: .missing
      case EISDIR: .folder
      case EACCES, EPERM: .noPermission
      default: .readFailed(String(cString: strerror(code)))
      }
    self.init(path: path, problem: problem)
  }
}
