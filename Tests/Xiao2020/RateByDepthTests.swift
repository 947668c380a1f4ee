import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("The largest learning rate by depth")
struct RateByDepthTests {
  /// Infinite networks: λ_max = 2/η with η = 1/l on the critical line, as are the rates of finite ones, 5 % beyond
  /// their own 2/λ_max.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).finished(experiments["xiao2020/learning-rate"]) { sweep, point in
      let layout = point.layout
      let depths = try #require(layout.coordinate("depth").flatMap { Int.values(of: $0.values) }).map(Double.init)
      let seeds = try #require(layout.coordinate("seed").flatMap { Int.values(of: $0.values) }).count
      guard sweep.group == "/networks" else {
        let ones = depths.map { _ in 1.0 }
        return Row(
          [Double.entry("lambda_max", depths.map { 2 * $0 })]
            + ["lambda_second", "lambda_bulk", "lambda_min", "mean_predictor", "mean_predictor_rounding"].map {
              Double.entry($0, ones)
            })
      }
      let depth = depths[point.cell[1]]
      func entry(_ name: String, _ value: Double) -> RowEntry {
        Double.entry(name, [Double](repeating: value, count: seeds))
      }
      return Row([
        entry("largest_rate", 1.05 / (depth * depth)), entry("own_rate", 1 / (depth * depth)),
        entry("infinite_rate", 1 / depth),
      ])
    }
  }

  @Test(arguments: Tier.allCases) func referenceNumbersAreMeasured(_ tier: Tier) throws {
    let (values, reference) = (try scoreValues(Self.finished(tier)), try ReferenceNumbers("xiao2020/learning-rate"))
    #expect(Set(values.keys).isSubset(of: reference.keys))
    let width = [Tier.quick: 256, .standard: 512, .paper: 1_024][tier] ?? 0
    for phase in ["ordered", "critical", "chaotic"] {
      let found = try #require(values["networks/\(width)/\(phase)/own_log_ratio"])
      #expect((found - log(1.05)).magnitude < 1e-12)
    }
    // l⁻² in place of l⁻¹.
    #expect((try #require(values["networks/\(width)/critical/slope_ratio"]) - 2).magnitude < 1e-12)
  }

  /// A cell as it is computed: gradient descent becomes unstable beyond 2/λ_max of the network's own kernel, by the
  /// 1.6 % that the growth by a tenth takes and the bisection's 1.1 %.
  @Test func aCellIsMeasured() throws {
    let (bench, experiment) = (try Bench(), try experiments["xiao2020/learning-rate"])
    let row = try bench.row(of: experiment, SweepName("networks"), cell: [1, 0])
    let (rates, own) = (try #require(row.numbers["largest_rate"]), try #require(row.numbers["own_rate"]))
    #expect(rates.count == 3)
    for (rate, own) in zip(rates, own) { #expect(rate / own > 0.98 && rate / own < 1.06) }
  }

  /// An end of stability within a factor 2 is enclosed at once, one at a factor 5 or 1/5 after widening; one that lies
  /// nowhere is no finding.
  @Test func theIntervalIsWidened() {
    let search = LargestRate(width: 1)
    for factor in [1.3, 5, 0.2] {
      let end = search.end { $0 < log(factor) }
      // log 2 or 2 log 2, halved six times; half of what is left.
      #expect(end.isEnclosed && (end.logRate - log(factor)).magnitude <= log(2) / 64)
    }
    #expect(!search.end { _ in true }.isEnclosed && !search.end { _ in false }.isEnclosed)
  }

  @Test func theFigureHasAPanelAPhase() throws {
    let panels = try #require(try Self.finished(.quick).figure).summary.panels
    #expect(panels.map(\.title) == ["ordered", "critical", "chaotic"])
    #expect(panels.allSatisfy { $0.layers.count == 2 })
  }
}
