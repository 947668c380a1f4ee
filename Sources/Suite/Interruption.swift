import Dispatch
import Foundation
import Synchronization

/// Whether someone asked the run to stop (Ctrl-C, or a scheduler's SIGTERM).
///
/// The first request is remembered and the cell in work is finished; the second ends the process at once. Results stay
/// readable either way, because a cell's status is written after its values.
public final class Interruption: Sendable {
  private let requested = Atomic<Bool>(false)

  public init() {}

  public var isRequested: Bool { requested.load(ordering: .acquiring) }

  /// Asks for the end of the run after the cell in work; `false` if that had been asked before.
  @discardableResult
  public func request() -> Bool {
    !requested.exchange(true, ordering: .acquiringAndReleasing)
  }

  /// Makes SIGINT and SIGTERM requests of this interruption for as long as the returned value lives.
  ///
  /// `onFirst` and `onSecond` run on a queue of their own, not inside a signal handler, so they may print. `onSecond`
  /// belongs to the program: a library does not end the process.
  public func handleSignals(
    onFirst: @escaping @Sendable () -> Void, onSecond: @escaping @Sendable () -> Void
  ) -> SignalHandling {
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)  // the default action would end the process before the source sees the signal
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in request() ? onFirst() : onSecond() }
      source.resume()
      return source
    }
    return SignalHandling(sources: sources)
  }
}

/// Keeps the handlers of SIGINT and SIGTERM in place; its end brings the default actions back.
public final class SignalHandling {
  private let sources: [any DispatchSourceSignal]

  init(sources: [any DispatchSourceSignal]) { self.sources = sources }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
