extension ResultsFile {
  /// The attributes a reader asks for first, in that order; those a file does not have are left out.
  private static let shownAttributes = [
    "command_line", "git_commit", "git_dirty", "tier", "root_seed", "dataset", "dataset_verified", "dataset_sha256",
    "train_indices_sha256", "noise_variance_used", "cholesky_attempts", "cpu_model", "threads", "blas_library",
    "blas_core", "hdf5_version", "swift_version", "build_flags", "started_utc", "wall_seconds", "peak_memory_bytes",
  ]

  /// What a recorded run keeps: enough to do it again, nothing that changes with the hour.
  private static let recordedAttributes = [
    "command_line", "git_commit", "git_dirty", "blas_core", "blas_library", "cpu_model", "threads", "swift_version",
    "build_flags",
  ]

  /// The provenance of the file for a report.
  public var provenance: [(name: String, value: String)] {
    get throws { try attributes(Self.shownAttributes) }
  }

  /// The run as it is recorded, with the scores that its experiment made of it.
  public func recordedRun(with scores: [Score]) throws -> RecordedRun {
    RecordedRun(
      identity: try identity,
      provenance: Dictionary(try attributes(Self.recordedAttributes).map { ($0.name, $0.value) }) { first, _ in first },
      scores: scores)
  }

  private func attributes(_ names: [String]) throws -> [(name: String, value: String)] {
    try names.filter { try hasAttribute($0) }.map { ($0, try attribute($0)) }
  }
}
