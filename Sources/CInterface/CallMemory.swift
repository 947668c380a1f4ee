import Glibc
import Platform
import UserData

/// What a call takes of the memory that is free.
struct CallMemory {
  let call: String
  private(set) var bytes = 0

  /// Below this nobody asks the system, which takes longer than many a call.
  private static let little = 64 << 20

  init(call: String) { self.call = call }

  mutating func add(_ count: Int, each size: Int) { add(bytes: count.multipliedReportingOverflow(by: size)) }

  /// Of matrices of so many float64 numbers.
  /// - Throws: `UserDataFailure.doesNotFit`.
  static func check(_ call: String, numbers: [(Int, Int)]) throws {
    var memory = CallMemory(call: call)
    for (rows, columns) in numbers {
      let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
      memory.add(overflows ? .max : count, each: MemoryLayout<Double>.size)
    }
    try memory.check()
  }

  /// The pages of a result that the system has not given yet: memory fresh from an allocator is none until it is
  /// written to.
  mutating func add(_ result: CallerResult?) {
    guard let result, result.byteCount > Self.little else { return }
    add(bytes: (result.missingBytes, false))
  }

  private mutating func add(bytes more: (Int, Bool)) {
    let (sum, overflows) = bytes.addingReportingOverflow(more.0)
    bytes = overflows || more.1 ? .max : sum
  }

  /// Whether that much is free.
  var fits: Bool { (try? check()) != nil }

  /// - Throws: `UserDataFailure.doesNotFit`.
  func check() throws {
    guard bytes > Self.little else { return }
    let available = Machine.current().availableMemoryBytes
    if bytes > available {
      throw UserDataFailure.doesNotFit(file: call, what: "memory", needed: bytes, available: available)
    }
  }
}

extension CallerResult {
  /// Bytes between the first entry and the last that are in no memory yet.
  /// - Complexity: about 1 µs a MB.
  fileprivate var missingBytes: Int {
    let page = sysconf(Int32(_SC_PAGESIZE))
    guard page > 0 else { return byteCount }
    let start = bytes.lowerBound & ~(UInt(page) - 1)
    let length = Int(bytes.upperBound - start)
    var states = [UInt8](repeating: 0, count: (length + page - 1) / page)
    guard let base = UnsafeMutableRawPointer(bitPattern: start), mincore(base, length, &states) == 0 else {
      return byteCount
    }
    return min(byteCount, states.count { $0 & 1 == 0 } * page)
  }
}
