import Foundation
import HDF5
import Testing

/// Predictions and models with `--solver`, as processes.
@Suite struct SolverOptionsTests {
  /// Means without a factor; what does not converge ends with status 1, one line and no file.
  @Test func conjugateGradientsPredictOrSayWhatTheyReached() throws {
    let tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    try tool.writeExample("X.h5", [("x1", 40), ("y1", 40), ("x2", 5), ("y2", 5)])
    let common = ["--architecture", "A.json", "--inputs", "X.h5", "--classes"]
    let predict = ["predict", "--method", "gp"] + common
    let exact = try tool.run(predict + ["--noise-variance", "0.1", "--output", "P.h5"])
    let iteration = ["--noise-variance", "0.1", "--solver", "conjugate-gradients", "--rank", "4"]
    let found = try tool.run(predict + iteration + ["--output", "Q.h5"])
    #expect(found.status == 0 && found.output == exact.output, "\(found.errors)")
    #expect(try !HDF5File.open(tool.folder.appending(path: "Q.h5")).root.contains("probability"))
    let fit = try tool.run(["fit"] + common + iteration + ["--output", "M.h5", "--keep-inputs"])
    #expect(fit.status == 0 && fit.output.hasPrefix("residual "), "\(fit.errors)")
    let again = try tool.run(["predict", "--model", "M.h5", "--inputs", "X.h5", "--output", "R.h5"])
    #expect(again.status == 0 && again.output == exact.output, "\(again.errors)")

    let never = try tool.run(
      predict + [
        "--noise-variance", "1e-9", "--solver", "conjugate-gradients", "--residual", "1e-16", "--output", "N.h5",
      ])
    #expect(never.status == 1 && never.errors.count { $0 == "\n" } == 1, "\(never.errors)")
    #expect(never.errors.contains("residual of") && never.errors.contains("exact factor"))
    #expect(!FileManager.default.fileExists(atPath: tool.path("N.h5")))
  }

  /// What needs the exact factor, or a noise, or the other solver: one line each.
  @Test(arguments: [
    ["fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--solver", "conjugate-gradients"],
    ["fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--rank", "5"],
    ["fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--residual", "1e-3"],
    [
      "fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--solver", "conjugate-gradients",
      "--noise-variance", "1", "--keep-factor",
    ],
    [
      "fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5", "--solver", "conjugate-gradients",
      "--noise-variance", "1", "--residual", "0",
    ],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "gp", "--solver",
      "conjugate-gradients", "--noise-variance", "1", "--scratch", "S",
    ],
    [
      "predict", "--architecture", "A.json", "--inputs", "X.h5", "--output", "P.h5", "--method", "readout", "--solver",
      "conjugate-gradients", "--noise-variance", "1",
    ],
    ["predict", "--model", "M.h5", "--inputs", "X.h5", "--output", "P.h5", "--solver", "conjugate-gradients"],
  ]) func wrongArgumentsAre64(arguments: [String]) throws {
    let outcome = try ToolProcess().run(arguments)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("Error: ") && outcome.errors.count { $0 == "\n" } == 1, "\(outcome.errors)")
  }
}
