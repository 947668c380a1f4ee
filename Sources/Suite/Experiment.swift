import Datasets
import Plotting
import Results

/// One table or figure of a paper: what it needs, what it computes, and how its results are judged and drawn.
///
/// An experiment declares one or more sweeps (groups of one HDF5 file). The suite opens the file, hands over the cells
/// that are missing one by one, and writes each as soon as it is there, so a run can end at any moment and go on later.
/// A cell is therefore a function of its indices and the context's seeds alone, never of the cells before it.
///
/// A *view* shows rows of another experiment's file: it names that experiment as its `source` and has no sweep.
public protocol Experiment: Sendable {
  /// `paper/artefact`, for example "lee2018/table2": command-line argument, file name and key of reference numbers.
  var id: String { get }
  var title: String { get }
  /// The paper's arXiv identifier or DOI.
  var reference: String { get }
  /// What `run` reads; empty for theory.
  var datasets: [DatasetDescription] { get }
  /// The experiment whose results a view shows; `nil` for all others.
  var source: String? { get }

  /// What the experiment needs at `tier`; `nil`: it is not part of that tier.
  func cost(_ tier: Tier) -> Cost?
  /// The sweeps, in the order in which they run.
  func layouts(_ tier: Tier) throws -> [SweepLayout]
  /// The time a cell takes in any unit, for the time left and nothing else. Default: all cells alike.
  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double
  /// The values of the variables that no cell has a part in, set once before the first cell. Default: none.
  func shared(group: String, tier: Tier, context: RunContext) throws -> SharedValues
  /// Computes one cell. An error ends the run, unless `outcome(of:group:cell:tier:)` says that it is a result.
  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome
  /// What an error in a cell means, where failing is an outcome of the experiment (a matrix that is numerically
  /// singular, a training run that diverges). Default `nil`: it ends the run.
  func outcome(of error: any Error, group: String, cell: [Int], tier: Tier) -> CellOutcome?

  /// The numbers that are judged, from a finished file.
  func scores(_ results: ResultsFile, tier: Tier) throws -> [Score]
  /// The picture; `nil`: a table only.
  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure?
  /// The section of the report in Markdown, such as the table in the paper's layout; may be empty.
  func narrative(_ results: ResultsFile, tier: Tier) throws -> String
}

extension Experiment {
  public var datasets: [DatasetDescription] { [] }
  public var source: String? { nil }
  public func layouts(_ tier: Tier) throws -> [SweepLayout] { [] }
  public func relativeCost(group: String, cell: [Int], tier: Tier) -> Double { 1 }
  public func shared(group: String, tier: Tier, context: RunContext) throws -> SharedValues { SharedValues() }
  public func outcome(of error: any Error, group: String, cell: [Int], tier: Tier) -> CellOutcome? { nil }
  public func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? { nil }
  public func narrative(_ results: ResultsFile, tier: Tier) throws -> String { "" }

  /// The tiers this experiment is part of.
  public var tiers: [Tier] { Tier.allCases.filter { cost($0) != nil } }
}
