import Foundation
import HDF5
import Testing

/// The command from file to file, and arguments that are none.
@Suite struct DiagnoseCommandTests {
  private static let architecture =
    #"{"layers": [{"dense": {"weightVariance": 1.5}}, {"repeat": {"count": 2, "layers": "#
    + #"[{"activation": "relu"}, {"dense": {"weightVariance": 1.5}}]}}]}"#

  private func tool() throws -> ToolProcess {
    let tool = try ToolProcess()
    try tool.write(Self.architecture, to: "A.json")
    let file = try HDF5File.create(tool.folder.appending(path: "X.h5"))
    for (name, width) in [("x1", 3), ("y1", 1)] {
      let values = (0..<6 * width).map { (k: Int) -> Double in Double((k * k * 7 + width) % 11) - 4.75 }
      try file.root.createDataset(name, of: Double.self, shape: [6, width]).write(values)
    }
    try file.close()
    return tool
  }

  private static let files = ["diagnose", "--architecture", "A.json", "--inputs", "X.h5", "--output", "D.h5"]

  /// The lines are the answer and no progress: they are there with --quiet too.
  @Test func threeLinesAndTwoFiles() throws {
    let tool = try tool()
    let outcome = try tool.run(Self.files + ["--depths", "1:3,8", "--repeat", "layers/1", "--quiet"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let starts = ["trainable ", "generalises ", "phase: "]
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 3 && zip(lines, starts).allSatisfy { $0.hasPrefix($1) }, "\(outcome.output)")
    let root = try HDF5File.open(tool.folder.appending(path: "D.h5")).root
    #expect(try root.dataset("depth").read(as: Int.self) == [1, 2, 3, 8])
    #expect(FileManager.default.fileExists(atPath: tool.path("D.png")))
    let another = try tool.run(Self.files + ["--no-picture", "--rows", "4"])
    #expect(another.status == 0 && another.errors.contains("of 6 rows of x1 4 are taken"), "\(another.errors)")
  }

  @Test(arguments: [
    ["--depths", "0"], ["--depths", "4:2"], ["--depths", "1,,2"], ["--depths", "1:2:3"], ["--depths", "1:99999999"],
    ["--depths", ""], ["--repeat", "1"], ["--rows", "0"], ["--seed", "-1"], ["--repeat", "layers/0"],
  ]) func wrongArgumentsAre64(arguments: [String]) throws {
    let tool = try tool()
    let outcome = try tool.run(Self.files + arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("Error: ") && outcome.errors.count { $0 == "\n" } == 1, "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: tool.path("D.h5")))
  }
}
