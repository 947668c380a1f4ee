/// What the README's table says of one paper: a row or more, each for some of its experiments.
public struct PaperSummary: Sendable, Codable, Hashable {
  /// How a text refers to the paper: "Lee, Bahri et al. 2018".
  public let citation: String
  public let rows: [Row]

  public init(citation: String, rows: [Row]) {
    self.citation = citation
    self.rows = rows
  }

  /// One row of the table.
  public struct Row: Sendable, Codable, Hashable {
    /// The ids of the experiments whose numbers are counted.
    public let experiments: [String]
    /// What was reproduced, in a few words.
    public let reproduced: String
    /// The largest size that a tier has, by the tier's name; the table shows that of the largest tier that all the
    /// experiments were recorded at.
    public let sizes: [String: String]

    public init(experiments: [String], reproduced: String, sizes: [String: String]) {
      self.experiments = experiments
      self.reproduced = reproduced
      self.sizes = sizes
    }
  }
}
