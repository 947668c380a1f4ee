import Foundation

/// How many files this process may have open at once (`ulimit -n`).
public enum OpenFileLimit {
  /// Raises the limit as far as it may be without asking anyone.
  public static func raise() {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(resource, &limit)
  }

  /// - Throws: `FileFailure.system` of the file at `path` if not as many more as `count` can be opened.
  public static func requireRoom(for count: Int, reading path: String) throws {
    var descriptors: [Int32] = []
    defer { for descriptor in descriptors { close(descriptor) } }
    for _ in 0..<count {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileFailure.operatingSystem(path, "open what it is read from", errno) }
      descriptors.append(descriptor)
    }
  }
}
