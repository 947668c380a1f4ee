import Testing

import Platform

@Suite struct ThreadLimitTests {
  @Test(arguments: [(-1, 1), (0, 1), (1, 1), (2, 2), (64, 64)]) func whatIsAskedForIsGranted(asked: Int, granted: Int) {
    #expect(ThreadLimit.allowing(asked) == granted)
  }

  @Test func nobodyGetsTenThousand() { #expect((1...4096).contains(ThreadLimit.allowing(10_000))) }

  @Test func threadsAreThereAtTheSameTime() { #expect(ThreadLimit.probe(40) == 40) }
}
