import CWideLimit
import Platform
import Synchronization

/// How a call works: `widelimit_control`, looked at once.
struct CallControl: @unchecked Sendable {
  let threads: Int
  let request: EndRequest
  private let control: widelimit_control

  private static let mostThreads: Int32 = 4096

  /// - Throws: `CallFailure.threads`.
  init(_ pointer: UnsafePointer<widelimit_control>?) throws {
    let control = pointer?.pointee ?? widelimit_control()
    guard 0...Self.mostThreads ~= control.threads else { throw CallFailure.threads(control.threads) }
    self.control = control
    threads = ThreadLimit.allowing(control.threads == 0 ? Device.machine.threads : Int(control.threads))
    let flag = CancellationFlag(control.cancelled)
    request = EndRequest { flag.isSet }
  }

  /// Tells how far a stage is, if the caller wants to know; nil: that is not known.
  func report(_ stage: String, _ fraction: Double?) {
    guard let progress = control.progress else { return }
    stage.withCString { progress(control.context, $0, fraction ?? -1) }
  }

  /// For what reports fractions alone; nil where nobody listens.
  func reporting(_ stage: String) -> (@Sendable (Double) -> Void)? {
    if control.progress == nil { return nil }
    return { report(stage, $0) }
  }

  func warn(_ line: String) {
    guard let warning = control.warning else { return }
    line.withCString { warning(control.context, $0) }
  }
}

/// The caller's flag, which another thread may set at any time.
private struct CancellationFlag: @unchecked Sendable {
  private let pointer: UnsafePointer<Atomic<Int32>>?

  init(_ pointer: UnsafePointer<Int32>?) {
    self.pointer = pointer.map { UnsafeRawPointer($0).assumingMemoryBound(to: Atomic<Int32>.self) }
  }

  var isSet: Bool { pointer.map { $0.pointee.load(ordering: .relaxed) != 0 } ?? false }
}
