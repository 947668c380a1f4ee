/// What is known beforehand about one paper's experiments: `results/reference/<paper>.json`.
public struct ReferenceFile: Sendable, Codable, Hashable {
  /// The paper: authors, year, title.
  public let paper: String
  /// arXiv number with version, or DOI.
  public let identifier: String
  /// Tolerances by name; the published numbers refer to them.
  public var tolerances: [String: Tolerance]
  /// What changing the BLAS kernel may do to our own numbers, by quantity (the last part of a key), `*` for all
  /// others.
  public var rounding: [String: Rounding]
  /// By experiment id.
  public var experiments: [String: Experiment]
  /// What the README's table says of the paper.
  public var summary: PaperSummary?
  /// What the paper shows, panel by panel, in its order.
  public var panels: [PaperPanel]?

  public struct Experiment: Sendable, Codable, Hashable {
    public var published: [PublishedNumber]
    /// Paragraphs for the differences that are known and were looked into.
    public var explanations: [Explanation]

    public init(published: [PublishedNumber], explanations: [Explanation] = []) {
      self.published = published
      self.explanations = explanations
    }

    /// The paragraph about a key's difference, if one was written.
    public func explanation(of key: String) -> String? {
      explanations.first { $0.keys.contains { $0.covers(key) } }?.paragraph
    }
  }

  /// How far our own number may move between processors, BLAS kernels and thread counts: |a − b| ≤ absolute + relative
  /// · |b|.
  public struct Rounding: Sendable, Codable, Hashable {
    public let absolute: Double
    public let relative: Double
    public let reason: String

    public init(absolute: Double, relative: Double, reason: String) {
      self.absolute = absolute
      self.relative = relative
      self.reason = reason
    }

    /// Without any entry: the same bits.
    public static let exact = Rounding(absolute: 0, relative: 0, reason: "no rounding is expected")

    public func width(around value: Double) -> Double { absolute + relative * value.magnitude }
  }

  /// Why some scores differ from the paper, and what was tried.
  public struct Explanation: Sendable, Codable, Hashable {
    public let keys: [KeyPattern]
    public let paragraph: String

    public init(keys: [KeyPattern], paragraph: String) {
      self.keys = keys
      self.paragraph = paragraph
    }
  }

  /// The first published number whose tolerance is not in the file.
  var numberWithoutTolerance: (id: String, number: PublishedNumber)? {
    for (id, experiment) in experiments.sorted(by: { $0.key < $1.key }) {
      if let number = experiment.published.first(where: { tolerances[$0.tolerance] == nil }) { return (id, number) }
    }
    return nil
  }

  /// The rounding of a quantity; the entry `*` serves those that have none of their own.
  public func rounding(of quantity: String) -> Rounding { rounding[quantity] ?? rounding["*"] ?? .exact }

  public init(
    paper: String, identifier: String, tolerances: [String: Tolerance] = [:], rounding: [String: Rounding] = [:],
    experiments: [String: Experiment] = [:], summary: PaperSummary? = nil, panels: [PaperPanel]? = nil
  ) {
    self.paper = paper
    self.identifier = identifier
    self.tolerances = tolerances
    self.rounding = rounding
    self.experiments = experiments
    self.summary = summary
    self.panels = panels
  }
}
