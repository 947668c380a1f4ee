import Foundation

extension ToolCampaign {
  /// Disks that are full: a limit on file sizes everywhere, a small disk where this user may mount one. A kernel or
  /// predictions that are refused leave nothing, and with room every command gives what an undisturbed run does.
  static let disk = ToolCampaign(name: "disk", share: 0.1) { tool, kept in
    let results = try Dictionary(
      uniqueKeysWithValues: ToolTask.all.map { ($0.name, try $0.undisturbed(tool, in: kept)) })
    let canMount = geteuid() == 0 && system("unshare -m true 2>/dev/null") == 0
    return { trial in
      let task = ToolTask.pick(&trial.chance)
      guard let expected = results[task.name] else { return }
      try ToolTask.prepare(trial.folder)
      // From a thousandth of what is needed to a little more than that.
      let kilobytes = max(4, Int(Double(task.kilobytes) * (0.001 + trial.chance.unit() * trial.chance.unit() * 1.2)))
      let before = try Snapshot(trial.folder)
      if canMount, trial.chance.holds(oneIn: 2) {
        try trial.runOnSmallDisk(task, kilobytes: kilobytes)
        return try trial.finish(task, as: expected, beside: before)
      }
      // A block for the message itself.
      let outcome = try trial.tool.run(
        task.arguments, in: trial.folder, words: trial.words, under: "ulimit -f \(max(1, kilobytes * 2))", limit: 60)
      trial.judge(outcome, of: task)
      if task.leavesNothing, outcome.status != 0 {
        let left = before.added(in: try Snapshot(trial.folder))
        if !left.isEmpty { trial.complain(.untidy, "left on a full disk: \(left.joined(separator: ", "))") }
      }
      try trial.finish(task, as: expected, beside: before)
    }
  }
}

extension Trial {
  /// The mount ends with the shell, so that the outcome is looked at inside.
  fileprivate mutating func runOnSmallDisk(_ task: ToolTask, kilobytes: Int) throws {
    let files = task.leavesNothing ? chance.pick([3, 4, 100]) : chance.pick([4, 6, 8, 100])
    let script =
      "mount -t tmpfs -o size=\(max(kilobytes, 4))k,nr_inodes=\(files) tmpfs out || exit 0; \"$0\" \"$@\"; s=$?; "
      + (task.leavesNothing ? "if [ $s -ne 0 ]; then ls -A out | sed 's/^/left: /' >&2; fi; " : "") + "exit $s"
    let outcome = try ToolUnderTest(path: "/usr/bin/unshare").run(
      ["-m", "/bin/sh", "-c", script, tool.path] + task.arguments, in: folder, words: words, limit: 60)
    judge(outcome, of: task)
    if outcome.errors.contains("left: ") { complain(.untidy, "files left on a full disk: \(outcome.errors)") }
  }

  /// A full disk is 74, or 69 where the tool knows beforehand what it needs.
  fileprivate mutating func judge(_ outcome: ToolUnderTest.Outcome, of task: ToolTask) {
    if let complaint = ToolUnderTest.complaint(outcome) {
      complain(complaint.kind, "\(task.name): \(complaint.reason)")
    } else if let status = outcome.status, ![0, 74].contains(status), status != 69 || task.leavesNothing {
      complain(.untidy, "\(task.name): status \(status) of a full disk")
    }
  }
}
