import Dispatch
import Foundation
import Synchronization
import Platform
import Texts

/// Shows how far long work is and how long it still takes: a bar on a terminal, a line every ten seconds otherwise,
/// nothing when quiet. Warnings are always shown.
///
/// A timer draws, not the work: a call into BLAS that takes a minute does not stop the clock, and reporting costs a
/// lock.
public final class ProgressDisplay: Sendable {
  /// Where progress goes.
  public enum Style: Sendable, Equatable { case bar, lines, quiet }

  private struct Display {
    var state: ProgressState?
    var barIsShown = false
  }

  /// A queue of its own gets a thread even while work holds every thread of the shared ones.
  private static let drawing = DispatchQueue(label: "progress", qos: .utility)

  private let style: Style
  private let interval: Double
  private let write: @Sendable (String) -> Void
  private let display = Mutex(Display())

  /// - Parameters:
  ///   - interval: seconds between two drawings; `nil`: 0.2 for a bar, 10 for lines.
  ///   - write: prints a piece of text as it is; `nil`: standard error.
  public init(style: Style, interval: Double? = nil, write: (@Sendable (String) -> Void)? = nil) {
    self.style = style
    self.interval = interval ?? (style == .bar ? 0.2 : 10)
    self.write = write ?? { FileHandle.standardError.writeIgnoringErrors($0) }
  }

  /// A bar if standard error is a terminal that can redraw a line, otherwise lines.
  public static func forStandardError(quiet: Bool) -> ProgressDisplay {
    let canRedraw = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    return ProgressDisplay(style: quiet ? .quiet : canRedraw ? .bar : .lines)
  }

  /// Tells how far the named stage of the cell in work is: 0 … 1, or `nil` where that cannot be known.
  public func report(stage: String, fraction: Double?) {
    let now = Self.now()
    display.withLock { $0.state?.report(stage: stage, fraction: fraction, now: now) }
  }

  /// A line of its own, such as what has just been finished; not shown when quiet.
  public func note(_ text: String) {
    if style != .quiet { show(line: text) }
  }

  /// A line of its own that is shown even when quiet.
  public func warn(_ text: String) { show(line: text) }

  /// Shows progress of `weights.count` cells while `body` runs; it calls `advance(weight)` after each.
  public func following<R>(
    title: String, weights: [Double], declaredSeconds: Double,
    _ body: (_ advance: @Sendable (Double) -> Void) throws -> R
  ) rethrows -> R {
    let start = ProgressState(title: title, weights: weights, declaredSeconds: declaredSeconds, now: Self.now())
    display.withLock { $0.state = start }
    // Without a second thread nothing is shown.
    let isShown = style != .quiet && ThreadLimit.allowing(2) > 1
    let timer = !isShown ? nil : DispatchSource.makeTimerSource(queue: Self.drawing)
    timer?.schedule(deadline: .now() + interval, repeating: interval)
    timer?.setEventHandler { [self] in draw() }
    timer?.resume()
    defer {
      timer?.cancel()
      display.withLock { display in
        erase(&display)
        display.state = nil
      }
    }
    return try body { weight in
      let now = Self.now()
      display.withLock { $0.state?.finishCell(weight: weight, now: now) }
    }
  }

  private func draw() {
    let now = Self.now()
    display.withLock { display in
      guard let state = display.state else { return }
      if style == .bar {
        write("\r" + ProgressText.bar(state, columns: Self.columns(), now: now).printable + "\u{1B}[K")
        display.barIsShown = true
      } else {
        write(ProgressText.line(state, now: now).printable + "\n")
      }
    }
  }

  private func show(line: String) {
    display.withLock { display in
      erase(&display)
      write(line.printable(keepsLines: true) + "\n")
    }
  }

  private func erase(_ display: inout Display) {
    if display.barIsShown { write("\r\u{1B}[K") }
    display.barIsShown = false
  }

  private static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

  private static func columns() -> Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

extension FileHandle {
  /// Progress that nobody can read is no reason to stop a run.
  fileprivate func writeIgnoringErrors(_ text: String) { try? write(contentsOf: Data(text.utf8)) }
}
