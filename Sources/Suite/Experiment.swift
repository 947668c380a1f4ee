import Datasets
import Plotting
import Results

/// One table or figure of a paper: what it needs, what it computes, and how its results are judged and drawn.
///
/// Everything an experiment varies and records is said once: axes and columns are typed values, sizes are its
/// `Settings`. Settings are stored in the results file, and `scores`, `figure` and `narrative` get them back from
/// there: they speak of the run that was, not of today's code.
///
/// The suite opens the file, hands over the cells that are missing one by one, and writes each as soon as it is there,
/// so a run can end at any moment and go on later. A cell is therefore a function of its point, the settings and the
/// context's seeds alone, never of the cells before it.
public protocol Experiment: Sendable {
  /// Everything that changes with the tier. Two files of other settings are two experiments.
  associatedtype Settings: Codable & Sendable

  /// `paper/artefact`, for example "lee2018/table2": command-line argument, file name and key of reference numbers.
  var id: String { get }
  var title: String { get }
  /// The paper's arXiv identifier or DOI.
  var reference: String { get }
  /// Raised when the same settings give other numbers than before: older files are then stale. Default: 1.
  var revision: Int { get }
  /// What the cells read; empty for theory.
  var datasets: [DatasetDescription] { get }
  /// The tiers it is part of, each with its settings and what it needs.
  var tiers: [Tier: TierPlan<Settings>] { get }
  /// The experiment whose results a `View` shows; nil for all others.
  var source: String? { get }
  /// The experiment under whose id the reference file has the numbers that `Tables.published` gives. Default: itself;
  /// a study of another's numbers names that one.
  var publishedUnder: String { get }

  /// The sweeps of the file, in the order in which they run.
  func sweeps(_ settings: Settings) throws -> [Sweep]
  /// The numbers that are judged, from a finished file.
  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score]
  /// The picture; nil: a table only.
  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure?
  /// The section of the report in Markdown, such as the table in the paper's layout; may be empty.
  func narrative(_ tables: Tables, _ settings: Settings) throws -> String
}

extension Experiment {
  public var revision: Int { 1 }
  public var datasets: [DatasetDescription] { [] }
  public var source: String? { nil }
  public var publishedUnder: String { id }
  public func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? { nil }
  public func narrative(_ tables: Tables, _ settings: Settings) throws -> String { "" }
}

/// The settings of an experiment whose tiers are alike.
public struct NoSettings: Codable, Sendable {
  public init() {}
}
