import CElementary
import Foundation
import Synchronization

/// Threads that wait for one and the same task and do it together again and again: what costs a tenth of the time of
/// `Parallel` where a task takes microseconds and its parts must wait for each other.
///
/// `run` calls the body once on every worker, worker 0 being the calling thread. Between runs the others look for work
/// for a short while and then sleep. They compute on
/// `Device.single`, so that one call of BLAS is one worker's work.
public final class WorkerTeam: Sendable {
  /// As many as were asked for, or as the system gives.
  public let count: Int
  private let body: @Sendable (Int) -> Void
  private let shared: Shared

  /// - Parameter body: gets its worker's number in 0..<count. It may keep its workers in step by a `Barrier`; it must
  ///   not own this team.
  public init(count: Int, _ body: @escaping @Sendable (_ worker: Int) -> Void) {
    (self.count, self.body) = (ThreadLimit.allowing(count), body)
    shared = Shared(workers: self.count)
    for worker in 1..<self.count {
      let thread = Thread { [shared] in
        Device.single.run {
          var seen = 0
          while let generation = shared.next(after: seen) {
            seen = generation
            body(worker)
            shared.finish()
          }
        }
      }
      thread.name = "worker \(worker)"
      thread.start()
    }
  }

  /// Does the task once; returns when every worker is done. One thread at a time may call it.
  public func run() {
    guard Device.current != .single else { return begin() }
    Device.single.run { begin() }
  }

  private func begin() {
    guard count > 1 else { return body(0) }
    shared.begin()
    body(0)
    shared.waitForOthers()
  }

  deinit { shared.stop() }
}

/// What the threads of a team know of each other; it outlives the team until the last has ended.
private final class Shared: Sendable {
  private let others: Int
  /// Counts the tasks begun; −1 ends the threads.
  private let generation = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  private let wake = NSCondition()

  init(workers: Int) { others = workers - 1 }

  func begin() {
    unfinished.store(others, ordering: .relaxed)
    announce(generation.load(ordering: .relaxed) + 1)
  }

  func stop() { announce(-1) }

  private func announce(_ value: Int) {
    wake.lock()
    generation.store(value, ordering: .releasing)
    wake.broadcast()
    wake.unlock()
  }

  func finish() { unfinished.wrappingSubtract(1, ordering: .acquiringAndReleasing) }

  func waitForOthers() {
    var spin = Spin()
    while unfinished.load(ordering: .acquiring) > 0 { spin.wait() }
  }

  /// The number of the next task; nil when the team has ended.
  func next(after seen: Int) -> Int? {
    // About 50 µs: the time between two steps of training, not that of what is done between runs.
    for _ in 0..<1000 where generation.load(ordering: .acquiring) == seen { for _ in 0..<4 { elementary_pause() } }
    if generation.load(ordering: .acquiring) == seen {
      wake.lock()
      while generation.load(ordering: .acquiring) == seen { wake.wait() }
      wake.unlock()
    }
    let now = generation.load(ordering: .acquiring)
    return now < 0 ? nil : now
  }
}

/// A place that no worker of a team passes before all have reached it.
public final class Barrier: Sendable {
  private let count: Int
  private let arrived = Atomic<Int>(0)
  private let phase = Atomic<Int>(0)

  public init(count: Int) { self.count = count }

  public func wait() {
    guard count > 1 else { return }
    let now = phase.load(ordering: .acquiring)
    if arrived.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == count {
      arrived.store(0, ordering: .relaxed)
      phase.wrappingAdd(1, ordering: .releasing)
    } else {
      var spin = Spin()
      while phase.load(ordering: .acquiring) == now { spin.wait() }
    }
  }
}

/// Waiting for microseconds: a pause of the core at first, then the rest of the time slice for whoever needs it.
private struct Spin {
  private var turns = 0

  mutating func wait() {
    turns += 1
    if turns < 4000 { elementary_pause() } else { sched_yield() }
  }
}
