import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Layer normalisation and skip connections")
struct ArchitectureSpectraTests {
  /// λ_max 2, all others 1, a predictor of 1: everything is trusted, and every law can be fitted.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["xiao2020/architectures"]) { column, _, _ in
      switch column {
      case "lambda_max": 2
      case "mean_predictor_rounding": 0
      default: 1
      }
    }
  }

  @Test func everyReferenceNumberIsMeasuredAndEveryMeasurementHasOne() throws {
    let keys = Set(try Self.finished(.paper).scores.map(\.key))
    #expect(keys == (try ReferenceNumbers("xiao2020/architectures").keys))
  }

  /// The trace of Θ, λ_max + (m − 1) λ_bulk, is m Θ(x, x), which a recursion of two numbers gives at every depth.
  @Test(arguments: [
    ("/ordered", 0, 0), ("/ordered", 1, 0), ("/critical", 0, 0), ("/critical", 0, 1), ("/critical", 1, 1),
    ("/chaotic", 1, 0), ("/residual", 0, 0), ("/residual", 0, 1),
  ])
  func tracesAreThoseOfTheRecursion(_ group: String, _ design: Int, _ network: Int) throws {
    let (bench, experiment) = (try Bench(), try experiments["xiao2020/architectures"])
    let name = SweepName(group: group)
    let sweep = try #require(experiment.plan(.quick).sweeps.first { $0.layout.group == group })
    let depths = try #require(sweep.layout.coordinate("depth").flatMap { Int.values(of: $0.values) })
    let row = try bench.row(of: experiment, name, cell: [design, network, 0, 0])
    let (largest, bulk) = (try #require(row.numbers["lambda_max"]), try #require(row.numbers["lambda_bulk"]))
    let bias = ["/ordered": 0.55, "/chaotic": 0.3][group]
    for (place, depth) in depths.enumerated().prefix(25) {
      let expected = Self.diagonal(group, design: design, isReLU: network == 1, bias: bias, depth: depth)
      let trace = (largest[place] + 11 * bulk[place]) / 12
      #expect((trace / expected - 1).magnitude < 1e-11 * Double(depth), "\(group) depth \(depth)")
    }
    if group == "/critical" {
      // κ of the NTK at l = 10,000 is within log l/l · 30 of its limit.
      let limit = network == 1 ? 5.0 : 7
      let smallest = try #require(row.numbers["lambda_min"])
      #expect((largest[depths.count - 1] / smallest[depths.count - 1] - limit).magnitude < 0.05)
    }
  }

  /// Θ(x, x) by the layers' definitions, for K⁰ = Θ⁰ = 1.
  private static func diagonal(_ group: String, design: Int, isReLU: Bool, bias: Double?, depth: Int) -> Double {
    func moment(_ q: Double) -> Double { isReLU ? q / 2 : 2 / .pi * asin(2 * q / (1 + 2 * q)) }
    func slope(_ q: Double) -> Double { isReLU ? 0.5 : 4 / .pi / (1 + 4 * q).squareRoot() }
    let weight = group == "/residual" ? (isReLU ? 1 : 1.5) : 4.0
    let added = group == "/residual" ? (isReLU ? 0 : 0.05) : bias ?? weight * (slope(1) - moment(1))
    var (q, p) = (1.0, 1.0)
    for _ in 0..<depth {
      if group != "/residual", design == 0 { (q, p) = (1, p / q) }
      let gain = weight * moment(q) + added
      let kept = weight * slope(q) * p + gain
      let isResidual = group == "/residual" || design == 1
      (q, p) = isResidual ? (q + gain, p + kept) : (gain, kept)
      if group != "/residual", design == 1 { (q, p) = (1, p / q) }
    }
    return p
  }

  /// The whole quick tier as it runs: kernels follow the laws within what depth leaves open.
  @Test func kernelsFollowTheLaws() throws {
    let reference = try ReferenceNumbers("xiao2020/architectures")
    let tolerances = try ReferenceNumbers.library().reference(for: "xiao2020/architectures").tolerances
    let scores = try Bench().finished(experiments["xiao2020/architectures"]).scores
    #expect(scores.count == 72)
    for score in scores {
      let published = try #require(reference[score.key])
      let width = try #require(tolerances[published.tolerance]?.width(for: score), "\(score.key)")
      #expect((score.value - (try #require(published.value))).magnitude <= width, "\(score.key): \(score.value)")
    }
  }

  @Test func theFigureHasAPanelAPhase() throws {
    let panels = try #require(try Self.finished(.quick).figure).summary.panels
    #expect(panels.map(\.title) == ["ordered", "critical", "chaotic", "skip connections alone"])
    // Two designs of erf, and on the critical line of ReLU; limits beside them.
    #expect(panels.map(\.layers.count) == [2, 4 + 2, 2, 2 + 1])
  }
}
