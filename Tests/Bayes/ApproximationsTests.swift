import Bayes
import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing

@Suite("Approximations of a network's posterior")
struct ApproximationsTests {
  private static let places = 60

  /// A table in which method number k has e^{k/10} times the exact deviation and a density lower by k/100; SGLD's
  /// deviation is a polynomial of the step.
  private static func value(_ column: String, _ entry: Int, sizes: [Double]) -> Double {
    let (method, place) = (Double(entry / places), entry % places)
    switch column {
    case "mean": return 0.2 * method
    case "deviation": return 0.4 * exp(0.1 * method)
    case "log_density": return 0.5 - 0.01 * method
    // Of 60 observations 27 in the central half, 54 in the central 90 %.
    case "probability": return place < 27 ? 0.5 : place < 54 ? 0.85 : 0.99
    case "function": return place % 2 == 0 ? 0.4 : -0.4
    case "sgld_deviation":
      let step = sizes[entry / places]
      return 0.4 * exp(0.03 + 50 * step + 2e4 * step * step)
    case "scale_reduction", "sgld_scale_reduction": return 1.01
    default: return 1
    }
  }

  private func finished(_ tier: Tier, sizes: [Double]) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["bayes/approximations"]) { column, _, entry in
      Self.value(column, entry, sizes: sizes)
    }
  }

  @Test func scoresAreMeasuredUnderTheReferencesKeys() throws {
    let finished = try finished(.quick, sizes: [2e-3, 1e-3])
    let values = try scoreValues(finished)
    let expected = try ReferenceNumbers("bayes/approximations").keys.subtracting(["sgld/inside/limit"])
    #expect(expected.isSubset(of: values.keys))
    func isNear(_ key: String, _ expected: Double) throws {
      let value = try #require(values[key])
      #expect(abs(value - expected) < 1e-9, "\(key): \(value)")
    }
    try isNear("exact/square_error_excess", 0)
    for percent in [50, 80, 95] { try isNear("ntk/coverage_\(percent)", [50: 0.45, 80: 0.9, 95: 0.9][percent] ?? 0) }
    for (number, method) in ["nngp", "ntk", "mean_field", "laplace"].enumerated() {
      let k = Double(number + 1)
      try isNear("\(method)/nlpd_excess", 0.01 * k)
      try isNear("\(method)/mean_error", 0.5 * k)
      for region in ["gap", "inside", "outside"] { try isNear("\(method)/\(region)/log_deviation_ratio", 0.1 * k) }
    }
    // ψ(24.5) − log 24.5 = −0.020546971 by 49 degrees of freedom; half of it is what 50 members lack.
    for (number, method) in ["ensemble", "anchored"].enumerated() {
      let value = try #require(values["\(method)/gap/log_deviation_ratio"])
      #expect(abs(value - (0.1 * Double(number + 7) + 0.5 * 0.020546971)) < 1e-6)
    }
    #expect(values["sgld/nlpd_excess"] != nil && values["laplace_diagonal/inside/log_ratio_to_full"] != nil)
    try isNear("laplace/gap/log_ratio_to_mean_field", 0.1)
    try isNear("mean_field/nlpd_above_nngp", 0.02)
    try isNear("sgld/inside/per_step_size", 50 + 2e4 * 3e-3)
    let narrative = try finished.narrative
    #expect(
      narrative.contains("| mean-field VI | 1.50 ± 0.00 | 1.35 | 1.35 | 1.35 | 0.030 ± 0.000 | 0.45 | 0.90 | 0.90 |"))
    let panels = try #require(try finished.figure).summary.panels
    #expect(panels.count == 7 && panels.map { $0.layers.count } == [5, 5, 5, 7, 5, 7, 5])
  }

  /// Three step sizes have a limit, exact for a polynomial of the second order.
  @Test func theStepSizesLimitIsExtrapolated() throws {
    let values = try scoreValues(finished(.standard, sizes: [2e-3, 1e-3, 5e-4]))
    #expect(abs(try #require(values["sgld/inside/limit"]) - 0.03) < 1e-9)
    #expect(try ReferenceNumbers("bayes/approximations").keys.isSubset(of: values.keys))
  }

  /// Data sets whose chains have not met are left out; where none has, nothing is said.
  @Test func chainsThatHaveNotMetSayNothing() throws {
    func finished(_ isUntrusted: @escaping (Int) -> Bool) throws -> FinishedExperiment {
      try Bench().finished(experiments["bayes/approximations"]) { _, point in
        let layout = point.layout
        return Row(
          layout.variables.map { variable in
            let shape = layout.shape(of: Array(variable.dimensions.dropFirst(layout.cellDimensions.count)))
            return Column<Double>(variable.name, "")
              => (0..<shape.reduce(1, *)).map { Self.value(variable.name, $0, sizes: [2e-3, 1e-3]) }
          }, status: isUntrusted(point.cell[0]) ? .untrusted : .done)
      }
    }
    let some = try finished { $0 < 3 }
    #expect(try some.scores.first { $0.key == "nngp/nlpd_excess" }?.samples == 5)
    let none = try finished { _ in true }
    #expect(try scoreValues(none) == ["exact/scale_reduction": 1.01])
    #expect(try none.figure == nil && none.narrative.isEmpty)
  }

  /// One data set: SGLD and the process are near the exact posterior, and the others have their known errors.
  @Test func aCellPredicts() throws {
    let row = try Bench().row(of: experiments["bayes/approximations"], cell: [0]).numbers
    func list(_ column: String, _ method: Int) throws -> [Double] {
      let all = try #require(row[column])
      return Array(all[method * Self.places..<(method + 1) * Self.places])
    }
    let exact = (mean: try list("mean", 0), deviation: try list("deviation", 0))
    for method in [1, 9] {
      for (place, mean) in try list("mean", method).enumerated() {
        #expect(abs(mean - exact.mean[place]) < 0.5 * exact.deviation[place])
        let ratio = try list("deviation", method)[place] / exact.deviation[place]
        #expect(ratio > 0.7 && ratio < 1.4)
      }
    }
    // Among the data, x = 1: mean field spreads too much; in the gap, x = 0: dropout too little.
    let (inside, gap) = (42, 30)
    #expect(try list("deviation", 3)[inside] > 1.5 * exact.deviation[inside])
    #expect(try list("deviation", 6)[gap] < 0.7 * exact.deviation[gap])
    #expect(try #require(row["scale_reduction"])[0] <= 1.05)
    #expect(try #require(row["gradient_norm"])[0] < 1e-6)
    // From six maxima and a draw from the prior.
    let (bounds, errors) = (try #require(row["evidence_bound"]), try #require(row["evidence_bound_error"]))
    #expect(bounds.count == 7 && bounds.allSatisfy(\.isFinite) && errors.allSatisfy { $0 > 0 && $0 < 5 })
    #expect(try #require(row["log_density"]).allSatisfy(\.isFinite))
    #expect(try #require(row["probability"]).allSatisfy { $0 > 0 && $0 < 1 })
  }
}
