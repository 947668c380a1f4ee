import Foundation

/// One input of the tool in a folder of its own.
struct Trial {
  let tool: ToolUnderTest
  /// Where the tool runs; empty at first.
  let folder: URL
  /// Beside it: where words of processes go.
  let words: URL
  var chance: Chance
  private(set) var complaints: [(kind: Finding.Kind, reason: String)] = []

  init(tool: ToolUnderTest, folder: URL, words: URL, chance: Chance) {
    (self.tool, self.folder, self.words, self.chance) = (tool, folder, words, chance)
  }

  func url(_ name: String) -> URL { folder.appending(path: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = url(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  mutating func complain(_ kind: Finding.Kind, _ reason: String) { complaints.append((kind, reason)) }

  /// Runs the tool and holds it to what holds for every run: a documented end, one line about a failure and nothing
  /// left by it, and of the files that were there only `outputs` changed.
  ///
  /// - Parameter keepsOutputs: whether the outputs are written in spite of a failure, too.
  mutating func run(
    _ arguments: [String], outputs: Set<String>, keepsOutputs: Bool = false, under setting: String? = nil,
    limit: Double = 10
  ) throws -> ToolUnderTest.Outcome {
    let before = try Snapshot(folder)
    let outcome = try tool.run(arguments, in: folder, words: words, under: setting, limit: limit)
    let after = try Snapshot(folder)
    if let complaint = ToolUnderTest.complaint(outcome) { complain(complaint.kind, complaint.reason) }
    let changed = before.changed(in: after).filter { !outputs.contains($0) && before.entries[$0] != "folder" }
    if !changed.isEmpty { complain(.lost, "changed or removed: \(changed.joined(separator: ", "))") }
    let allowed = outcome.status == 0 || keepsOutputs ? outputs : []
    let left = before.added(in: after).filter { !allowed.contains($0) }
    if !left.isEmpty, outcome.end != nil { complain(.untidy, "left: \(left.joined(separator: ", "))") }
    return outcome
  }
}

/// A campaign of runs of the tool.
struct ToolCampaign: Sendable {
  let name: String
  /// Of the whole time.
  let share: Double
  /// Makes what the trials begin with, in a folder that is kept while they run.
  let prepare: @Sendable (ToolUnderTest, URL) throws -> @Sendable (inout Trial) throws -> Void

  static let all: [ToolCampaign] = [.inputs, .models, .results, .unfinished, .names, .kill, .disk]

  /// - Parameter only: this trial alone.
  func run(tool: ToolUnderTest, seed: UInt64, seconds: Double, only: Int? = nil, report: Report) throws {
    let base = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
    let (kept, folder, words) = (
      base.appending(path: "kept"), base.appending(path: "run"), base.appending(path: "words")
    )
    for place in [kept, words] { try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true) }
    defer { try? FileManager.default.removeItem(at: base) }
    let body = try prepare(tool, kept)
    let deadline = Clock.now + seconds
    var number = only ?? 0
    repeat {
      try? FileManager.default.removeItem(at: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var trial = Trial(
        tool: tool, folder: folder, words: words, chance: Chance(seed: seed, campaign: name, number: number))
      try body(&trial)
      for complaint in trial.complaints {
        report.add(
          Finding(kind: complaint.kind, campaign: name, number: number, reason: complaint.reason), keeping: [folder])
      }
      number += 1
    } while only == nil && Clock.now < deadline
    report.count(number - (only ?? 0), of: name)
  }
}
