import HDF5

/// What two runs must share for their numbers to be the same: the experiment with its revision, its settings, the root
/// seed and the bytes of the data.
public struct RunIdentity: Sendable, Codable, Hashable {
  /// The experiment's id, `paper/artefact`.
  public let experiment: String
  /// Raised when the same settings give other numbers.
  public let revision: Int
  public let tier: String
  public let settings: SettingsRecord
  public let rootSeed: UInt64
  /// SHA-256 of every dataset file that was read, by `dataset/file`; empty for theory.
  public let datasetDigests: [String: String]
  /// Whether the images were drawn instead of read: such numbers are never compared with a paper.
  public let isProcedural: Bool

  public init(
    experiment: String, revision: Int, tier: String, settings: SettingsRecord, rootSeed: UInt64,
    datasetDigests: [String: String], isProcedural: Bool
  ) {
    self.experiment = experiment
    self.revision = revision
    self.tier = tier
    self.settings = settings
    self.rootSeed = rootSeed
    self.datasetDigests = datasetDigests
    self.isProcedural = isProcedural
  }
}

/// As root attributes of a results file.
extension RunIdentity {
  /// - Throws: `HDF5Failure` for a file without them.
  init(of file: HDF5File) throws {
    let root = try file.root
    let lines = try root.textAttribute("dataset_sha256").split(separator: "\n")
    let settings = try root.textAttribute("settings")
    guard let settings = try? SettingsRecord(text: settings) else {
      throw HDF5Failure.mismatch(path: file.url.relativePath, object: "settings", detail: "is no JSON")
    }
    self.init(
      experiment: try root.textAttribute("experiment"),
      revision: try root.numberAttribute("revision", as: Int.self).first ?? 0,
      tier: try root.textAttribute("tier"), settings: settings,
      rootSeed: try root.numberAttribute("root_seed", as: UInt64.self).first ?? 0,
      datasetDigests: lines.reduce(into: [:]) { digests, line in
        let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { digests[parts[0]] = parts[1] }
      },
      isProcedural: try root.textAttribute("dataset") == Provenance.procedural)
  }

  package init(_ provenance: Provenance) {
    self.init(
      experiment: provenance.experiment, revision: provenance.revision, tier: provenance.tier,
      settings: provenance.settings, rootSeed: provenance.rootSeed,
      datasetDigests: Dictionary(
        provenance.datasetDigests.map { ($0.name, $0.sha256) }, uniquingKeysWith: { first, _ in first }),
      isProcedural: provenance.dataset == Provenance.procedural)
  }

  /// In what this differs from `other`, for a notice; nil: in nothing.
  public func difference(from other: RunIdentity) -> String? {
    if experiment != other.experiment { return "experiment \(experiment), not \(other.experiment)" }
    if revision != other.revision { return "revision \(revision), not \(other.revision)" }
    if tier != other.tier { return "tier \(tier), not \(other.tier)" }
    if let difference = settings.difference(from: other.settings) { return "other settings: \(difference)" }
    if rootSeed != other.rootSeed { return "root seed \(rootSeed), not \(other.rootSeed)" }
    if isProcedural != other.isProcedural { return isProcedural ? "procedural images" : "real images" }
    return datasetDigests == other.datasetDigests ? nil : "other dataset files"
  }
}
