import HDF5

/// The identity of a run as root attributes of its file; only a file of the same identity is continued.
extension RunIdentity {
  init(of file: HDF5File) throws {
    let root = try file.root
    let lines = try root.textAttribute("dataset_sha256").split(separator: "\n")
    self.init(
      experiment: try root.textAttribute("experiment"), tier: try root.textAttribute("tier"),
      rootSeed: try root.numberAttribute("root_seed", as: UInt64.self).first ?? 0,
      datasetDigests: lines.reduce(into: [:]) { digests, line in
        let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { digests[parts[0]] = parts[1] }
      },
      isProcedural: try root.textAttribute("dataset") == Provenance.procedural)
  }

  init(_ provenance: Provenance) {
    self.init(
      experiment: provenance.experiment, tier: provenance.tier, rootSeed: provenance.rootSeed,
      datasetDigests: Dictionary(
        provenance.datasetDigests.map { ($0.name, $0.sha256) }, uniquingKeysWith: { first, _ in first }),
      isProcedural: provenance.dataset == Provenance.procedural)
  }

  /// In what this differs from `other`, for a notice; nil: in nothing.
  func difference(from other: RunIdentity) -> String? {
    if experiment != other.experiment { return "experiment \(experiment), not \(other.experiment)" }
    if tier != other.tier { return "tier \(tier), not \(other.tier)" }
    if rootSeed != other.rootSeed { return "root seed \(rootSeed), not \(other.rootSeed)" }
    if isProcedural != other.isProcedural { return isProcedural ? "procedural images" : "real images" }
    return datasetDigests == other.datasetDigests ? nil : "other dataset files"
  }
}
