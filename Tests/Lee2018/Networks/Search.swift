import Datasets
import ExperimentSupport
import Lee2018
import Results
import Suite
import Synchronization
import TestSupport

/// A search of small networks by itself.
final class Search: Experiment {
  struct Stop: Error {}

  struct Settings: Codable {
    var searches: [NetworkSearch]
  }

  static let rungs: [(trials: Int, steps: Int)] = [(12, 60), (3, 120), (2, 250)]

  let id = "test/search"
  let title = "A search"
  let reference = "arXiv:0000.00000"
  let datasets: [DatasetDescription] = [.mnist]
  let tiers: [Tier: TierPlan<Settings>]
  /// Called when a cell has its row, which is not in the file yet.
  let afterCell = Mutex<(@Sendable (Point) throws -> Void)?>(nil)

  /// - Parameters:
  ///   - widths: of a search each, named after them; nil: one at the row's.
  ///   - triplesNarrowest: ReLU's networks are half as wide, and have three times the trials.
  init(
    width: Int = 20, widths: [Int]? = nil, ranges: TrialRanges = .withVariances, triplesNarrowest: Bool = false
  ) {
    let (network, narrow) = (NetworkSetting(2, width, 1, 0.1), NetworkSetting(2, width / 2, 1, 0.1))
    func search(_ own: Int?) -> NetworkSearch {
      var search = NetworkSearch(
        rows: GaussianProcessRow.rows(sizes: [100]).filter { $0.dataset == .mnist }, width: own, largestWidth: width,
        rungs: Self.rungs.map { NetworkSearch.Rung(trials: $0.trials, steps: $0.steps, validationImages: 200) },
        ranges: ranges,
        networks: ["MNIST:100": RowNetworks(relu: triplesNarrowest ? narrow : network, tanh: network)])
      if triplesNarrowest { search.largestTripledOperations = 3 * search.operations(narrow, search.rows[0]) }
      return search
    }
    let searches = widths.map { $0.map { search($0) } } ?? [search(nil)]
    tiers = .everyTier(TierPlan(Settings(searches: searches), seconds: 1, megabytes: 0))
  }

  func sweeps(_ settings: Settings) -> [Sweep] {
    settings.searches.flatMap(\.sweeps).map { sweep in
      sweep.calling { [self] point in try afterCell.withLock({ $0 })?(point) }
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) -> [Score] { [] }
}
