import Foundation
import Lee2018
import Results
import Suite
import Testing

@Suite struct SubsetSpreadTests {
  private static func row(_ name: String) throws -> GaussianProcessRow {
    try #require(GaussianProcessRow(rawValue: name))
  }

  /// Two rows of a data set: n s² is 100 · 2e-4 and 500 · 0.5e-4, with one degree of freedom each.
  @Test func theSpreadFallsWithTheNumberOfImages() throws {
    let spread = SubsetSpread([
      (try Self.row("MNIST:100"), [0.7, 0.72, .nan]), (try Self.row("MNIST:200"), [0.8]),
      (try Self.row("MNIST:500"), [0.90, 0.89]),
    ])
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: 2) / 2.576
    let c = factor * factor * (100 * 2e-4 + 500 * 0.5e-4) / 2
    for (name, n) in [("MNIST:100", 100.0), ("MNIST:5k", 5_000)] {
      #expect((spread.variance(of: try Self.row(name)) - c / n).magnitude < 1e-12)
    }
    #expect(spread.variance(of: try Self.row("CIFAR:100")) == 0)
  }
}
