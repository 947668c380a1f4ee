import Failures
import Foundation
import HDF5
import Testing

/// Texts of others on their way through the tool: names that are no texts, and characters that are not seen.
@Suite struct TextsTests {
  private static let name = "caf\\351"  // for printf: one byte that is not UTF-8

  private func prepared() throws -> ToolProcess {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    try HDF5File.create(tool.folder.appending(path: "X.h5")).root.createDataset("x1", of: Double.self, shape: [2, 3])
      .write([1, 2, 3, 4, 5, 6])
    return tool
  }

  /// Runs the tool with `$n` standing for a name that is not UTF-8.
  private func run(_ tool: ToolProcess, _ arguments: String, before: String = "true") throws -> ToolProcess.Outcome {
    try tool.run([], under: "n=$(printf '\(Self.name)'); \(before); exec \"$0\" \(arguments)")
  }

  @Test func namesThatAreNotUTF8Open() throws {
    let tool = try prepared()
    let outcome = try run(
      tool, #"kernel --architecture "$n.json" --inputs="$n/X.h5" --output "$n/K.h5""#,
      before: #"mkdir "$n"; cp X.h5 "$n"; cp A.json "$n.json""#)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try tool.run([], under: #"test -e "$(printf '\#(Self.name)/K.h5')"; exit"#).status == 0)
  }

  @Test(arguments: [
    (
      #"kernel --architecture A.json --inputs "$n.h5" --output K.h5"#, Failures.ExitStatus.inputMissing,
      "caf\\xe9.h5: no such"
    ),
    (#"kernel --architecture A.json --inputs "$n" --output K.h5"#, .badData, "caf\\xe9: not a complete HDF5 file"),
    (
      #"kernel --architecture A.json --inputs X.h5 --output "$n.h5""#, .usage,
      "--output caf\\xe9.h5: the name is not UTF-8"
    ),
    (#"verify --results "$n.d""#, .inputMissing, "--results caf\\xe9.d: no such folder"),
    (#"data check --datasets="$n.d""#, .inputMissing, "--datasets caf\\xe9.d: no such folder"),
  ]) func messagesShowTheirBytes(arguments: String, status: Failures.ExitStatus, part: String) throws {
    let outcome = try run(try prepared(), arguments, before: #"echo no > "$n""#)
    #expect(outcome.status == status.rawValue, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("Error: ") && outcome.errors.contains(part), "\(outcome.errors)")
    #expect(outcome.errors.count { $0 == "\n" } == 1)
  }

  @Test func whatSteersATerminalIsShown() throws {
    let hostile = "a\u{1B}[31m\u{202E}\u{9B}.json"
    let tool = try prepared()
    for arguments in [
      ["kernel", "--architecture", hostile, "--inputs", "X.h5", "--output", "K.h5"],
      ["kernel", "--architecture", "A.json", "--inputs", hostile, "--output", "K.h5"],
      ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5", "--" + hostile], [hostile],
      ["verify", hostile], ["data", "check", "--datasets", hostile],
    ] {
      let outcome = try tool.run(arguments)
      let texts = outcome.errors + outcome.output
      #expect(outcome.status != 0 && texts.contains("\\u{1b}"), "\(arguments): \(texts)")
      for scalar in ["\u{1B}", "\u{202E}", "\u{9B}"] as [Unicode.Scalar] {
        #expect(!texts.unicodeScalars.contains(scalar), "\(arguments)")
      }
    }
  }

  @Test(arguments: ["--inputs pipe", "--inputs /dev/zero"]) func whatIsNoFileIsRefusedAtOnce(inputs: String) throws {
    let tool = try prepared()
    let outcome = try tool.run(
      [], under: "mkfifo pipe; exec timeout 10 \"$0\" kernel --architecture A.json --output K.h5 \(inputs)")
    #expect(outcome.status == 65 && outcome.errors.contains("is a pipe or a device"), "\(outcome.errors)")
  }

  @Test func architecturesComeThroughPipes() throws {
    let tool = try prepared()
    let outcome = try tool.run(
      [], under: "cat A.json | \"$0\" kernel --architecture /dev/stdin --inputs X.h5 --output K.h5; exit")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func aNetworkThatLearnsNothingIsNamed() throws {
    let tool = try prepared()
    try tool.write(
      #"{"layers": [{"repeat": {"count": 2, "layers": [{"dense": {"weightVariance": 1, "trainable": false}}]}}]}"#,
      to: "F.json")
    let outcome = try tool.run([
      "predict", "--architecture", "F.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "gradient-flow",
    ])
    #expect(outcome.status == 65 && outcome.errors.contains("every layer of the architecture has \"trainable\": false"))
  }
}
