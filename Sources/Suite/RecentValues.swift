import Foundation
import Synchronization

/// The last value made for each name, with the key it was made for.
final class RecentValues: Sendable {
  private struct Entry: Sendable {
    let key: String
    let value: any Sendable
  }

  private let entries = Mutex<[String: Entry]>([:])
  private let locks = Mutex<[String: NSRecursiveLock]>([:])

  /// Has one thread at a time make the value of a name: two that want the same one make it once.
  func alone<R>(_ name: String, _ body: () throws -> R) rethrows -> R {
    let lock = locks.withLock { locks in
      let lock = locks[name] ?? NSRecursiveLock()
      locks[name] = lock
      return lock
    }
    lock.lock()
    defer { lock.unlock() }
    return try body()
  }

  func value(_ name: String, for key: String) -> (any Sendable)? {
    entries.withLock { entries in
      entries[name].flatMap { $0.key == key ? $0.value : nil }
    }
  }

  func keep(_ value: any Sendable, _ name: String, for key: String) {
    entries.withLock { $0[name] = Entry(key: key, value: value) }
  }

  func forget(_ name: String) { entries.withLock { $0[name] = nil } }
}
