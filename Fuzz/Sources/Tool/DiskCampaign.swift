import Foundation

extension ToolCampaign {
  /// Disks that are full: a limit on file sizes everywhere, a small disk where this user may mount one. What is refused
  /// leaves nothing; with room the same command succeeds.
  static let disk = ToolCampaign(name: "disk", share: 0.1) { _, kept in
    let seed = try InputsSeed.all(in: kept)[0].bytes
    let canMount = geteuid() == 0 && system("unshare -m true 2>/dev/null") == 0
    return { trial in
      try trial.write(seed, to: "X.h5")
      try trial.write(Array(#"{"layers": [{"dense": {"weightVariance": 1}}]}"#.utf8), to: "A.json")
      let arguments = ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "out/K.h5", "--quiet"]
      try FileManager.default.createDirectory(at: trial.url("out"), withIntermediateDirectories: true)
      if canMount, trial.chance.holds(oneIn: 2) {
        // The mount ends with the shell, so that the outcome is looked at inside.
        let size = trial.chance.within(1...12) * 4
        let script =
          "mount -t tmpfs -o size=\(size)k,nr_inodes=\(trial.chance.pick([3, 4, 100])) tmpfs out || exit 0; "
          + "\"$0\" \"$@\"; "
          + "s=$?; if [ $s -ne 0 ]; then ls -A out | sed 's/^/left: /' >&2; fi; exit $s"
        let outcome = try ToolUnderTest(path: "/usr/bin/unshare").run(
          ["-m", "/bin/sh", "-c", script, trial.tool.path] + arguments, in: trial.folder, words: trial.words)
        if let complaint = ToolUnderTest.complaint(outcome) { trial.complain(complaint.kind, complaint.reason) }
        if outcome.errors.contains("left: ") { trial.complain(.untidy, "files left on a full disk: \(outcome.errors)") }
        return
      }
      // A block for the message itself.
      let blocks = trial.chance.within(1...24)
      let outcome = try trial.run(arguments, outputs: ["out/K.h5"], under: "ulimit -f \(blocks)")
      if let status = outcome.status, ![0, 74].contains(status) {
        trial.complain(.untidy, "status \(status) of a full disk")
      }
      if outcome.status != 0 { _ = try trial.run(arguments, outputs: ["out/K.h5"]) }
    }
  }
}
