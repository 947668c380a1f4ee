import Datasets
import Results

/// An experiment without a sweep of its own, such as a table in a paper's main text that repeats rows of its appendix.
public protocol View: Experiment where Settings == Shown.Settings {
  associatedtype Shown: Experiment
  /// The experiment whose file is shown.
  var shown: Shown { get }
}

extension View {
  public var source: String? { shown.id }
  public var revision: Int { shown.revision }
  public var datasets: [DatasetDescription] { shown.datasets }

  /// Those of what it shows. Showing what is there costs next to nothing.
  public var tiers: [Tier: TierPlan<Settings>] {
    shown.tiers.mapValues { TierPlan($0.settings, seconds: 0.1, megabytes: 50) }
  }

  /// Those of what it shows: nothing of them is run for the view.
  public func sweeps(_ settings: Settings) throws -> [Sweep] { try shown.sweeps(settings) }
}
