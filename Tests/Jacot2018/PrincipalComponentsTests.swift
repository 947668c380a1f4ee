import Architectures
import ExperimentSupport
import Foundation
import InfiniteWidth
import Jacot2018
import Plotting
import Results
import Suite
import Testing

@Suite("Principal components of the tangent kernel")
struct PrincipalComponentsTests {
  /// Networks twice as fast as the limit, whose distance from the line is 1/√n and whose kernel grows by a half.
  @Test func descentIsMeasuredAgainstTheLimit() throws {
    // Three networks of width 200, four of width 100, at t = 0, 100, …
    let finished = try Bench().filled(experiments["jacot2018/figure3"]) { column, point, entry in
      let width = point.cell[0] < 3 ? 200.0 : 100
      return switch column {
      case "eigenvalue": [0.05, 0.002, 0.001][entry]
      case "along": 0.5 * exp(-2 * 0.002 * Double(100 * entry))
      case "across": (entry == 3 ? 1 : 0.5) / width.squareRoot()
      case "rate_before": 2
      default: 3
      }
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("jacot2018/figure3").keys))
    #expect(abs(try #require(values["eigenvalue/1"]) - 0.05) < 1e-15)
    for width in [200, 100] {
      #expect(abs(try #require(values["n\(width)/gain"]) - 1) < 1e-12)
      #expect(abs(try #require(values["n\(width)/kernel_growth"]) - log(1.5)) < 1e-12)
    }
    #expect(abs(try #require(values["gain_of_narrow"])) < 1e-12)
    #expect(abs(try #require(values["deviation_exponent"]) - 0.5) < 1e-12)
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.map(\.layers.count) == [10, 7, 8])
    #expect(summary.panels[0].layers.reduce(0) { $0 + $1.points } == 512)
    #expect(summary.panels[2].labels == ["<i>n</i> = 200", "<i>n</i> = 100", "<i>n</i> = ∞"])
  }

  @Test(arguments: Tier.allCases) func everyNumberHasAnExpectation(_ tier: Tier) throws {
    let finished = try Bench(tier: tier).filled(experiments["jacot2018/figure3"]) { column, point, entry in
      column == "across" ? 1 / Double(point.cell[0] + 1) : 0.5 / Double(entry + 1)
    }
    #expect(Set(try scoreValues(finished).keys).isSubset(of: try ReferenceNumbers("jacot2018/figure3").keys))
  }

  /// With E over the digits: E f² = 1, E f g = 0, E Θ(x, ·) f = λ f(x), and the largest entry is positive.
  @Test func componentsAreEigenfunctions() throws {
    let images = try Bench().context(of: "jacot2018/figure3").dataset(.mnist).training.subset(0..<200)
    let architecture = Architecture.fullyConnected(
      depth: 4, nonlinearity: .relu, weightVariance: 1, biasVariance: 0.01)
    let batch = try DigitBatch(images, kernel: architecture.infiniteWidth, threads: 1)
    let components = (1...3).map(batch.component)
    func mean(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 200
    }
    for (i, f) in components.enumerated() {
      #expect(abs(mean(f, f) - 1) < 1e-10)
      #expect(abs(mean(f, components[(i + 1) % 3])) < 1e-10)
      #expect(try #require(f.max()) >= -(try #require(f.min())))
    }
    let kernel = try #require(
      try architecture.infiniteWidth.matrices(rows: batch.inputs, get: .ntk).ntk)
    for (i, f) in components.enumerated() {
      for x in [0, 100, 199] {
        #expect(abs(mean(Array(kernel.row(x)), f) - batch.eigenvalues[i] * f[x]) < 1e-10)
      }
    }
    // Not centred: the first is almost a constant.
    #expect(batch.eigenvalues[0] > 10 * batch.eigenvalues[1])
    #expect(components[0].allSatisfy { $0 > 0 })
    #expect(batch.inputs.elements.allSatisfy { 0 <= $0 && $0 <= 1 } && batch.labels.count == 200)
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
