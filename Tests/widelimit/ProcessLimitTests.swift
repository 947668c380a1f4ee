import Foundation
import HDF5
import Testing

/// Limits on the process: what does not fit ends with one line and status 69, and nothing waits for ever.
@Suite struct ProcessLimitTests {
  @Test(
    arguments: [
      "ulimit -v 4000000", "ulimit -v 1000000", "ulimit -v 700000", "ulimit -v 400000", "ulimit -v 250000",
      "ulimit -v 200000", "ulimit -d 200000", "ulimit -d 60000", "ulimit -s 64", "ulimit -s 256", "ulimit -s unlimited",
      "ulimit -n 12",
      "ulimit -n 70", "ulimit -n 40",
    ], ["gp", "gradient-flow"])
  func aPredictionWorksOrDoesNotFit(limit: String, method: String) throws {
    // More than those whose cost is not measured.
    let tool = try prepared(rows: 600)
    let outcome = try tool.run(predict(method), under: "ulimit -t 100; " + limit)
    #expect([0, 69].contains(outcome.status), "\(outcome.status): \(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == (outcome.status == 0 ? 0 : 1), "\(outcome.errors)")
    let left = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
    #expect(left.count(where: { !$0.hasPrefix(".") }) == (outcome.status == 0 ? 3 : 2), "\(left)")
  }

  @Test(arguments: [
    "ulimit -v 180000", "ulimit -v 220000", "ulimit -v 260000", "ulimit -v 300000", "ulimit -v 500000",
    "ulimit -d 60000", "ulimit -d 200000",
  ])
  func aKernelWorksOrDoesNotFit(limit: String) throws {
    let tool = try prepared(rows: 600)
    let outcome = try tool.run(
      ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5", "--quiet"],
      under: "ulimit -t 100; " + limit)
    #expect([0, 69].contains(outcome.status), "\(outcome.status): \(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == (outcome.status == 0 ? 0 : 1), "\(outcome.errors)")
  }

  @Test func fourGigabytesAreEnoughAndOneIsForAFewInputs() throws {
    let tool = try prepared(rows: 300)
    for limit in [4_000_000, 1_000_000] {
      #expect(try tool.run(predict("gp"), under: "ulimit -v \(limit)").status == 0, "\(limit)")
    }
  }

  @Test func aKernelThatDoesNotFitTheAddressSpaceIs69() throws {
    let tool = try prepared(rows: 11_000)
    let outcome = try tool.run(predict("gp"), under: "ulimit -v 1200000")
    #expect(outcome.status == 69 && outcome.errors.contains("needs"), "\(outcome.errors)")
  }

  /// Of root the system takes no notice.
  @Test(.enabled(if: geteuid() != 0), arguments: [1, 4, 20])
  func oneThreadIsEnough(processes: Int) throws {
    let tool = try prepared(rows: 300)
    let outcome = try tool.run(predict("gp"), under: "ulimit -u \(processes)")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func moreThreadsThanAnyMachineHasAreTheOnesThereAre() throws {
    let tool = try prepared(rows: 300)
    #expect(try tool.run(predict("gp") + ["--threads", "4096"]).status == 0)
  }

  /// Processor time that ends is told before it does.
  @Test(arguments: ["ulimit -t 1", "ulimit -t 3", "ulimit -S -t 1"])
  func theEndOfTheProcessorTimeIs130AndLeavesNothing(limit: String) throws {
    let tool = try prepared(rows: 8000)
    let outcome = try tool.run(predict("gradient-flow"), under: limit)
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(outcome.errors.contains("processor time") && outcome.errors.split(separator: "\n").count == 1)
    let left = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path).filter { !$0.hasPrefix(".") }
    #expect(Set(left) == ["A.json", "X.h5"])
  }

