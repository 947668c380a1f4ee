/// The words of progress: a bar that fits a terminal, and a sentence for a log.
public enum ProgressText {
  /// `lee2018/table2 [=====>         ]  41 %  3/16  kernel 46 %  1 min 20 s left`, cut to `columns`.
  public static func bar(_ state: ProgressState, columns: Int, now: Double) -> String {
    let width = 24
    let filled = Int(Double(width) * state.fraction)
    let body = String(repeating: "=", count: filled) + (filled < width ? ">" : "")
    let bar = body + String(repeating: " ", count: width - body.count)
    var parts = ["\(state.title) [\(bar)] \(percent(state.fraction))"]
    if state.cells > 1 { parts.append("\(state.cellsDone)/\(state.cells)") }
    if let stage = stage(state) { parts.append(stage) }
    if let left = left(state, now: now) { parts.append(left) }
    return String(parts.joined(separator: "  ").prefix(max(0, columns - 1)))
  }

  /// `lee2018/table2: 41 %, 3 of 16 cells, kernel 46 %, 1 min 20 s left`: one time, that of the whole.
  public static func line(_ state: ProgressState, now: Double) -> String {
    var parts = ["\(state.title): \(percent(state.fraction))"]
    if state.cells > 1 { parts.append("\(state.cellsDone) of \(state.cells) cells") }
    if let stage = stage(state) { parts.append(stage) }
    if let left = left(state, now: now) { parts.append(left) }
    return parts.joined(separator: ", ")
  }

  private static func stage(_ state: ProgressState) -> String? {
    state.stage.map { stage in stage.fraction.map { "\(stage.name) \(percent($0))" } ?? stage.name }
  }

  private static func left(_ state: ProgressState, now: Double) -> String? {
    state.secondsLeft(now: now).map { $0 >= 0.5 ? "\(Amounts.duration($0)) left" : "almost done" }
  }

  private static func percent(_ fraction: Double) -> String { "\(Int(fraction * 100)) %" }
}
