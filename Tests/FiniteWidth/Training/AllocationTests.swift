import FiniteWidth
import Foundation
import LinearAlgebra
import Testing

@Suite(.serialized) struct AllocationTests {
  /// What this thread alone does is counted, so the trainer works on one thread; the others do the same work. Memory
  /// taken for a matrix and given back would come from the system afresh, and its first use of each page is a fault;
  /// memory taken and kept would raise what is in use.
  @Test func aStepTouchesNoNewMemory() throws {
    var settings = TrainerTests.settings
    settings.batchSize = 64
    let trainer = try TrainerTests.trainer(settings, width: 500, n: 1000, threads: 1)
    trainer.run(steps: 20)
    let faults = Self.pageFaults
    trainer.run(steps: 50)
    // One hidden layer's gradient has 244 pages; taken afresh it would fault on each of them in each of the 50 steps. A
    // tenth of that leaves room for what the system does with pages on a machine that is short of them.
    #expect(Self.pageFaults - faults < 50 * 24)
  }

  /// First uses of pages by this thread.
  static var pageFaults: Int {
    var usage = rusage()
    // RUSAGE_THREAD, which Glibc's overlay does not name.
    getrusage(1, &usage)
    return usage.ru_minflt
  }
}
