import Foundation
import Platform
import Synchronization
import Testing

@Suite struct DeviceTests {
  @Test func isTheMachineUnlessARunSaysOtherwise() {
    // A thread of its own: nothing around this test counts there.
    let found = Mutex<Device?>(nil)
    let done = DispatchSemaphore(value: 0)
    Thread {
      found.withLock { $0 = Device.current }
      done.signal()
    }.start()
    done.wait()
    #expect(found.withLock { $0 } == .machine)
    #expect(Device.machine.threads == Processor.activeCount && Device.machine.blasThreads == nil)
  }

  @Test func nestsAndComesBackAlsoAfterAnError() {
    struct Stop: Error {}
    let (outer, inner) = (Device(threads: 5), Device(threads: 5, blasThreads: 2))
    outer.run {
      #expect(Device.current == outer)
      #expect(throws: Stop.self) {
        try inner.run {
          #expect(Device.current == inner)
          Device.single.run { #expect(Device.current == .single) }
          #expect(Device.current == inner)
          throw Stop()
        }
      }
      #expect(Device.current == outer)
    }
  }

  @Test(arguments: [-1, 0, 1, 6]) func hasAtLeastOneThread(threads: Int) {
    let device = Device(threads: threads)
    #expect(device.threads == max(1, threads) && device.blasThreads == max(1, threads))
    #expect(Device(threads: 3, blasThreads: threads).blasThreads == max(1, threads))
  }

  @Test func workersComputeOnASingleThread() {
    let seen = Mutex<[Device]>([])
    let team = WorkerTeam(count: 3) { _ in seen.withLock { $0.append(.current) } }
    Device(threads: 2).run {
      for _ in 0..<5 { team.run() }
      #expect(Device.current == Device(threads: 2))
    }
    #expect(seen.withLock { $0 } == Array(repeating: .single, count: 15))
  }

  /// A piece that begins work of its own takes no further threads for it.
  @Test func workInsideOfWorkStaysOnItsThread() throws {
    let others = Atomic<Int>(0)
    try Parallel.forEach(count: 4, threads: 2) { _ in
      let own = pthread_self()
      try Parallel.forEach(count: 8) { _ in
        if pthread_self() != own { others.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    #expect(others.load(ordering: .relaxed) == 0)
  }
}
