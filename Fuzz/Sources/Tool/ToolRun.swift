import Foundation

/// The tool as users run it.
struct ToolUnderTest: Sendable {
  let path: String

  struct Outcome {
    /// nil: it had to be ended.
    let end: Child.End?
    let errors: String
    var status: Int32? { if case .status(let status)? = end { status } else { nil } }
  }

  /// Runs it to its end, at most `limit` seconds.
  ///
  /// - Parameters:
  ///   - setting: what a shell does before, such as "ulimit -f 8".
  ///   - kill: signals, and after how many seconds they are sent, one at once after the other; the seconds of
  ///     signals that are handled begin when they are.
  func run(
    _ arguments: [String], in folder: URL, words: URL, under setting: String? = nil, limit: Double = 10,
    kill: (signals: [Int32], after: Double)? = nil
  ) throws -> Outcome {
    let command = setting.map { ["/bin/sh", "-c", "\($0); exec \"$0\" \"$@\"", path] } ?? [path]
    let errors = words.appending(path: "stderr")
    let child = try Child(command + arguments, in: folder, output: words.appending(path: "stdout"), errors: errors)
    if let kill, kill.signals != [SIGKILL] { child.waitForHandlers() }
    if let kill, !child.wait(seconds: kill.after) { kill.signals.forEach(child.send) }
    if !child.wait(seconds: limit) { child.finish() }
    let hasEnded = child.end != .signal(SIGKILL) || kill?.signals == [SIGKILL]
    let text = (try? Data(contentsOf: errors)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return Outcome(end: hasEnded ? child.end : nil, errors: text)
  }

  /// What is wrong with how it ended, whatever it was asked for.
  static func complaint(_ outcome: Outcome) -> (kind: Finding.Kind, reason: String)? {
    let lines = outcome.errors.split(whereSeparator: \.isNewline)
    switch outcome.end {
    case nil: return (.hang, "not ended within its time")
    case .signal(let number)?: return (.crash, "ended by signal \(number): \(lines.first ?? "no words")")
    case .status(let status)?:
      if status == 0 { return nil }
      guard [1, 64, 65, 66, 69, 74, 75, 77, 130].contains(status) else {
        return (.crash, "status \(status): \(lines.first ?? "no words")")
      }
      let errors = lines.filter { $0.hasPrefix("Error: ") }
      if errors.count != 1 || lines.last.map({ !$0.hasPrefix("Error: ") }) ?? true {
        return (
          .untidy, "status \(status) with \(errors.count) errors in \(lines.count) lines: \(lines.first ?? "no words")"
        )
      }
      return nil
    }
  }
}
