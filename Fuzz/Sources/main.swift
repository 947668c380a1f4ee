import Foundation

// usage: Fuzz --tool WIDELIMIT [--hours H] [--seed S] [--findings DIR] [--readers PROGRAM] [--only CAMPAIGN
// [--number N]]; `make fuzz` does it. `Fuzz reader …` and `Fuzz digest FILE` are its own child processes.
func option(_ name: String) -> String? {
  let arguments = CommandLine.arguments
  return arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
}

/// Campaigns run in folders of their own: a program named from here must be found from there.
func absolute(_ program: String) throws -> String {
  let path = URL(filePath: program).standardizedFileURL.path
  guard FileManager.default.isExecutableFile(atPath: path) else {
    throw Untidiness("\(program): there is no such program; `make fuzz` builds it")
  }
  return path
}

func fuzz() throws -> Bool {
  let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
  let tool = try absolute(option("--tool") ?? ".build/release/widelimit")
  let readersProgram = try option("--readers").map(absolute) ?? program
  let seed = option("--seed").flatMap { UInt64($0) } ?? 1
  let seconds = (option("--hours").flatMap { Double($0) } ?? 1.0 / 6) * 3600
  let number = option("--number").flatMap { Int($0) }
  let findings = URL(filePath: option("--findings") ?? "fuzz-findings", directoryHint: .isDirectory)
  let report = Report(folder: findings, seed: seed, tool: tool)
  let wanted = { (name: String) in option("--only").map { $0 == name } ?? true }
  let readers = ReaderCampaign.all.filter { wanted($0.name) }
  let tools = ToolCampaign.all.filter { wanted($0.name) }
  guard !readers.isEmpty || !tools.isEmpty else { throw Untidiness("--only: no such campaign") }
  // Readers take inputs by the thousand in a second: a tenth of the time is theirs.
  let shares = tools.reduce(0) { $0 + $1.share } + (readers.isEmpty ? 0 : tools.isEmpty ? 1 : 0.1)
  if let number, let campaign = readers.first {
    let folder = FileManager.default.temporaryDirectory
    let verdict = try ReaderProcess.judge(campaign, seed: seed, number: number, in: folder)
    print(verdict.map { "\($0.kind.rawValue): \($0.reason)" } ?? "nothing is wrong with \(campaign.name) \(number)")
    return verdict == nil
  }
  print("seed \(seed), \(Int(seconds)) s; findings go to \(findings.relativePath)")
  for campaign in readers {
    let share = (tools.isEmpty ? 1 : 0.1) / shares / Double(readers.count)
    try ReaderWatch(campaign: campaign, program: readersProgram, seed: seed)
      .run(seconds: seconds * share, report: report)
  }
  for campaign in tools {
    try campaign.run(
      tool: ToolUnderTest(path: tool), seed: seed, seconds: seconds * campaign.share / shares, only: number,
      report: report)
  }
  print("\n" + report.table)
  return report.findings.isEmpty
}

do {
  switch CommandLine.arguments.dropFirst().first {
  case "reader": try ReaderProcess.run(Array(CommandLine.arguments.dropFirst(2)))
  case "digest": print(try ResultsDigest.of(URL(filePath: CommandLine.arguments.last ?? "")))
  default: exit(try fuzz() ? 0 : 1)
  }
} catch let error as Untidiness {
  FileHandle.standardError.write(Data("Error: \(error.reason)\n".utf8))
  exit(70)
} catch {
  FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
  exit(70)
}
