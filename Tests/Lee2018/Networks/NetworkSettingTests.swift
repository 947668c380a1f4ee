import Experiments
import Foundation
import Randomness
import Suite
import Testing

/// Two copies of the paper's numbers, typed apart.
@Suite("Table 2's networks") struct NetworkSettingTests {
  @Test func settingsAndAccuraciesAreThePapers() throws {
    let reference = try ReferenceNumbers("lee2018/table2")
    for (row, nonlinearity) in GaussianProcessRowTests.cells {
      let key = "\(row.dataset.id)/\(row.trainingSize)/\(nonlinearity.name)/network_test_accuracy"
      let number = try #require(reference[key], "\(key)")
      let setting = try #require(row.network(nonlinearity.value))
      #expect(number.value == setting.accuracy, "\(key)")
      let name = String(
        format: "NN-%d-%d-%.2f-%.2f", setting.depth, setting.width, setting.weightVariance, setting.biasVariance)
      #expect(number.source.hasSuffix(name), "\(key): \(number.source)")
    }
  }

  /// Draws lie in the paper's ranges, and of 20 trials one lies in each twentieth of both.
  @Test func drawsAreThoseOfThePapersSearch() {
    let seed = Seed(root: 0, experiment: "tests", purpose: "draws")
    let draws = (0..<20).map { TrialSettings($0, of: 20, seed: seed) }
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
    #expect(draws == (0..<20).map { TrialSettings($0, of: 20, seed: seed) })
  }

  @Test func trialsAreRankedByAccuracyThenErrorAndThoseWithoutAScoreAreLast() {
    #expect(NetworkSearch.ranking([(0.5, 0.1), (.nan, .nan), (0.7, 0.3), (0.7, 0.2), (0.5, 0.1)]) == [3, 2, 0, 4, 1])
  }

  /// A made-up first round of the paper's rows: in the search of MNIST:200, tanh (the fourth), trial k has accuracy
  /// k/100 and the draw 19 − k; all others are alike. The best go on, by their draws.
  @Test func theBestTrialsOfARoundGoOn() throws {
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    let context = RunContext(
      experiment: "lee2018/table2",
      settings: RunSettings(tier: .paper, results: URL(filePath: "/nowhere"), rootSeed: 0, threads: 1),
      progress: progress, interruption: Interruption(),
      library: DatasetLibrary(directory: nil, proceduralDirectory: URL(filePath: "/nowhere"), progress: progress),
      results: { variable, group in
        #expect(group == "/neural_network")
        return (0..<36 * 20).map { k in
          let isChosen = k / 20 == 3
          return switch variable {
          case "validation_accuracy": isChosen ? Double(k % 20) / 100 : 0.5
          case "draw": Double(isChosen ? 19 - k % 20 : k % 20)
          default: 0.02
          }
        }
      })
    let chosen = try NetworkSearch.survivors(ofRound: 0, search: [1, 1], tier: .paper, context: context)
    #expect(Array(chosen[..<7]) == [0, 1, 2, 3, 4, 5, 6])
    let other = try NetworkSearch.survivors(ofRound: 0, search: [1, 0], tier: .paper, context: context)
    #expect(other == Array(0..<20))
  }
}
