import ExperimentSupport
import Jacot2018
import Results
import Suite
import Testing

@Suite("Principal components of the tangent kernel")
struct PrincipalComponentsTests {
  @Test(arguments: Tier.allCases) func everyNumberHasAnExpectation(_ tier: Tier) throws {
    let finished = try Bench(tier: tier).filled(experiments["jacot2018/figure3"]) { column, point, entry in
      column == "across" ? 1 / Double(point.cell[0] + 1) : 0.5 / Double(entry + 1)
    }
    #expect(Set(try scoreValues(finished).keys).isSubset(of: try ReferenceNumbers("jacot2018/figure3").keys))
  }

  /// A narrow network starts on the line at the full distance and comes nearer to its target.
  @Test func aNetworkDescends() throws {
    let row = try Bench().row(
      of: experiments["jacot2018/figure3"], SweepName("networks"), cell: [6])
    let (along, across) = (try #require(row.numbers["along"]), try #require(row.numbers["across"]))
    #expect(abs(along[0] - 0.5) < 1e-5 && across[0] < 1e-5)
    #expect(along[10] < 0.45 && across[10] > 1e-3 && across[10] < 0.5)
    #expect(try #require(row.numbers["rate_before"]?[0]) > 0)
  }
}
