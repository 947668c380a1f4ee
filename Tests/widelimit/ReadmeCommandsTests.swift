import Foundation
import HDF5
import Testing

/// The commands on users' own data, as the README has them, one after the other.
@Suite struct ReadmeCommandsTests {
  /// The lines of the README that call the tool on files in the folder, without their comments.
  private static func commands() throws -> [[String]] {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
    return try String(contentsOf: readme, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("widelimit ") && $0.contains("--inputs") }
      .map { line in line.prefix { $0 != "#" }.split(separator: " ").dropFirst().map(String.init) }
  }

  private func write(_ tool: ToolProcess, _ name: String, hasTests: Bool) throws {
    let file = try HDF5File.create(tool.folder.appending(path: name))
    let inputs = [("x1", 12)] + (hasTests ? [("x2", 5)] : [])
    for (array, rows) in inputs {
      let values = (0..<rows * 12).map { (k: Int) -> Double in Double((k * 7 + rows) % 11) - 4.75 + 0.01 * Double(k) }
      try file.root.createDataset(array, of: Double.self, shape: [rows, 2, 2, 3]).write(values)
    }
    try file.root.createDataset("y1", of: Double.self, shape: [12, 1]).write((0..<12).map { Double($0 % 5) - 2 })
    try file.close()
  }

  @Test func theyRunOneAfterTheOther() throws {
    let tool = try ToolProcess()
    let dense = #"{"dense": {"weightVariance": 1.6, "biasVariance": 0.1}}"#
    let block = #"\#(dense), {"activation": "relu"}, "#
    try tool.write(#"{"layers": ["flatten", \#(block)\#(block)\#(block)\#(dense)]}"#, to: "A.json")
    try write(tool, "X.h5", hasTests: false)
    try write(tool, "T.h5", hasTests: true)
    let commands = try Self.commands()
    #expect(Set(commands.compactMap(\.first)) == ["kernel", "fit", "predict", "select", "diagnose"])
    for command in commands {
      let found = try tool.run(command)
      #expect(found.status == 0, "\(command.joined(separator: " ")): \(found.errors)")
      let place = try #require(command.firstIndex(of: "--output"))
      #expect(FileManager.default.fileExists(atPath: tool.folder.appending(path: command[place + 1]).path))
    }
  }
}
