import Platform
import Synchronization
import Testing

@Suite struct WorkerTeamTests {
  @Test(arguments: [1, 2, 5]) func everyWorkerDoesEveryTaskOnce(count: Int) {
    let done = Mutex([Int](repeating: 0, count: count))
    let team = WorkerTeam(count: count) { worker in done.withLock { $0[worker] += 1 } }
    for _ in 0..<200 { team.run() }
    #expect(done.withLock { $0 } == Array(repeating: 200, count: count))
  }

  /// Behind the barrier every worker sees what all have written before it.
  @Test(arguments: [2, 5]) func noWorkerPassesABarrierAlone(count: Int) {
    let barrier = Barrier(count: count)
    let arrived = Atomic<Int>(0)
    let wrong = Atomic<Int>(0)
    let team = WorkerTeam(count: count) { _ in
      for round in 1...50 {
        arrived.wrappingAdd(1, ordering: .relaxed)
        barrier.wait()
        if arrived.load(ordering: .relaxed) != round * count { wrong.wrappingAdd(1, ordering: .relaxed) }
        barrier.wait()
      }
    }
    team.run()
    #expect(arrived.load(ordering: .relaxed) == 50 * count)
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test func aTeamThatIsGoneLeavesItsWorkBehind() {
    let runs = Mutex(0)
    weak var token: Token?
    do {
      let kept = Token()
      token = kept
      let team = WorkerTeam(count: 1) { [kept] _ in
        runs.withLock { $0 += 1 }
        _ = kept
      }
      team.run()
    }
    #expect(token == nil)
    #expect(runs.withLock { $0 } == 1)
  }

  @Test func flatMemoryIsZeroAlignedAndItsPiecesApart() {
    let memory = FlatMemory<Float>(pieces: [3, 0, 20])
    let pieces = [memory.take(3), memory.take(0), memory.take(20)]
    #expect(pieces.allSatisfy { Int(bitPattern: $0) % 64 == 0 })
    #expect((0..<20).allSatisfy { pieces[2][$0] == 0 })
    for k in 0..<3 { pieces[0][k] = 7 }
    #expect(pieces[2][0] == 0)
    #expect(pieces[2] - pieces[0] == 16)
  }

  private final class Token: Sendable {}
}
