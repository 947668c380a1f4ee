import Failures
import Platform
import Synchronization
import Testing

@Suite struct EndRequestTests {
  @Test(arguments: [1, 3]) func parallelWorkAsksBeforeEveryPiece(threads: Int) {
    let done = Atomic<Int>(0)
    let request = EndRequest { done.load(ordering: .relaxed) >= 10 }
    #expect(throws: EndRequest.Requested.self) {
      try request.run {
        try Parallel.forEach(count: 10_000, threads: threads) { _ in done.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    // Those that other threads had begun.
    #expect((10..<10 + threads).contains(done.load(ordering: .relaxed)))
  }

  @Test func aRequestIsThatOfTheInnermostRun() throws {
    #expect(EndRequest.current == nil)
    try EndRequest { true }.run {
      let error = #expect(throws: EndRequest.Requested.self) { try EndRequest.current?.check() }
      #expect(error?.exitStatus == .interrupted)
      try EndRequest { false }.run { try EndRequest.current?.check() }
    }
    #expect(EndRequest.current == nil)
  }
}
