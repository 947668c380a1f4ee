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
    let reference = try ReferenceNumbers("lee2018/table2")
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

  @Test func trialsAreRankedByAccuracyThenErrorAndThoseWithoutAScoreAreLast() {
    #expect(TrainedTrial.ranking([(0.5, 0.1), (.nan, .nan), (0.7, 0.3), (0.7, 0.2), (0.5, 0.1)]) == [3, 2, 0, 4, 1])
  }

  /// A made-up first round of the paper's rows: in the search of MNIST:200, tanh (the fourth), trial k has accuracy
  /// k/100 and the draw 19 − k; all others are alike. The best go on, by their draws.
  @Test func theBestTrialsOfARoundGoOn() throws {
    let table2 = try experiments["lee2018/table2"]
    let finished = try Bench(tier: .paper).filled(table2) { column, point, _ in
      let isChosen = point.cell[0] == 1 && point.cell[1] == 1
      let trial = point.cell.last ?? 0
      return switch column {
      case "validation_accuracy": isChosen ? Double(trial) / 100 : 0.5
      case "draw": Double(isChosen ? 19 - trial : trial)
      default: 0.02
      }
    }
    let name = NetworkSearch.name(ofRound: 0)
    let layout = try #require(try table2.plan(.paper).layouts.first { $0.group == name.group })
    let round = Table(finished.results, layout)
    let rows = GaussianProcessRow.all
    let chosen = try NetworkSearch.ranked(in: round, rows[1], .tanh)
    #expect(Array(chosen[..<7]) == [0, 1, 2, 3, 4, 5, 6])
    #expect(try NetworkSearch.ranked(in: round, rows[1], .relu) == Array(0..<20))
  }
}
