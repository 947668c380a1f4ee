import Foundation

extension ToolCampaign {
  /// The cheapest experiment that needs no data.
  static let experiment = "lee2018/figure6"

  /// Finished results, damaged: `verify` and `report` name them, or the numbers are those of the undamaged file.
  static let results = ToolCampaign(name: "results", share: 0.25) { tool, kept in
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
        _ = try trial.run(["report", "--tier", "quick"], outputs: outputs)
        return
      }
      let outcome = try trial.run(["verify", experiment, "--tier", "quick"], outputs: [])
      guard outcome.status == status else { return }
      if isCut { return trial.complain(.silent, "a file cut short is judged as the whole one") }
      // In a process of its own: the library may not survive what the tool survives.
      let child = try Child(
        [program, "digest", trial.url(name).path], in: trial.folder, output: trial.words.appending(path: "digest"),
        errors: trial.words.appending(path: "digest-errors"))
      if !child.wait(seconds: 10) { child.finish() }
      let read = (try? String(contentsOf: trial.words.appending(path: "digest"), encoding: .utf8)) ?? ""
      if child.end == .status(0), read != digest + "\n" {
        trial.complain(.silent, "other numbers or texts than were recorded, and verify ends with \(status)")
      }
    }
  }
}
