import Foundation
import HDF5

extension ToolCampaign {
  /// Runs ended at a random moment, several times, then run to the end: the results are those of an undisturbed run.
  static let kill = ToolCampaign(name: "kill", share: 0.2) { tool, kept in
    let arguments = ["reproduce", experiment, "--tier", "quick", "--quiet"]
    let start = Clock.now
    let outcome = try tool.run(arguments, in: kept, words: kept, limit: 120)
    let seconds = Clock.now - start
    let name = "results/quick/\(experiment).h5"
    guard let status = outcome.status else { throw Untidiness("reproduce: \(outcome.errors)") }
    let digest = try ResultsDigest.of(kept.appending(path: name))
    return { trial in
      try trial.write(Array("someone's\n".utf8), to: "results/quick/\(experiment).h5.txt")
      let before = try Snapshot(trial.folder)
      for _ in 0..<trial.chance.within(1...3) {
        let signal = trial.chance.pick([SIGKILL, SIGKILL, SIGINT, SIGTERM, SIGHUP, SIGQUIT])
        // As long as the system loads the program, no handler of its own can be there.
        let loading = signal == SIGKILL ? 0 : 0.05
        let outcome = try trial.tool.run(
          arguments, in: trial.folder, words: trial.words, limit: 60,
          kill: (signal, loading + trial.chance.unit() * seconds * 1.1))
        if signal != SIGKILL, outcome.end != .status(130), outcome.end != .status(status) {
          trial.complain(.untidy, "signal \(signal): \(outcome.end.map { "\($0)" } ?? "not ended")")
        }
      }
      let last = try trial.tool.run(arguments, in: trial.folder, words: trial.words, limit: 120)
      if let complaint = ToolUnderTest.complaint(last), status == 0 || complaint.kind != .untidy {
        trial.complain(complaint.kind, "the last run: \(complaint.reason)")
      }
      let after = try Snapshot(trial.folder)
      if !before.changed(in: after).isEmpty { trial.complain(.lost, "a file of someone else's") }
      guard let found = try? ResultsDigest.of(trial.url(name)) else {
        return trial.complain(.lost, "no results after the last run")
      }
      if found != digest { trial.complain(.lost, "other results than those of an undisturbed run") }
      let expected = Set(try Snapshot(kept).entries.keys).union(before.entries.keys)
      let left = after.entries.keys.filter { !expected.contains($0) }
      if !left.isEmpty { trial.complain(.untidy, "left: \(left.sorted().joined(separator: ", "))") }
    }
  }
}
