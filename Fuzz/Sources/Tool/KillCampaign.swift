import Foundation

extension ToolCampaign {
  /// Runs ended at a random moment, several times and by several signals at a time, then run to the end: the results
  /// are those of an undisturbed run.
  static let kill = ToolCampaign(name: "kill", share: 0.2) { tool, kept in
    let results = try Dictionary(
      uniqueKeysWithValues: ToolTask.all.map { ($0.name, try $0.undisturbed(tool, in: kept)) })
    return { trial in
      let task = ToolTask.pick(&trial.chance)
      guard let expected = results[task.name] else { return }
      try ToolTask.prepare(trial.folder)
      try trial.write(Array("someone's\n".utf8), to: task.output + ".txt")
      let before = try Snapshot(trial.folder)
      for _ in 0..<trial.chance.within(1...3) {
        let signals = trial.endingSignals()
        let outcome = try trial.tool.run(
          task.arguments, in: trial.folder, words: trial.words, limit: 60,
          kill: (signals, trial.chance.unit() * expected.seconds * 1.1))
        if signals == [SIGKILL] { continue }
        if outcome.end != .status(130), outcome.end != .status(expected.status) {
          trial.complain(.untidy, "\(task.name), signals \(signals): \(outcome.end.map { "\($0)" } ?? "not ended")")
        } else if let complaint = ToolUnderTest.complaint(outcome) {
          trial.complain(complaint.kind, "\(task.name), signals \(signals): \(complaint.reason)")
        }
      }
      try trial.finish(task, as: expected, beside: before)
    }
  }
}

extension Trial {
  /// A kill, or one to three of the signals that ask for the end.
  fileprivate mutating func endingSignals() -> [Int32] {
    if chance.holds(oneIn: 3) { return [SIGKILL] }
    return (0..<chance.pick([1, 1, 2, 3])).map { _ in
      chance.pick([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU, SIGALRM])
    }
  }
}
