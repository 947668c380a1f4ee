import Foundation
import Platform
import Testing

@Suite struct ProcessorTests {
  @Test(
    arguments: [(8, nil, 8), (8, 2.0, 2), (8, 2.5, 3), (8, 0.1, 1), (2, 8.0, 2), (2, 1.9, 2)] as [(Int, Double?, Int)])
  func aQuotaBoundsTheProcessorsThatAffinityAllows(affinity: Int, quota: Double?, expected: Int) {
    #expect(Processor.count(affinity: affinity, quota: quota) == expected)
  }

  @Test func thereIsAProcessorAndNoMoreThanTheSystemHas() {
    #expect((1...ProcessInfo.processInfo.processorCount).contains(Processor.activeCount))
  }
}
