import Platform
import Synchronization

/// Whether someone asked the run to stop (Ctrl-C, or a scheduler's SIGTERM), and whether it can be ended at once.
///
/// Most work is done again, or gone on with, by the same command: it may end at any moment. A cell of an experiment is
/// worth finishing: while one is in work (`finishing`), a first request is remembered and the run ends after the cell,
/// or after a part of it that is kept for the next run. Results stay readable if the process is ended before that,
/// because a cell's status is written after its values.
public final class Interruption: Sendable {
  /// The interruption that the tool's signals request.
  public static let ofProcess = Interruption()

  private let requested = Atomic<Bool>(false)
  private let inWork = Atomic<Int>(0)
  private let telling = Atomic<Int>(0)

  public init() {}

  public var isRequested: Bool { requested.load(ordering: .acquiring) }

  /// Whether something is in work that is worth finishing.
  public var isFinishing: Bool { inWork.load(ordering: .acquiring) > 0 }

  /// Whether what is in work breaks off soon by itself, and then says how it goes on.
  public var isTelling: Bool { telling.load(ordering: .acquiring) > 0 }

  /// Asks for the end of the run after what is in work; from a signal handler, too.
  ///
  /// - Returns: whether it had been asked for before.
  @discardableResult
  public func request() -> Bool { requested.exchange(true, ordering: .acquiringAndReleasing) }

  /// Does what need not be finished: it is broken off within a second or so, between its pieces and not in one call
  /// into LAPACK, and then `failure` is thrown.
  package func breaking<R>(as failure: @autoclosure () -> any Error, _ body: () throws -> R) throws -> R {
    do {
      return try EndRequest { self.isRequested }.run(body)
    } catch is EndRequest.Requested {
      throw failure()
    }
  }

  /// As `breaking`, for work of which something is kept: a signal does not end the process at once, `failure` tells the
  /// user what.
  package func breakingAndTelling<R>(as failure: @autoclosure () -> any Error, _ body: () throws -> R) throws -> R {
    try tellingItself { try breaking(as: failure(), body) }
  }

  /// Does work of which others hear by this process alone, such as the ranks of a job: a signal does not end the
  /// process at once. What is in work breaks off as it says by itself, or when the signals' patience is over.
  package func tellingItself<R>(_ body: () throws -> R) rethrows -> R {
    telling.wrappingAdd(1, ordering: .acquiringAndReleasing)
    defer { telling.wrappingSubtract(1, ordering: .acquiringAndReleasing) }
    return try body()
  }

  /// Does what is worth finishing.
  package func finishing<R>(_ body: () throws -> R) rethrows -> R {
    inWork.wrappingAdd(1, ordering: .acquiringAndReleasing)
    defer { inWork.wrappingSubtract(1, ordering: .acquiringAndReleasing) }
    return try body()
  }

  /// As `finishing`, for what may end by itself where it has kept its parts: by throwing `EndRequest.Requested` once
  /// the end was asked for.
  ///
  /// - Returns: whether it was finished.
  @discardableResult
  package func finishingOrEnding(_ body: () throws -> Void) throws -> Bool {
    do {
      try finishing(body)
      return true
    } catch is EndRequest.Requested where isRequested {
      return false
    }
  }
}
