import Foundation
import HDF5

/// A command that campaigns disturb: what it reads, what it writes, and whether it may leave a part of that.
struct ToolTask: Sendable {
  let name: String
  let arguments: [String]
  /// The HDF5 file that it makes, in the folder `out`.
  let output: String
  /// Whether a run that fails leaves nothing. Otherwise its results are there for the next run to go on with.
  let leavesNothing: Bool
  /// The room that it needs, about.
  let kilobytes: Int

  /// Quick ones, one for each way of writing: a block of kernels, predictions, an experiment's cells, drawn images.
  static let all = [
    user("kernel", ["kernel"]),
    user("gp", ["predict", "--method", "gp"]),
    user("flow", ["predict", "--method", "gradient-flow", "--times", "0,1,inf"]),
    experiment("table", "lee2018/figure6", kilobytes: 600),
    experiment("images", "lee2018/selection", kilobytes: 90_000),
  ]

  private static func user(_ name: String, _ command: [String]) -> ToolTask {
    let files = ["--architecture", "A.json", "--inputs", "X.h5", "--output", "out/K.h5", "--quiet"]
    return ToolTask(
      name: name, arguments: command + files, output: "out/K.h5", leavesNothing: true, kilobytes: 24)
  }

  private static func experiment(_ name: String, _ id: String, kilobytes: Int) -> ToolTask {
    ToolTask(
      name: name, arguments: ["reproduce", id, "--tier", "quick", "--results", "out", "--quiet"],
      output: "out/quick/\(id).h5", leavesNothing: false, kilobytes: kilobytes)
  }

  /// One of them: that of the drawn images, which takes seconds, once in twenty times.
  static func pick(_ chance: inout Chance) -> ToolTask {
    chance.holds(oneIn: 20) ? all[all.count - 1] : chance.pick(Array(all.dropLast()))
  }

  /// Writes what every task reads, and makes the folder `out`.
  static func prepare(_ folder: URL) throws {
    try FileManager.default.createDirectory(at: folder.appending(path: "out"), withIntermediateDirectories: true)
    let layers = #"[{"dense": {"weightVariance": 1.5}}, {"activation": "erf"}, {"dense": {"weightVariance": 1.5}}]"#
    try Data(#"{"layers": \#(layers)}"#.utf8).write(to: folder.appending(path: "A.json"))
    let file = try HDF5File.create(folder.appending(path: "X.h5"))
    for (name, shape) in [("x1", [24, 5]), ("y1", [24, 1]), ("x2", [7, 5])] {
      let values = (1...shape[0] * shape[1]).map {
        (Double($0) * Double($0) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1) - 0.5
      }
      try file.root.createDataset(name, of: Double.self, shape: shape).write(values)
    }
    try file.close()
  }

  /// What an undisturbed run gives.
  struct Result: Sendable {
    let digest: String
    let status: Int32
    let seconds: Double
    /// Every name in its folder afterwards.
    let names: Set<String>
  }

  /// Runs it in a folder of its own.
  func undisturbed(_ tool: ToolUnderTest, in kept: URL) throws -> Result {
    let folder = kept.appending(path: name)
    try Self.prepare(folder)
    let start = Clock.now
    let outcome = try tool.run(arguments, in: folder, words: kept, limit: 120)
    let seconds = Clock.now - start
    guard let status = outcome.status, ToolUnderTest.complaint(outcome) == nil else {
      throw Untidiness("\(name): \(outcome.errors)")
    }
    return Result(
      digest: try ResultsDigest.of(folder.appending(path: output)), status: status, seconds: seconds,
      names: Set(try Snapshot(folder).entries.keys))
  }
}

extension Trial {
  /// Runs the task a last time, without disturbance, and holds what is there then against what an undisturbed run
  /// gives.
  mutating func finish(_ task: ToolTask, as expected: ToolTask.Result, beside before: Snapshot) throws {
    let last = try tool.run(task.arguments, in: folder, words: words, limit: 120)
    if let complaint = ToolUnderTest.complaint(last) { complain(complaint.kind, "the last run: \(complaint.reason)") }
    if last.end != nil, last.status != expected.status {
      complain(.untidy, "the last run: \(last.end.map { "\($0)" } ?? "")")
    }
    let after = try Snapshot(folder)
    let changed = before.changed(in: after).filter { before.entries[$0] != "folder" }
    if !changed.isEmpty { complain(.lost, "changed or removed: \(changed.joined(separator: ", "))") }
    guard let found = try? ResultsDigest.of(url(task.output)) else {
      return complain(.lost, "no results of \(task.name) after the last run")
    }
    if found != expected.digest { complain(.lost, "other results of \(task.name) than those of an undisturbed run") }
    let left = after.entries.keys.filter { !expected.names.contains($0) && before.entries[$0] == nil }
    if !left.isEmpty { complain(.untidy, "left by \(task.name): \(left.sorted().joined(separator: ", "))") }
  }
}
