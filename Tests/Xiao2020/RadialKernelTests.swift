import ExperimentSupport
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("The radial kernel")
struct RadialKernelTests {
  /// On procedural images, one run: what does not depend on them lies where theory has it.
  @Test func bothPhasesAreThere() throws {
    let finished = try Bench().finished(experiments["xiao2020/radial-kernel"])
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("xiao2020/radial-kernel").keys))
    for key in ["lambda_max_ratio", "lambda_bulk_ratio", "kappa_rate", "predictor_ratio"] {
      #expect((try #require(values["growing/\(key)"]) - 1).magnitude < 1e-3, "\(key)")
    }
    #expect(try #require(values["shrinking/predictor_fall"]) < 0.5)
    let figure = try #require(try finished.figure)
    #expect(figure.panels.map(\.layers.count) == [4, 4])
  }
}
