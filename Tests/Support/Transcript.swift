import Foundation
import Synchronization
import Work

/// Collects what progress prints.
public final class Transcript: Sendable {
  private let pieces = Mutex<[String]>([])
  public init() {}
  public var text: String { pieces.withLock { $0.joined() } }
  public var lines: [String] { text.split(separator: "\n").map(String.init) }
  /// Waits for what a timer prints, however loaded the machine; not for ever.
  public func wait(until isTrue: (Transcript) -> Bool) {
    let deadline = Date.now + 60
    while !isTrue(self) && Date.now < deadline { Thread.sleep(forTimeInterval: 0.01) }
  }
  public func progress(_ style: ProgressDisplay.Style, interval: Double? = nil) -> ProgressDisplay {
    ProgressDisplay(style: style, interval: interval) { piece in self.pieces.withLock { $0.append(piece) } }
  }
}
