import Synchronization

/// The last value made for each name, with the key it was made for.
final class RecentValues: Sendable {
  private struct Entry: Sendable {
    let key: String
    let value: any Sendable
  }

  private let entries = Mutex<[String: Entry]>([:])

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
