import Foundation

extension ToolCampaign {
  /// The cheapest experiment that needs no data.
  static let experiment = "lee2018/figure6"

  /// Finished results, damaged: `verify` and `report` name them, or the numbers are those of the undamaged file.
  static let results = ToolCampaign(name: "results", share: 0.2) { tool, kept in
    let outcome = try tool.run(
      ["reproduce", experiment, "--tier", "quick", "--quiet"], in: kept, words: kept, limit: 120)
    guard let status = outcome.status else { throw Untidiness("reproduce: \(outcome.errors)") }
    let name = "results/quick/\(experiment).h5"
    let whole = [UInt8](try Data(contentsOf: kept.appending(path: name)))
    let digest = try ResultsDigest.of(kept.appending(path: name))
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    return { trial in
      let isCut = trial.chance.holds(oneIn: 10)
      let bytes =
        isCut ? Array(whole.dropLast(trial.chance.within(1...whole.count))) : trial.chance.damage(whole)
      try trial.write(bytes, to: name)
      if trial.chance.holds(oneIn: 5) {
        let outputs = Set(["REPORT.md", "index.html", "results.json"].map { "results/quick/\($0)" })
        _ = try trial.run(["report", "--tier", "quick"], outputs: outputs, keepsOutputs: true)
        return
      }
      let outcome = try trial.run(["verify", experiment, "--tier", "quick"], outputs: [])
      guard outcome.status == status else { return }
      if isCut { return trial.complain(.silent, "a file cut short is judged as the whole one") }
      // In a process of its own: the library may not survive what the tool survives.
      if let read = try trial.digest(of: name, by: program), read != digest {
        trial.complain(.silent, "other numbers or texts than were recorded, and verify ends with \(status)")
      }
    }
  }

  /// Unfinished results, damaged: what a run makes of them has the numbers of a run that nobody disturbed.
  static let unfinished = ToolCampaign(name: "unfinished", share: 0.05) { tool, kept in
    let reproduce = ["reproduce", experiment, "--tier", "quick", "--quiet"]
    guard try tool.run(reproduce, in: kept, words: kept, limit: 120).status == 0 else { throw Untidiness("reproduce") }
    let name = "results/quick/\(experiment).h5"
    // A run that was killed when all cells were written, but the file had not got its name.
    let whole = [UInt8](try Data(contentsOf: kept.appending(path: name)))
    let digest = try ResultsDigest.of(kept.appending(path: name))
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    return { trial in
      try trial.write(trial.chance.damage(whole), to: name + ".partial")
      let made = [name, name + ".partial", name + ".stale", "results/quick/\(experiment).png"]
      let report = ["REPORT.md", "index.html", "results.json"].map { "results/quick/\($0)" }
      let outcome = try trial.run(reproduce, outputs: Set(made + report), limit: 60)
      if outcome.status == 0, let read = try trial.digest(of: name, by: program), read != digest {
        trial.complain(.silent, "a damaged unfinished file was finished with other numbers or texts")
      }
    }
  }
}

extension Trial {
  /// The `ResultsDigest` of a file, read by a process of its own; nil if that does not survive it.
  fileprivate func digest(of name: String, by program: String) throws -> String? {
    let output = words.appending(path: "digest")
    let child = try Child(
      [program, "digest", url(name).path], in: folder, output: output, errors: words.appending(path: "digest-errors"))
    if !child.wait(seconds: 10) { child.finish() }
    guard child.end == .status(0) else { return nil }
    return try String(contentsOf: output, encoding: .utf8).trimmingCharacters(in: .newlines)
  }
}
