import Failures
import Foundation
import TestSupport
import Testing

/// Files on which libraries crash or never end, and results of which bytes were changed: one line, and a status.
@Suite struct DamagedFilesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../HDF5/Damaged")

  @Test(arguments: ["heap-crash.h5", "heap-long.h5", "heap-spin.h5", "virtual-itself.h5"]) func inputsAreRefused(
    name: String
  ) throws {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: tool.folder.appending(path: "X.h5"))
    let outcome = try tool.run(["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5"])
    ExitStatusTests().expect(outcome, .badData, "X.h5")
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: tool.folder.path)).isDisjoint(with: ["K.h5"]))
  }

  /// The process that looks at the file has another standard input unless it is given this one.
  @Test func inputsFromTheStandardInputAreLookedAt() throws {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    let outcome = try tool.run(
      [],
      under:
        "exec \"$0\" kernel --architecture A.json --inputs /dev/stdin --output K.h5 < "
        + "'\(Self.folder.path)/heap-crash.h5'"
    )
    ExitStatusTests().expect(outcome, .badData, "/dev/stdin: not a complete HDF5 file")
  }

  /// Results that no library survives, among others: those are judged, these named, and made anew.
  @Test func resultsAreNamedAndMadeAnew() throws {
    let tool = try ToolProcess()
    let ids = ["lee2018/figure5", "lee2018/figure6"]
    #expect(try tool.run(["reproduce"] + ids + ["--quiet"]).status == 0)
    let results = tool.folder.appending(path: "results/quick/lee2018/figure6.h5")
    try FileManager.default.removeItem(at: results)
    try FileManager.default.copyItem(at: Self.folder.appending(path: "heap-crash.h5"), to: results)
    let judged = try tool.run(["verify"] + ids)
    ExitStatusTests().expect(judged, .badData, "figure6.h5: is damaged (reading it crashes the HDF5 library)")
    #expect(judged.output.contains("lee2018/figure5\n"))
    let report = try tool.run(["report"])
    #expect(report.status == 65 && report.errors.hasPrefix("Error: ") && report.errors.contains("figure6.h5"))
    let page = try String(contentsOfFile: tool.path("results/quick/REPORT.md"), encoding: .utf8)
    #expect(page.contains("`lee2018/figure5`") && page.contains("figure6.h5: is damaged"))
    #expect(try tool.run(["reproduce"] + ids + ["--quiet"]).status == 0)
    #expect(FileManager.default.fileExists(atPath: results.path + ".stale"))
    #expect(try tool.run(["verify"] + ids).status == 0)
  }

  /// One byte changed anywhere: it is noticed, or it is none that anything depends on.
  @Test func aChangedByteIsNoticedOrHarmless() throws {
    let tool = try ToolProcess()
    #expect(try tool.run(["reproduce", "lee2018/figure6", "--quiet"]).status == 0)
    let results = tool.folder.appending(path: "results/quick/lee2018/figure6.h5")
    let (whole, sound) = (try Data(contentsOf: results), try tool.run(["verify", "lee2018/figure6"]))
    var random = SplitMix64(seed: 13)
    var noticed = 0
    for _ in 0..<40 {
      var bytes = whole
      let (place, bit) = (Int(random.next() % UInt64(whole.count)), UInt8(1) << UInt8(random.next() % 8))
      bytes[place] ^= bit
      try bytes.write(to: results)
      let outcome = try tool.run(["verify", "lee2018/figure6"])
      if outcome.status == 0 {
        #expect(outcome.output == sound.output, "bit \(bit) of byte \(place)")
      } else {
        ExitStatusTests().expect(outcome, .badData, "figure6.h5")
        noticed += 1
      }
    }
    #expect(noticed > 15)
  }
}
