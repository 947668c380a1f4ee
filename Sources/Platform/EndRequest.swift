import Failures

/// A question that long work asks now and then: whether its end is wanted.
///
/// Like `Device` it belongs to a call and what it calls on that thread. `Parallel` asks before each of its pieces,
/// every second or so; other loops call `check`. One call into BLAS or LAPACK is not broken off.
public struct EndRequest: Sendable {
  /// What work throws whose end is wanted.
  public struct Requested: Failure, Equatable {
    public var message: String { "interrupted; run it again" }
    public var exitStatus: ExitStatus { .interrupted }
  }

  private let isWanted: @Sendable () -> Bool

  @TaskLocal private static var ofThisCall: EndRequest?

  /// The request of the innermost `run` around this call.
  public static var current: EndRequest? { ofThisCall }

  /// - Parameter isWanted: asked often, and on several threads.
  public init(_ isWanted: @escaping @Sendable () -> Bool) { self.isWanted = isWanted }

  /// Does work that asks this request.
  ///
  /// - Throws: `Requested`; whatever `body` throws.
  public func run<R>(_ body: () throws -> R) rethrows -> R {
    try Self.$ofThisCall.withValue(self, operation: body)
  }

  /// - Throws: `Requested` if the end is wanted.
  public func check() throws {
    if isWanted() { throw Requested() }
  }
}
