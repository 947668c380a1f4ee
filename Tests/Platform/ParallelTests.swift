import Platform
import Synchronization
import Testing

@Suite("Work on several cores", .serialized) struct ParallelTests {
  struct Stop: Error, Equatable { let piece: Int }

  @Test("every piece is done once", arguments: [0, 1, 2, 1000], [1, 2, 7])
  func everyPieceOnce(count: Int, threads: Int) throws {
    let done = Mutex([Int](repeating: 0, count: count))
    try Parallel.forEach(count: count, threads: threads) { piece in done.withLock { $0[piece] += 1 } }
    #expect(done.withLock { $0 } == [Int](repeating: 1, count: count))
  }

  @Test("the first error ends the work and is thrown")
  func errorStops() {
    let begun = Atomic<Int>(0)
    #expect(throws: Stop(piece: 3)) {
      try Parallel.forEach(count: 10_000, threads: 1) { piece in
        begun.wrappingAdd(1, ordering: .relaxed)
        if piece == 3 { throw Stop(piece: piece) }
      }
    }
    #expect(begun.load(ordering: .relaxed) == 4)
    #expect(throws: Stop.self) {
      try Parallel.forEach(count: 100, threads: 3) { throw Stop(piece: $0) }
    }
  }

  @Test("scratch is made once a thread and kept from piece to piece", arguments: [1, 2, 4])
  func scratch(threads: Int) throws {
    let made = Atomic<Int>(0)
    let largest = Mutex(0)
    try Parallel.forEach(
      count: 200, threads: threads,
      scratch: {
        made.wrappingAdd(1, ordering: .relaxed)
        return 0
      },
      { _, own in
        own += 1
        largest.withLock { [own] in $0 = max($0, own) }
      })
    #expect((1...threads).contains(made.load(ordering: .relaxed)))
    // 200 pieces on so many scratches: one of them served at least its share.
    #expect(largest.withLock { $0 } >= 200 / threads)
  }

  @Test("an error while scratch is made is thrown")
  func scratchThrows() {
    #expect(throws: Stop(piece: -1)) {
      try Parallel.forEach(count: 5, threads: 1, scratch: { throw Stop(piece: -1) }, { (_: Int, _: inout Int) in })
    }
  }

  @Test("work within work comes to an end and is complete")
  func nested() throws {
    let sum = Atomic<Int>(0)
    try Parallel.forEach(count: 8, threads: 4) { outer in
      try Parallel.forEach(count: 8, threads: 4) { inner in sum.wrappingAdd(outer * inner, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 28 * 28)
  }

  @Test("the pieces compute on a single thread's device, the caller's is its own afterwards", arguments: [1, 3])
  func device(threads: Int) throws {
    try Device(threads: 2).run {
      let inside = Mutex<Set<Device>>([])
      try Parallel.forEach(
        count: 20, threads: threads,
        scratch: { inside.withLock { _ = $0.insert(.current) } },
        { (_: Int, _: inout Void) in inside.withLock { _ = $0.insert(.current) } })
      #expect(inside.withLock { $0 } == [.single])
      #expect(Device.current == Device(threads: 2))
    }
  }
}
