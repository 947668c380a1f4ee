import ExperimentSupport
import Foundation
import Lee2018
import Randomness
import Results
import Suite
import Testing

@Suite("Table 2's networks") struct NetworkSettingTests {
  /// The reference file names the setting whose accuracy it gives.
  @Test func settingsAreThoseOfThePublishedAccuracies() throws {
    let reference = try ReferenceNumbers("lee2018/table2-networks")
    let networks = GaussianProcessRow.networks(of: GaussianProcessRow.all)
    for (row, nonlinearity) in GaussianProcessRowTests.cells {
      let key = "\(row.key(nonlinearity))/network_test_accuracy"
      let number = try #require(reference[key], "\(key)")
      #expect(number.value != nil, "\(key)")
      let name = try row.network(nonlinearity.value, of: networks).name
      #expect(number.source.hasSuffix(name), "\(key): \(number.source), not \(name)")
    }
  }

  /// Draws lie in the paper's ranges, and of 20 trials one lies in each twentieth of both.
  @Test func drawsAreThoseOfThePapersSearch() {
    let seed = Seed(root: 0, experiment: "tests", purpose: "draws")
    let draws = (0..<20).map { TrialSettings($0, of: 20, from: TrialRanges(), seed: seed) }
    #expect(draws.allSatisfy { (1e-4..<0.2).contains($0.learningRate) && (1e-8..<1).contains($0.weightDecay) })
    func parts(_ value: (TrialSettings) -> Double, from low: Double, to high: Double) -> [Int] {
      draws.map { Int(20 * log(value($0) / low) / log(high / low)) }
    }
    let (rates, decays) = (
      parts({ $0.learningRate }, from: 1e-4, to: 0.2), parts({ $0.weightDecay }, from: 1e-8, to: 1)
    )
    #expect(rates.sorted() == Array(0..<20))
    #expect(decays.sorted() == Array(0..<20))
    #expect(rates != decays && rates != Array(0..<20))
    #expect(Set(draws.map(\.batchSize)).isSubset(of: [16, 32, 64, 128, 256]))
    #expect(Set(draws.map(\.batchSize)).count > 2)
    #expect(draws == (0..<20).map { TrialSettings($0, of: 20, from: TrialRanges(), seed: seed) })
  }

  /// The initial variances are drawn beside the rest, which does not change by it.
  @Test func variancesAreDrawnWhereTheRangesHaveThem() {
    let seed = Seed(root: 0, experiment: "tests", purpose: "draws")
    let without = (0..<20).map { TrialSettings($0, of: 20, from: TrialRanges(), seed: seed) }
    let with = (0..<20).map { TrialSettings($0, of: 20, from: .withVariances, seed: seed) }
    #expect(without.allSatisfy { $0.weightVariance == nil && $0.biasVariance == nil })
    #expect(zip(without, with).allSatisfy { $0.learningRate == $1.learningRate && $0.batchSize == $1.batchSize })
    let parts = with.map { draw in
      ((draw.weightVariance ?? .nan).squareRoot() - 0.01) / 2.49 * 20
    }.map { Int($0) }
    #expect(parts.sorted() == Array(0..<20))
    #expect(with.map { Int((($0.biasVariance ?? .nan)).squareRoot() / 1.5 * 20) }.sorted() == Array(0..<20))
  }
}
