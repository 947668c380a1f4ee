import Foundation
import LinearAlgebra
import Platform
import Synchronization
import Testing

/// A call of BLAS runs on its device's number of threads whatever else the process computes at the same time.
@Suite(.timeLimit(.minutes(5))) struct BLASLibraryTests {
  /// Cholesky's factor of an ill-conditioned matrix, its solutions and a product with a vector: how BLAS splits these
  /// sums shows in the last bits.
  private static func numbers() throws -> [Double] {
    let n = 400
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n { a[i, j] = exp(-pow(Double(i - j) / 40, 2)) }
      a[i, i] += 1e-6
    }
    var block = Matrix<Double>(rows: 40, columns: n, elements: (0..<40 * n).map { sin(Double($0)) })
    let factor = try CholeskyFactor.factor(a, shifts: [0]).factor
    factor.solve(&block)
    return block.elements + [factor.logDeterminant]
  }

  /// Runs each body on a thread of its own and waits for all.
  private static func together(_ bodies: [@Sendable () -> Void]) {
    let group = DispatchGroup()
    for body in bodies {
      group.enter()
      Thread {
        body()
        group.leave()
      }.start()
    }
    group.wait()
  }

  @Test(arguments: [1, 2, 3]) func aCallRunsOnItsDevicesThreads(threads: Int) {
    Device(threads: 8, blasThreads: threads).run {
      #expect(BLASLibrary.threads == threads)
      Device.single.run { #expect(BLASLibrary.threads == 1) }
      #expect(BLASLibrary.threads == threads)
    }
  }

  @Test func devicesAtTheSameTimeDoNotSeeEachOther() {
    let wrong = Atomic<Int>(0)
    Self.together(
      [1, 2, 3, 1, 2].map { threads in
        {
          Device(threads: threads).run {
            for _ in 0..<2_000 where BLASLibrary.threads != threads { wrong.wrappingAdd(1, ordering: .relaxed) }
          }
        }
      })
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test func twoComputationsAtTheSameTimeHaveTheirOwnBits() throws {
    let devices = [1, 2, 3].map { Device(threads: $0) }
    let alone = try devices.map { try $0.run { try Self.numbers() } }
    // Devices of the same bits could take one another's threads unseen.
    #expect(Set(alone).count == alone.count)
    let wrong = Mutex<[Int]>([])
    Self.together(
      devices.indices.map { k in
        {
          devices[k].run {
            for _ in 0..<50 where (try? Self.numbers()) != alone[k] { wrong.withLock { $0.append(k) } }
          }
        }
      })
    #expect(wrong.withLock { $0 } == [])
  }

  /// The workers' calls are of one thread, and those of the run around them, under way at the same time, are not.
  @Test func workersGoOnBesideACallOfManyThreads() throws {
    let alone = try (Device(threads: 3).run { try Self.numbers() }, Device.single.run { try Self.numbers() })
    #expect(alone.0 != alone.1)
    let wrong = Atomic<Int>(0)
    let team = WorkerTeam(count: 2) { _ in
      if (try? Self.numbers()) != alone.1 { wrong.wrappingAdd(1, ordering: .relaxed) }
    }
    Self.together([
      {
        Device(threads: 3).run {
          for _ in 0..<20 {
            team.run()
            if (try? Self.numbers()) != alone.0 { wrong.wrappingAdd(1, ordering: .relaxed) }
          }
        }
      },
      {
        Device(threads: 3).run {
          for _ in 0..<20 where (try? Self.numbers()) != alone.0 { wrong.wrappingAdd(1, ordering: .relaxed) }
        }
      },
      {
        // Inside of a worker, a computation that asks for several threads has them.
        try? Parallel.forEach(count: 10, threads: 2) { _ in
          if try Self.numbers() != alone.1 { wrong.wrappingAdd(1, ordering: .relaxed) }
          if try Device(threads: 3).run({ try Self.numbers() }) != alone.0 { wrong.wrappingAdd(1, ordering: .relaxed) }
        }
      },
    ])
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  /// Calls of one number are inside together. Each stays for a moment, or until it has seen the other: it must not
  /// wait for it, since a call of another number may be let in between.
  @Test func workersAreNotMadeToWaitForEachOther() {
    let inside = Atomic<Int>(0)
    let together = Atomic<Bool>(false)
    let team = WorkerTeam(count: 2) { _ in
      BLASLibrary.call {
        inside.wrappingAdd(1, ordering: .sequentiallyConsistent)
        let end = Date.now + 0.01
        while Date.now < end && inside.load(ordering: .sequentiallyConsistent) < 2 { usleep(10) }
        if inside.load(ordering: .sequentiallyConsistent) == 2 { together.store(true, ordering: .relaxed) }
        usleep(100)
        inside.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      }
    }
    for _ in 0..<500 where !together.load(ordering: .relaxed) { Device(threads: 2).run { team.run() } }
    let seen = together.load(ordering: .relaxed)
    #expect(seen)
  }
}
