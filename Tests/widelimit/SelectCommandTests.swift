import Foundation
import HDF5
import Testing

@Suite struct SelectCommandTests {
  private static let files = ["select", "--architecture", "A.json", "--inputs", "X.h5", "--output", "S.h5"]

  @Test(arguments: [
    [], ["--over", "weightVariance"], ["--over", "weightVariance=3:1:9"], ["--over", "depth=1:3", "--by", "accuracy"],
  ]) func wrongArgumentsAre64(arguments: [String]) throws {
    let outcome = try ToolProcess().run(Self.files + arguments)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("Error: ") && outcome.errors.count { $0 == "\n" } == 1, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func anAxisThatTheFileDoesNotHaveIsNamed() throws {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    let outcome = try tool.run([
      "select", "--architecture", "A.json", "--inputs", "X.h5", "--output", "S.h5", "--over", "depth=1:3",
    ])
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains("--over depth: the architecture has no such number; it has weightVariance,"))
    #expect(outcome.errors.count { $0 == "\n" } == 1, "one line: \(outcome.errors)")
  }

  @Test func aSelectionGoesFromFileToFile() throws {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    let file = try HDF5File.create(tool.folder.appending(path: "X.h5"))
    for (name, width) in [("x1", 3), ("y1", 1)] {
      let values = (0..<12 * width).map { (k: Int) -> Double in Double((k * k * 7 + width) % 11) - 4.75 }
      try file.root.createDataset(name, of: Double.self, shape: [12, width]).write(values)
    }
    try file.close()
    let arguments = [
      "select", "--architecture", "A.json", "--inputs", "X.h5", "--output", "S.h5", "--over", "weightVariance=1:3:3",
      "noiseVariance=0.1,1", "--by", "leave-one-out", "--best", "B.json",
    ]
    let outcome = try tool.run(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.count { $0 == "\n" } == 4 && outcome.output.hasPrefix("Best: weightVariance "))
    // The last line is a command that works as it stands.
    let line = try #require(outcome.output.split(separator: "\n").last)
    let command = line.dropFirst("Fit it: ".count).split(separator: " ").map(String.init)
    #expect(command.first == "widelimit" && command.suffix(2).first == "--noise-variance", "\(line)")
    let fit = try tool.run(Array(command.dropFirst()))
    #expect(fit.status == 0 && fit.output.contains("leave-one-out"), "\(fit.errors)\(fit.output)")
    #expect(
      try HDF5File.open(tool.folder.appending(path: "S.h5")).root.dataset("leave_one_out_mse").shape == [3, 2])
    // A second run replaces what the first one wrote.
    #expect(try tool.run(arguments).status == 0)
    let table = try Data(contentsOf: tool.folder.appending(path: "S.h5"))
    let outputIsBest = try tool.run(arguments.dropLast() + ["./S.h5", "--overwrite"])
    #expect(outputIsBest.status == 64 && outputIsBest.errors.contains("--best ./S.h5: is the output"))
    #expect(try Data(contentsOf: tool.folder.appending(path: "S.h5")) == table)
  }
}
