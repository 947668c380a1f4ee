import Foundation
import Results

/// The experiments with what each needs and its settings at each tier, for programs: `widelimit list --format json`.
///
///     [{"id": "lee2018/figure6", "title": …, "reference": …, "revision": 1, "datasets": [],
///       "tiers": {"quick": {"seconds": 3, "memory_bytes": …, "disk_bytes": …, "settings": {…}}, …}}, …]
public struct ExperimentListing: Sendable {
  private let list: ExperimentList

  public init(_ list: ExperimentList) { self.list = list }

  /// - Throws: what keeps an experiment from declaring its sweeps.
  public var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(list.experiments.map(Entry.init)), as: UTF8.self)
    }
  }

  private struct Entry: Encodable {
    let id, title, reference: String
    let source: String?
    let revision: Int
    let datasets: [String]
    let tiers: [String: TierEntry]

    init(_ experiment: any Experiment) throws {
      (id, title, reference) = (experiment.id, experiment.title, experiment.reference)
      (source, revision, datasets) = (experiment.source, experiment.revision, experiment.datasets.map(\.id))
      tiers = try experiment.tierNames.reduce(into: [:]) {
        $0[$1.rawValue] = TierEntry(try experiment.plan($1))
      }
    }
  }

  private struct TierEntry: Encodable {
    let seconds: Double
    let memoryBytes, diskBytes: Int
    let settings: SettingsRecord

    init(_ plan: ExperimentPlan) {
      (seconds, memoryBytes) = (plan.cost.seconds, plan.cost.memoryBytes)
      (diskBytes, settings) = (plan.cost.diskBytes, plan.settings)
    }

    private enum CodingKeys: String, CodingKey {
      case seconds, settings
      case memoryBytes = "memory_bytes"
      case diskBytes = "disk_bytes"
    }
  }
}
