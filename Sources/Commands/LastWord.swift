import Foundation
import Synchronization

/// What is done elsewhere when a signal ends this process, such as ending the other ranks of its job: by a thread that
/// waits for nothing else, because a handler may make none of the calls that it takes.
enum LastWord {
  private static let isInstalled = Atomic<Bool>(false)
  private static let status = Atomic<Int32>(0)
  /// Of the operating system's semaphores, which a handler may post.
  private nonisolated(unsafe) static let wanted = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// What a handler touches is made here.
  static func prepare() { _ = (isInstalled.load(ordering: .relaxed), status.load(ordering: .relaxed), wanted) }

  /// - Parameter body: is called with the status, once, on a thread that no signal interrupts.
  static func install(_ body: @escaping @Sendable (Int32) -> Void) {
    prepare()
    guard !isInstalled.load(ordering: .sequentiallyConsistent), sem_init(wanted, 0, 0) == 0 else { return }
    var (all, former) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &former)
    // It inherits the mask.
    Thread.detachNewThread {
      while sem_wait(wanted) != 0 {}
      body(status.load(ordering: .sequentiallyConsistent))
    }
    pthread_sigmask(SIG_SETMASK, &former, nil)
    isInstalled.store(true, ordering: .sequentiallyConsistent)
  }

  /// Within a handler: has it done, for which it waits three seconds at most.
  static func speak(_ number: Int32) {
    guard isInstalled.load(ordering: .sequentiallyConsistent) else { return }
    status.store(number, ordering: .sequentiallyConsistent)
    sem_post(wanted)
    for _ in 0..<300 { usleep(10_000) }
  }
}
