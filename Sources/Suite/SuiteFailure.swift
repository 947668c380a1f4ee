import Failures
import Work

/// What can stop a run of the suite, beside the errors of the parts it is made of.
public enum SuiteFailure: Failure, Equatable {
  case unknownExperiment(String, known: [String])
  case notInTier(String, Tier, tiers: [Tier])
  case unknownSweep(String, experiment: String, known: [String])
  case unknownRow(String, experiment: String, known: [String])
  case doesNotFit(experiment: String, what: String, needed: Int, available: Int)
  case noDatasets(folder: String)
  case noResults(experiment: String, tier: Tier, path: String)
  case noResultsOfSeveral(experiments: [String], tier: Tier)
  case stale(experiment: String, tier: Tier, path: String, difference: String)
  case damaged(experiment: String, tier: Tier, path: String, detail: String)
  case nothingToReport(tier: Tier, folder: String)
  case missingSource(view: String, source: String)
  case cellFailed(experiment: String, cell: String, reason: String, status: ExitStatus)
  case interrupted(experiment: String, left: Int)
  case downloadInterrupted(dataset: String)

  public var message: String {
    switch self {
    case .unknownExperiment(let id, let known):
      let near = known.filter { $0.hasPrefix(id.prefix { $0 != "/" } + "/") }
      let names = (near.isEmpty ? known : near).joined(separator: ", ")
      return "\(id): no such experiment; `widelimit list` shows all\(names.isEmpty ? "" : " (\(names))")"
    case .notInTier(let id, let tier, let tiers):
      let others = tiers.map { "--tier \($0.rawValue)" }.joined(separator: " or ")
      return "\(id): not part of the \(tier.rawValue) tier; use \(others.isEmpty ? "another experiment" : others)"
    case .unknownSweep(let name, let id, let known):
      let names = known.isEmpty ? "it has one sweep: leave --sweeps out" : "choose of \(known.joined(separator: ", "))"
      return "\(id): no sweep \"\(name)\"; \(names)"
    case .unknownRow(let name, let id, let known):
      let names = known.isEmpty ? "its cells have none: leave --rows out" : "choose of \(known.joined(separator: ", "))"
      return "\(id): no row \"\(name)\"; \(names)"
    case .doesNotFit(let id, let what, let needed, let available):
      return "\(id): needs \(Amounts.bytes(needed)) of \(what), \(Amounts.bytes(available)) are free; "
        + "\(Amounts.bytes(needed - available)) are missing: free them, or use a smaller tier"
    case .noDatasets(let folder):
      return "\(folder): no such folder of datasets; `widelimit data fetch --datasets \(folder)` downloads them"
    case .noResults(let id, let tier, let path):
      return "\(path): no results of \(id) yet; `widelimit reproduce \(id) --tier \(tier.rawValue)` makes them"
    case .noResultsOfSeveral(let ids, let tier):
      return "no results yet of \(ids.joined(separator: ", ")); "
        + "`widelimit reproduce \(ids.joined(separator: " ")) --tier \(tier.rawValue)` makes them"
    case .stale(let id, let tier, let path, let difference):
      return "\(path): is stale (\(difference)) and is neither judged nor drawn; "
        + "`widelimit reproduce \(id) --tier \(tier.rawValue)` sets it aside and makes it anew"
    case .damaged(let id, let tier, let path, let detail):
      return "\(path): is damaged (\(detail)) and is neither judged nor drawn; "
        + "`widelimit reproduce \(id) --tier \(tier.rawValue)` sets it aside and makes it anew"
    case .nothingToReport(let tier, let folder):
      return "\(folder): no results to report; `widelimit reproduce --tier \(tier.rawValue)` makes them"
    case .missingSource(let view, let source):
      return "\(view): is a view of \(source), which is not in the catalogue"
    case .cellFailed(let id, let cell, let reason, _):
      return "\(id): \(cell) failed: \(reason)"
    case .downloadInterrupted(let dataset):
      return "\(dataset): download interrupted; the same command goes on from here"
    case .interrupted(let id, let left):
      return "\(id): interrupted with \(left) \(left == 1 ? "cell" : "cells") left; "
        + "the same command, without --fresh, goes on from here"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .unknownExperiment, .notInTier, .unknownSweep, .unknownRow: .usage
    case .doesNotFit: .doesNotFit
    case .noDatasets, .noResults, .noResultsOfSeveral, .nothingToReport: .inputMissing
    case .missingSource, .stale, .damaged: .badData
    case .cellFailed(_, _, _, let status): status
    case .interrupted, .downloadInterrupted: .interrupted
    }
  }
}
