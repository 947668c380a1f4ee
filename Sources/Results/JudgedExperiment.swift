/// An experiment's numbers with both judgements and everything that tells where they come from: what `verify` and
/// `report` write, whatever the format.
public struct JudgedExperiment: Sendable {
  /// Experiment, tier, seed and data.
  public let identity: RunIdentity
  public let title: String
  /// The paper, as arXiv number or DOI.
  public let reference: String
  public let data: DataStatement
  public let verdicts: [Verdict]
  /// Why the numbers say nothing about this program, with the mend: another one computed them. nil: they are its own.
  public let foreignness: String?
  /// In what the run differs from the recorded ones, where none of these is of its identity.
  public let strangeness: String?
  /// Attributes of the results file by name, in the order they are shown.
  public let provenance: [(name: String, value: String)]

  /// - Parameter isVerified: whether every data file was found to be the official one.
  public init(
    identity: RunIdentity, title: String, reference: String, isVerified: Bool, verdicts: [Verdict],
    foreignness: String? = nil, strangeness: String? = nil, provenance: [(name: String, value: String)]
  ) {
    self.identity = identity
    self.title = title
    self.reference = reference
    self.data = DataStatement(of: identity, isVerified: isVerified)
    self.verdicts = verdicts
    (self.foreignness, self.strangeness) = (foreignness, strangeness)
    self.provenance = provenance
  }

  public var id: String { identity.experiment }
}
