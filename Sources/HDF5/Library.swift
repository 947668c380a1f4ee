import CHDF5
import Failures
import Foundation
import Platform
import Synchronization

/// Every call of the library passes here: one at a time (most builds are not thread-safe), silent, its errors thrown.
enum Library {
  /// Recursive, so that a call made of several holds it throughout.
  private static let lock = NSRecursiveLock()

  /// Set before the first call.
  ///
  /// At the end of a process the library would write what a full disk refused once more, and crash. And it opens the
  /// sources of virtual datasets with its own file locking, whatever is set for the file: one that another program has
  /// locked, or that is open here without locks, it takes for missing, and fills in zeros.
  ///
  /// Neither is known to fail but for want of memory, and each is of use without the other.
  private static let isPrepared: Bool = {
    let isUnlocked = setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1) == 0
    let isQuiet = H5dont_atexit() >= 0
    return isUnlocked && isQuiet
  }()

  /// The files that a write failed on. The library cannot close them: it crashes over what it could not write. So it is
  /// not asked to, and what that leaks is small against a full disk.
  private static let stranded = Mutex<Set<String>>([])

  static func isStranded(_ path: String) -> Bool { stranded.withLock { $0.contains(path) } }

  static func locked<R>(_ body: () throws -> R) rethrows -> R {
    lock.lock()
    defer { lock.unlock() }
    _ = isPrepared
    // The library prints its errors unless told otherwise; some builds have a setting for each thread.
    H5Eset_auto2(0, nil, nil)
    return try body()
  }

  /// Runs one call and throws if its result is negative, as the library reports errors.
  @discardableResult
  static func call<Result: BinaryInteger>(
    _ path: String, _ action: @autoclosure () -> String, _ body: () -> Result
  ) throws -> Result {
    try locked {
      let result = body()
      if result < 0 { throw failure(path, action()) }
      return result
    }
  }

  /// The failure that the innermost entry of the error stack describes.
  private static func failure(_ path: String, _ action: String) -> any Failure {
    var innermost = ""
    withUnsafeMutablePointer(to: &innermost) { pointer in
      // Upward starts where the error arose; a non-zero answer ends the walk there.
      _ = H5Ewalk2(
        0, H5E_WALK_UPWARD,
        { _, entry, destination in
          if let text = entry?.pointee.desc, let destination {
            destination.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          }
          return 1
        }, pointer)
    }
    H5Eclear2(0)
    innermost = innermost.split(whereSeparator: \.isNewline).joined(separator: " ")
    // What the operating system has nothing against when a file is read is a matter of the file's content, also places
    // and amounts that no file has.
    let isRead = ["read ", "open ", "look ", "select "].contains { action.hasPrefix($0) }
    if let errorNumber = errorNumber(in: innermost), !(isRead && [EINVAL, EOVERFLOW].contains(errorNumber)) {
      if [ENOSPC, EDQUOT, EFBIG, EIO].contains(errorNumber) { _ = stranded.withLock { $0.insert(path) } }
      return FileFailure.operatingSystem(path, action, errorNumber)
    }
    if innermost.contains("already open for") {
      return HDF5Failure.unavailable(
        path: path, object: "the file",
        reason: "is marked as open for writing: a program writes it, or ended before it closed it",
        mend: "close it there, or remove the mark with `h5clear -s`")
    }
    if innermost.contains(" version") {
      return HDF5Failure.unavailable(
        path: path, object: "the file", reason: "has a format that HDF5 \(version) does not read (\(innermost))",
        mend: "write it with libver=\"v110\" or older, or restore it if it is damaged")
    }
    let detail = innermost.isEmpty ? "no reason given" : innermost
    if isRead { return HDF5Failure.damaged(path: path, detail: detail) }
    return HDF5Failure.library(path: path, action: action, detail: detail)
  }

  /// The library's file driver writes "errno = 28" into its description.
  private static func errorNumber(in text: String) -> Int32? {
    guard let range = text.range(of: "errno = ") else { return nil }
    let number = Int32(text[range.upperBound...].prefix { $0.isNumber })
    return number == 0 ? nil : number
  }

  /// "1.10.8"
  static let version: String = locked {
    var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
    H5get_libversion(&major, &minor, &release)
    return "\(major).\(minor).\(release)"
  }
}

/// The HDF5 library that is linked.
public enum HDF5Library {
  public static var version: String { Library.version }
}
