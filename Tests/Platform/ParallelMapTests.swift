import Platform
import Testing

@Suite struct ParallelMapTests {
  private struct Odd: Error {}

  @Test(arguments: [1, 2, 5]) func resultsAreInTheOrderOfThePieces(threads: Int) throws {
    #expect(try Parallel.map(count: 100, threads: threads) { $0 * $0 } == (0..<100).map { $0 * $0 })
    #expect(try Parallel.map(count: 0, threads: threads) { $0 }.isEmpty)
    #expect(throws: Odd.self) { try Parallel.map(count: 4, threads: threads) { if $0 == 3 { throw Odd() } } }
  }
}