  /// Drawing needs threads, too.
  @Test(.enabled(if: geteuid() != 0), arguments: [1, 4])
  func resultsWithoutThreadsForThePictureAre69(processes: Int) throws {
    let tool = try ToolProcess()
    let outcome = try tool.run(["reproduce", "lee2018/figure6", "--quiet"], under: "ulimit -u \(processes)")
    #expect(outcome.status == 69 && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(FileManager.default.fileExists(atPath: tool.path("results/quick/lee2018/figure6.h5")))
  }

  /// An output that becomes standard error would have words written into it.
  @Test(arguments: ["exec 2>&-", "exec >&- 2>&-", "exec <&- >&- 2>&-"])
  func closedStreamsAreNotTheOutput(closing: String) throws {
    // Far from the origin: predictions that need a warning, which comes when the output is open.
    let tool = try prepared(rows: 60, origin: 1e5)
    let open = try tool.run(predict("gp"))
    #expect(open.status == 0 && !open.errors.isEmpty)
    let mean = try HDF5File.open(tool.folder.appending(path: "P.h5")).root.dataset("mean").read(as: Double.self)
    #expect(try tool.run(predict("gp"), under: closing).status == 0)
    #expect(try HDF5File.open(tool.folder.appending(path: "P.h5")).root.dataset("mean").read(as: Double.self) == mean)
    #expect(try tool.run(["list"], under: "exec >&-").status == 74)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [["list"], ["verify"], ["report"], ["reproduce", "lee2018/figure6"]])
  func aFolderThatWasRemovedEndsTheRun(arguments: [String]) throws {
    let outcome = try ToolProcess().run(arguments, under: "mkdir gone; cd gone; rmdir ../gone; ulimit -t 20")
    #expect([0, 66, 74].contains(outcome.status), "\(outcome.status): \(outcome.errors)")
  }

  @Test(arguments: [["--help"], ["help", "kernel"], ["--version"], ["list"], ["doctor"]])
  func aFullDiskUnderStandardOutputIs74(arguments: [String]) throws {
    let outcome = try ToolProcess().run(arguments, under: "exec >/dev/full")
    #expect(outcome.status == 74 && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }

  /// The arguments are known without /proc, too. Dispatch looks there once a second for the threads that it made.
  @Test(
    .enabled(if: geteuid() == 0 && system("unshare -m true 2>/dev/null") == 0),
    arguments: ["true", "ulimit -v 1000000"])
  func withoutProcTheToolDoesWhatItIsAskedFor(limit: String) throws {
    let tool = try prepared(rows: 4000)
    try FileManager.default.createDirectory(atPath: tool.path("none"), withIntermediateDirectories: true)
    let hidden = #"mount --bind none /proc; \#(limit); exec "$0" "$@""#
    let outcome = try tool.run(predict("gp"), under: #"exec unshare -m /bin/sh -c '\#(hidden)' "$0" "$@""#)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(FileManager.default.fileExists(atPath: tool.path("P.h5")))
  }

  private func predict(_ method: String) -> [String] {
    ["predict", "--method", method, "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--quiet"]
  }

  private func prepared(rows: Int, origin: Double = 0) throws -> ToolProcess {
    let tool = try ToolProcess()
    try tool.write(
      #"{"layers": [{"dense": {"weightVariance": 1.5, "biasVariance": 0.1}}, {"activation": "relu"}, "#
        + #"{"dense": {"weightVariance": 1.5, "biasVariance": 0.1}}]}"#, to: "A.json")
    let file = try HDF5File.create(tool.folder.appending(path: "X.h5"))
    for (name, count, width) in [("x1", rows, 10), ("y1", rows, 1), ("x2", 20, 10)] {
      // Pseudorandom, so that no two rows coincide.
      let values = (1...count * width).map { (k: Int) -> Double in
        let multiple: Double = Double(k) * 0.618_033_988_75 * Double(k)
        return multiple.truncatingRemainder(dividingBy: 1) + (name == "y1" ? 0 : origin)
      }
      try file.root.createDataset(name, of: Double.self, shape: [count, width]).write(values)
    }
    try file.close()
    return tool
  }
}
