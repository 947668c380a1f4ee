/// A fixed block of numbers in huge pages, each piece of it at the start of a cache line: made once, cut into pieces,
/// freed with its owner. Work that must not allocate runs in it.
public final class FlatMemory<S: BinaryFloatingPoint>: @unchecked Sendable {
  private let start: UnsafeMutablePointer<S>
  private let capacity: Int
  private var used = 0

  /// Room for pieces of these sizes, all zero.
  public init(pieces: [Int]) {
    capacity = pieces.reduce(0) { $0 + Self.rounded($1) }
    let bytes = max(1, capacity) * MemoryLayout<S>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    HugePages.advise(UnsafeMutableRawBufferPointer(start: memory, count: bytes))
    start = memory.bindMemory(to: S.self, capacity: max(1, capacity))
    start.initialize(repeating: 0, count: capacity)
  }

  /// The next piece, of `count` numbers; pieces are taken in any order.
  ///
  /// - Precondition: what is taken was among the pieces.
  public func take(_ count: Int) -> UnsafeMutablePointer<S> {
    precondition(used + Self.rounded(count) <= capacity, "memory is cut into the pieces it was made for")
    defer { used += Self.rounded(count) }
    return start + used
  }

  deinit { start.deallocate() }

  private static func rounded(_ count: Int) -> Int {
    let line = max(1, 64 / MemoryLayout<S>.stride)
    return (count + line - 1) / line * line
  }
}
