/// What two runs must share for their numbers to be the same: experiment, tier, root seed and the bytes of the data.
public struct RunIdentity: Sendable, Codable, Hashable {
  /// The experiment's id, `paper/artefact`.
  public let experiment: String
  public let tier: String
  public let rootSeed: UInt64
  /// SHA-256 of every dataset file that was read, by `dataset/file`; empty for theory.
  public let datasetDigests: [String: String]
  /// Whether the images were drawn instead of read: such numbers are never compared with a paper.
  public let isProcedural: Bool

  public init(
    experiment: String, tier: String, rootSeed: UInt64, datasetDigests: [String: String], isProcedural: Bool
  ) {
    self.experiment = experiment
    self.tier = tier
    self.rootSeed = rootSeed
    self.datasetDigests = datasetDigests
    self.isProcedural = isProcedural
  }
}
