import Foundation
import HDF5
import LinearAlgebra
import Platform

/// A data file that went into a result.
public struct DatasetDigest: Sendable, Hashable {
  /// "dataset/file", for example "mnist/train-images-idx3-ubyte".
  public let name: String
  /// SHA-256 of the uncompressed content, in hexadecimal.
  public let sha256: String
  /// Whether it is the digest of the official file.
  public let isVerified: Bool

  public init(name: String, sha256: String, isVerified: Bool) {
    (self.name, self.sha256, self.isVerified) = (name, sha256, isVerified)
  }
}

/// Where a result comes from: the root attributes of its file.
///
/// What the program can find out itself (versions, processor, BLAS kernel, commit, command line, times) is not asked
/// for.
public struct Provenance: Sendable {
  /// The `dataset` of images that were drawn instead of read.
  public static let procedural = "procedural"

  public var title: String
  /// arXiv identifier or DOI of the paper.
  public var references: String
  /// "paper/artefact", for example "lee2018/table2".
  public var experiment: String
  public var revision: Int
  public var tier: String
  public var settings: SettingsRecord
  public var rootSeed: UInt64
  /// "mnist", "mnist cifar10", `Provenance.procedural`, or "none".
  public var dataset: String
  public var datasetDigests: [DatasetDigest]
  public var threads: Int
  /// Digests of the training subsets used, by a name such as "mnist/1000/0".
  public var trainIndicesSHA256: [String: String] = [:]
  /// Every noise variance σ_ε² with which a factorisation succeeded.
  public var noiseVariancesUsed: [Double] = []
  /// How many factorisations were tried, one entry for each in `noiseVariancesUsed`.
  public var choleskyAttempts: [Int] = []
  /// Which program computes the cells of this run.
  public var program: Program
  public var commandLine: String = ShellWords.joined(CommandLine.arguments)
  public var started = Date()

  public init(
    title: String, references: String, experiment: String, revision: Int = 1, tier: String,
    settings: SettingsRecord = SettingsRecord(.object([:])), rootSeed: UInt64, dataset: String = "none",
    datasetDigests: [DatasetDigest] = [], threads: Int, program: Program? = nil
  ) {
    (self.title, self.references, self.experiment) = (title, references, experiment)
    (self.revision, self.tier, self.settings) = (revision, tier, settings)
    (self.rootSeed, self.threads, self.program) = (rootSeed, threads, program ?? .current(threads: threads))
    (self.dataset, self.datasetDigests) = (dataset, datasetDigests)
  }

  /// Writes all root attributes. A line about this run is added to `history`, unless it is there already.
  func write(to root: HDF5Group) throws {
    let build = Build.current
    try root.setAttribute("experiment", experiment)
    try root.setAttribute("revision", revision)
    try root.setAttribute("tier", tier)
    try root.setAttribute("settings", settings.text)
    try root.setAttribute("root_seed", rootSeed)
    try root.setAttribute("dataset", dataset)
    let digests = datasetDigests.map { "\($0.name)=\($0.sha256)" }.sorted()
    try root.setAttribute("dataset_sha256", digests.joined(separator: "\n"))
    try root.setAttribute("Conventions", "CF-1.10")
    try root.setAttribute("title", title)
    try root.setAttribute("source", Build.program)
    try root.setAttribute("references", references)
    let line = "\(startedUTC) \(Build.program) (commit \(build.commit)): \(commandLine)"
    let before = try root.hasAttribute("history") ? root.textAttribute("history").split(separator: "\n") : []
    let history = before.last.map(String.init) == line ? before.map(String.init) : before.map(String.init) + [line]
    try root.setAttribute("history", history.joined(separator: "\n"))
    try root.setAttribute("git_commit", build.commit)
    try root.setAttribute("git_dirty", build.isDirty.map { $0 ? "true" : "false" } ?? "unknown")
    try root.setAttribute("command_line", commandLine)
    try root.setAttribute("swift_version", build.swiftVersion)
    try root.setAttribute("build_flags", build.flags)
    try root.setAttribute("hdf5_version", HDF5Library.version)
    try root.setAttribute("blas_library", BLASLibrary.configuration.trimmingCharacters(in: .whitespaces))
    try root.setAttribute("blas_core", BLASLibrary.core)
    try root.setAttribute("threads", threads)
    try root.setAttribute("cpu_model", Processor.modelName)
    try root.setAttribute("dataset_verified", verified)
    try root.setAttribute("started_utc", startedUTC)
    let subsets = trainIndicesSHA256.map { "\($0.key)=\($0.value)" }.sorted()
    try root.setAttribute("train_indices_sha256", subsets.joined(separator: "\n"))
    if !noiseVariancesUsed.isEmpty { try root.setAttribute("noise_variance_used", noiseVariancesUsed) }
    if !choleskyAttempts.isEmpty { try root.setAttribute("cholesky_attempts", choleskyAttempts) }
  }

  /// Writes what is known only at the end; times are those of the run that finishes the file.
  func writeFinal(to root: HDF5Group) throws {
    try write(to: root)
    try root.setAttribute("wall_seconds", Date().timeIntervalSince(started))
    if let bytes = PeakMemory.bytes { try root.setAttribute("peak_memory_bytes", bytes) }
  }

  private var verified: String {
    datasetDigests.isEmpty ? "none" : datasetDigests.allSatisfy(\.isVerified) ? "true" : "false"
  }

  private var startedUTC: String { started.formatted(.iso8601) }
}
