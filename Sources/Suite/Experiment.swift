/// One table or figure of a paper: what it needs and how long it takes.
public protocol Experiment: Sendable {
  /// `paper/artefact`, for example "lee2018/table2": command-line argument, file name and key of reference numbers.
  var id: String { get }
  var title: String { get }
  /// The paper's arXiv identifier or DOI.
  var reference: String { get }
  /// What the experiment needs at `tier`; `nil`: it is not part of that tier.
  func cost(_ tier: Tier) -> Cost?
}
