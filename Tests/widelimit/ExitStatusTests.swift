import Failures
import Foundation
import HDF5
import Testing

/// What careless users do, and the exit status and the one line that they get.
@Suite struct ExitStatusTests {
  static let architecture =
    #"{"layers": [{"dense": {"weightVariance": 1.5}}, {"activation": "relu"}, {"dense": {"weightVariance": 1}}]}"#

  @Test(arguments: [
    ["nonsense"], ["reproduce", "--tier", "huge"], ["reproduce", "nonsense"], ["verify", "lee2018/nonsense"],
    ["reproduce", "--threads", "0"], ["reproduce", "--seed", "-1"], ["kernel"], ["kernel", "--get", "both"],
    ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5", "--get", "nngp,foo"],
    ["predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "sgd"],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "readout", "--times",
      "0,-1",
    ],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "readout", "--times",
      "-1,2",
    ],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "gradient-flow",
      "--times", "1,,2",
    ],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "gradient-flow",
      "--noise-variance", "-1",
    ],
    ["predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "gp", "--times", "1"],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "gp",
      "--noise-variance", "0",
    ],
    ["predict", "--inputs", "X.h5", "--output", "P.h5"],
    ["predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5"],
    ["predict", "--model", "M.h5", "--inputs", "X.h5", "--output", "P.h5", "--method", "readout"],
    ["predict", "--model", "M.h5", "--inputs", "X.h5", "--output", "P.h5", "--noise-variance", "1"],
    ["predict", "--model", "M.h5", "--inputs", "X.h5", "--output", "P.h5", "--times", "1"],
    ["predict", "--model", "M.h5", "--inputs", "X.h5", "--output", "P.h5", "--classes"],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "readout", "--classes",
    ],
    ["fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--noise-variance", "0"],
  ]) func wrongArgumentsAre64(arguments: [String]) throws {
    let outcome = try ToolProcess().run(arguments)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("Error: "))
    #expect(outcome.errors.count { $0 == "\n" } == 1, "one line: \(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: ["-1,2", "1e400", "0,infinity", "nan"]) func timesThatAreNoneAreNamed(times: String) throws {
    let outcome = try ToolProcess().run([
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "readout", "--times",
      times,
    ])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--times \(times): give finite times of 0 or more, or inf"), "\(outcome.errors)")
  }

  @Test func kernelsThatAreNoneAreNamed() throws {
    let outcome = try ToolProcess().run([
      "kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5", "--get", "nngp,foo",
    ])
    #expect(outcome.errors.contains("--get nngp,foo: give nngp, ntk, or both"), "\(outcome.errors)")
  }

  @Test(arguments: ["gradient-flow", "readout"]) func predictionsGoFromFileToFile(method: String) throws {
    let tool = try ToolProcess()
    try tool.write(Self.architecture, to: "A.json")
    let file = try HDF5File.create(tool.folder.appending(path: "X.h5"))
    for (name, rows) in [("x1", 3), ("y1", 3), ("x2", 5)] {
      let values = (0..<rows * 2).map { (k: Int) -> Double in Double((k * 7 + rows) % 5) - 1.75 }
      try file.root.createDataset(name, of: Double.self, shape: [rows, 2]).write(values)
    }
    try file.close()
    let outcome = try tool.run([
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", method, "--times",
      "0,2.5,inf",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let output = try HDF5File.open(tool.folder.appending(path: "P.h5"))
    #expect(try output.root.dataset("time").read(as: Double.self) == [0, 2.5, .infinity])
    #expect(try output.root.dataset("mean").shape == [3, 5, 2])
    #expect(try output.root.textAttribute("method") == method)
  }

  @Test func missingInputsAre66() throws {
    let tool = try ToolProcess()
    for arguments in [
      ["reproduce", "--datasets", "nowhere"], ["report", "--results", "nowhere"], ["verify", "--results", "nowhere"],
      ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5"],
      ["data", "check", "--datasets", "nowhere"],
    ] { try expect(tool.run(arguments), .inputMissing) }
  }

  @Test func verifyJudgesWhatIsThereAndNamesAllThatIsMissing() throws {
    let tool = try ToolProcess()
    #expect(try tool.run(["reproduce", "lee2018/figure6", "--quiet"]).status == 0)
    let outcome = try tool.run(["verify", "lee2018/figure5", "lee2018/figure6", "poole2016/figure1", "xiao2020/table1"])
    expect(outcome, .inputMissing, "no results yet of lee2018/figure5, poole2016/figure1, xiao2020/table1; ")
    #expect(outcome.output.contains("lee2018/figure6\n"), "\(outcome.output)")
  }

  @Test func anUnknownSweepIs64() throws {
    let outcome = try ToolProcess().run(["reproduce", "lee2018/figure6", "--sweeps", "frist", "--quiet"])
    expect(outcome, .usage, "no sweep \"frist\"")
  }

  @Test(arguments: [("json", "{"), ("junit", "<?xml"), ("markdown", "# WideLimit, quick tier")])
  func aDocumentIsAllThatIsPrinted(format: String, start: String) throws {
    let tool = try ToolProcess()
    #expect(try tool.run(["reproduce", "lee2018/figure6", "--quiet"]).status == 0)
    let judged = try tool.run(["verify", "lee2018/figure6", "--format", format])
    #expect(judged.status == 0, "\(judged.errors)")
    #expect(judged.output.hasPrefix(start))
    // What has no results is in the document, too, and the status says it.
    let absent = try tool.run(["verify", "lee2018/figure5", "lee2018/figure6", "--format", format])
    expect(absent, .inputMissing, "lee2018/figure5")
    #expect(absent.output.hasPrefix(start) && absent.output.contains("lee2018/figure5"))
    if format == "json" {
      let whole = try JSONSerialization.jsonObject(with: Data(absent.output.utf8)) as? [String: Any]
      #expect(whole?["absent"] as? [String] == ["lee2018/figure5"])
    }
  }

  @Test func aKernelGoesFromFileToFile() throws {
    let tool = try ToolProcess()
    try tool.write(Self.architecture, to: "A.json")
    try writeInputs(tool, [1, 2, 3, 4, 5, 6])
    let outcome = try tool.run(["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "short work says nothing off a terminal")
    let file = try HDF5File.open(tool.folder.appending(path: "K.h5"))
    #expect(try file.root.dataset("nngp").shape == [3, 3])
    #expect(try file.root.textAttribute("command_line").contains("kernel --architecture A.json"))
  }

  @Test func badInputsAre65NameTheFileAndLeaveNothing() throws {
    let tool = try ToolProcess()
    let arguments = ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5"]
    try writeInputs(tool, [1, 2, 3, .nan, 5, 6])
    for (text, part) in [
      ("{", "A.json"), (#"{"layers": [{"dens": {}}]}"#, "dens"),
      (#"{"layers": [{"dense": {"weightVariance": -1}}]}"#, "weightVariance"),
      (#"{"layers": [{"convolution": {"kernelSize": 0, "weightVariance": 1}}]}"#, "kernelSize"),
    ] {
      try tool.write(text, to: "A.json")
      try expect(tool.run(arguments), .badData, part)
    }
    try tool.write(Self.architecture, to: "A.json")
    try expect(tool.run(arguments), .badData, "x1 row 1 ")
    try tool.write("not HDF5", to: "X.h5")
    try expect(tool.run(arguments), .badData, "X.h5")
    #expect(!FileManager.default.fileExists(atPath: tool.path("K.h5")))
  }

  @Test func outputsThatCannotBeWrittenAreRefused() throws {
    let tool = try ToolProcess()
    try tool.write(Self.architecture, to: "A.json")
    try writeInputs(tool, [1, 2, 3, 4, 5, 6])
    try FileManager.default.createDirectory(
      at: tool.folder.appending(path: "folder"), withIntermediateDirectories: true)
    for output in ["nowhere/K.h5", "folder", "A.json/K.h5"] {
      let outcome = try tool.run(["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", output])
      #expect([66, 74].contains(outcome.status), "\(output): \(outcome.errors)")
      #expect(outcome.errors.contains(output.split(separator: "/")[0]), "\(outcome.errors)")
    }
    // What is no former output is not replaced: the inputs, the architecture, a device.
    for (output, status) in [("X.h5", Failures.ExitStatus.usage), ("A.json", .usage), ("/dev/full", .usage)] {
      try expect(
        tool.run(["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", output]), status, output)
    }
    #expect(try String(contentsOfFile: tool.path("A.json"), encoding: .utf8) == Self.architecture)
  }

  @Test func aRunThatFailsLeavesNothing() throws {
    let tool = try ToolProcess()
    let mnist = tool.folder.appending(path: "data/mnist")
    try FileManager.default.createDirectory(at: mnist, withIntermediateDirectories: true)
    // All of them: they are read at once, and the first error that is met is told.
    for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
      try tool.write("no IDX file", to: "data/mnist/\(name)-ubyte")
    }
    try expect(
      tool.run(["reproduce", "lee2018/figure3", "--datasets", "data", "--quiet"]), .badData,
      "-ubyte: wrong magic number")
    #expect(!FileManager.default.fileExists(atPath: tool.path("results")))
  }

  @Test func folderThatCannotBeWrittenIs77OrAFile74() throws {
    let tool = try ToolProcess()
    try tool.write("", to: "file")
    try expect(
      tool.run(["reproduce", "lee2018/figure6", "--results", "file", "--quiet"]), .inputOutput,
      "file: is a file where a folder is meant")
    try FileManager.default.createDirectory(
      at: tool.folder.appending(path: "closed"), withIntermediateDirectories: true)
    chmod(tool.path("closed"), 0o555)
    // Root may write anywhere.
    if getuid() != 0 {
      try expect(
        tool.run(["reproduce", "lee2018/figure6", "--results", "closed", "--quiet"]), .noPermission, "closed/quick")
    }
  }

  @Test func valuesThatOverflowAre65() throws {
    let tool = try ToolProcess()
    try tool.write(Self.architecture.replacing("1.5", with: "1e300"), to: "A.json")
    try writeInputs(tool, [1, 2, 3, 4, 5, 1e10])
    let arguments = ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5"]
    try expect(tool.run(arguments), .badData, "scale the inputs down")
    #expect(!FileManager.default.fileExists(atPath: tool.path("K.h5")))
  }

  @Test func aLimitOnFileSizesIs74() throws {
    let tool = try ToolProcess()
    let outcome = try tool.run(["reproduce", "lee2018/figure6", "--quiet"], under: "ulimit -f 1")
    expect(outcome, .inputOutput, "figure6.h5")
  }

  @Test func aFullDiskIs74() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", #"exec "$0" list > /dev/full"#, ToolProcess.executable.path]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(text == "Error: standard output: the disk is full; free some space, or choose another folder\n")
  }

  /// One line on standard error that contains `part`, and the status.
  func expect(_ outcome: ToolProcess.Outcome, _ status: Failures.ExitStatus, _ part: String = "; ") {
    #expect(outcome.status == status.rawValue, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("Error: ") && outcome.errors.contains(part), "\(outcome.errors)")
    #expect(outcome.errors.count { $0 == "\n" } == 1, "\(outcome.errors)")
  }

  private func writeInputs(_ tool: ToolProcess, _ values: [Double]) throws {
    let file = try HDF5File.create(tool.folder.appending(path: "X.h5"))
    try file.root.createDataset("x1", of: Double.self, shape: [values.count / 2, 2]).write(values)
    try file.close()
  }
}
