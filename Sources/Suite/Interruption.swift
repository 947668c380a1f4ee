import Foundation
import Synchronization

/// Whether someone asked the run to stop (Ctrl-C, or a scheduler's SIGTERM).
///
/// The first request is remembered and the cell in work is finished. Results stay readable if the process is ended
/// before that, because a cell's status is written after its values.
public final class Interruption: Sendable {
  /// The interruption that signals request once `handleSignals` was called.
  public static let ofProcess = Interruption()

  private let requested = Atomic<Bool>(false)

  public init() {}

  public var isRequested: Bool { requested.load(ordering: .acquiring) }

  /// Asks for the end of the run after the cell in work.
  public func request() { requested.store(true, ordering: .releasing) }

  /// Makes the next SIGINT or SIGTERM a request of `ofProcess`. That signal also brings both default actions back, so a
  /// second one ends the process at once.
  public static func handleSignals() {
    _ = ofProcess  // made here, because making it inside a signal handler would not be safe
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        // Only what may be called from a signal handler: an atomic store, signal(2), write(2).
        Interruption.ofProcess.request()
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
        let notice: StaticString = "\nfinishing the cell in work; press Ctrl-C again to end at once\n"
        _ = write(STDERR_FILENO, notice.utf8Start, notice.utf8CodeUnitCount)
      }
    }
  }
}
