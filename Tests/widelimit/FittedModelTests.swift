import Foundation
import HDF5
import Testing

/// Fitted models as users have them: from file to file.
@Suite struct FittedModelTests {
  @Test func aModelIsFittedOnceAndPredictsTwice() throws {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    try tool.writeExample("X.h5", [("x1", 12), ("y1", 12), ("x2", 5), ("y2", 5)])
    try tool.writeExample("T.h5", [("x2", 5), ("y2", 5)])
    let fit = try tool.run([
      "fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--classes", "--keep-inputs",
      "--keep-factor", "--noise-variance", "0.1",
    ])
    #expect(fit.status == 0 && fit.errors.isEmpty, "\(fit.errors)")
    #expect(
      fit.output.wholeMatch(
        of: /log marginal likelihood -?[0-9.]+ nats \(2 outputs\)\nleave-one-out: mean squared error .*, accuracy .*\n/)
        != nil,
      "\(fit.output)")
    let anew = try tool.run([
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "gp", "--classes",
      "--noise-variance", "0.1",
    ])
    #expect(anew.status == 0 && anew.output.hasPrefix("accuracy "), "\(anew.errors)")
    func bits(_ name: String, _ dataset: String) throws -> [UInt64] {
      try HDF5File.open(tool.folder.appending(path: name)).root.dataset(dataset).read(as: Double.self).map(\.bitPattern)
    }
    for (output, extra) in [("P1.h5", []), ("P2.h5", ["--architecture", "A.json", "--method", "gp"])] {
      let again = try tool.run(["predict", "--model", "M.h5", "--inputs", "T.h5", "--output", output] + extra)
      #expect(again.status == 0 && again.output == anew.output, "\(again.errors)")
      for dataset in ["mean", "variance", "label", "probability"] {
        #expect(try bits(output, dataset) == bits("P.h5", dataset), "\(dataset)")
      }
    }
  }

  @Test func aModelOfOtherInputsIs65AndLeavesNothing() throws {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    try tool.writeExample("X.h5", [("x1", 12), ("y1", 12)])
    try tool.writeExample("T.h5", [("x1", 11), ("x2", 5)])
    #expect(
      try tool.run(["fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--classes"]).status == 0
    )
    for (model, part) in [("M.h5", "T.h5: x1 is not what M.h5 was fitted to"), ("X.h5", "X.h5: is no fitted model")] {
      let outcome = try tool.run(["predict", "--model", model, "--inputs", "T.h5", "--output", "P.h5"])
      #expect(outcome.status == 65 && outcome.errors.contains(part), "\(outcome.errors)")
      #expect(outcome.errors.count { $0 == "\n" } == 1 && outcome.output.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: tool.path("P.h5")))
  }
}
