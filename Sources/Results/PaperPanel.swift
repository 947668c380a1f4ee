/// A panel of a paper's figure, a column of its table, or whatever else it shows as one: which of our numbers repeat
/// it.
public struct PaperPanel: Sendable, Codable, Hashable {
  /// Where it stands: "Figure 1c", "Table 2, GP-tanh".
  public let name: String
  /// What it shows, in a few words.
  public let shows: String
  /// The id of the experiment that repeats it; `nil` for a panel without numbers, of which `shows` says why.
  public let experiment: String?
  /// The keys of the experiment's numbers that are the panel's.
  public let keys: [KeyPattern]
  /// The size at each tier that has the panel, by the tier's name.
  public let sizes: [String: String]

  public init(
    name: String, shows: String, experiment: String?, keys: [KeyPattern] = [], sizes: [String: String] = [:]
  ) {
    self.name = name
    self.shows = shows
    self.experiment = experiment
    self.keys = keys
    self.sizes = sizes
  }

  public func covers(_ key: String) -> Bool { keys.contains { $0.covers(key) } }
}
