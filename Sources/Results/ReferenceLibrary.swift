import Failures
import Foundation
import Platform
import Synchronization
import Texts

/// The folder `results/reference`: what the papers say and what our own runs were.
public struct ReferenceLibrary: Sendable {
  public let directory: URL

  public init(directory: URL) { self.directory = directory }

  /// The nearest `results/reference` above one of the folders, in their order.
  public static func locate(above folders: [URL]) throws -> ReferenceLibrary {
    for start in folders {
      var folder = start.standardizedFileURL
      while true {
        let candidate = folder.appending(path: "results/reference", directoryHint: .isDirectory)
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isDirectory), isDirectory.boolValue {
          return ReferenceLibrary(directory: candidate)
        }
        let parent = folder.deletingLastPathComponent()
        // Above a folder that was removed meanwhile there is no end of "..".
        if parent.pathComponents.count >= folder.pathComponents.count { break }
        folder = parent
      }
    }
    throw ReferenceFailure.missing("results/reference")
  }

  /// The reference file of an experiment's paper: `lee2018/table2` → `lee2018.json`.
  ///
  /// - Throws: `ReferenceFailure`, also for a number that names a tolerance which the file does not have.
  public func reference(for experiment: String) throws -> ReferenceFile {
    let file = referenceURL(for: experiment)
    guard let data = try read(file) else { throw ReferenceFailure.missing(file.path) }
    if let known = Self.decoded.withLock({ $0[file.path] }), known.data == data { return known.reference }
    let reference = try decode(ReferenceFile.self, from: data, of: file)
    if let (id, number) = reference.numberWithoutTolerance {
      throw ReferenceFailure.malformed(file.path, "\(id): \(number.key) names no tolerance of the file")
    }
    Self.decoded.withLock { $0[file.path] = (data, reference) }
    return reference
  }

  /// The files that were read last, with the bytes that they had: a report asks for the same one of many experiments,
  /// and takes ten times as long to decode it as to read it.
  private static let decoded = Mutex<[String: (data: Data, reference: ReferenceFile)]>([:])

  /// The reference files of all papers, in the order of their names.
  public func references() throws -> [ReferenceFile] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return try names.filter { $0.hasSuffix(".json") }.sorted().map { try reference(for: String($0.dropLast(5))) }
  }

  /// The published values of an experiment, by key; none of a paper without a reference file.
  public func published(for experiment: String) throws -> [String: Double] {
    guard FileManager.default.fileExists(atPath: referenceURL(for: experiment).path) else { return [:] }
    let numbers = try reference(for: experiment).experiments[experiment]?.published ?? []
    return Dictionary(numbers.compactMap { number in number.value.map { (number.key, $0) } }) { first, _ in first }
  }

  /// The recorded runs of an experiment at a tier; none if nothing was recorded yet.
  public func recorded(for experiment: String, tier: String) throws -> [RecordedRun] {
    let file = recordedURL(for: experiment, tier: tier)
    guard let data = try read(file) else { return [] }
    // What was measured may be infinite; what a source prints is not.
    return try decode([RecordedRun].self, from: data, of: file, JSONValue.decoder)
  }

  /// Every recorded run of a tier, by experiment.
  public func recordedRuns(tier: String) throws -> [RecordedRun] {
    let folder = directory.appending(path: "recorded/\(tier)")
    guard let files = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".json") }.sorted()
      .flatMap { try recorded(for: String($0.dropLast(5)), tier: tier) }
  }

  /// A judge for an experiment at a tier.
  public func judge(for experiment: String, tier: String) throws -> Judge {
    Judge(reference: try reference(for: experiment), recorded: try recorded(for: experiment, tier: tier))
  }

  /// Writes `run` in place of the recorded one of its experiment and tier: there is one on real data and one on
  /// procedural images, both of today's revision and settings. A run without scores only removes its predecessor.
  /// Explicit, never part of a run.
  ///
  /// The paper's reference file is written anew, in its canonical form. A run on the official files with root seed 0
  /// that repeats training subsets is also where the spreads of the paper's tolerances come from.
  ///
  /// - Parameters:
  ///   - isVerified: whether the run's data are the official ones.
  ///   - isPartial: whether the run is unfinished: the recorded numbers of the same identity that it lacks are kept.
  public func record(_ run: RecordedRun, isVerified: Bool = false, isPartial: Bool = false) throws {
    let identity = run.identity
    let before = try recorded(for: identity.experiment, tier: identity.tier)
    var runs = before.filter { $0.identity.isProcedural != identity.isProcedural }
    let own = isPartial ? before.first { $0.identity == identity }?.replacing(scoresOf: run) ?? run : run
    if !own.scores.isEmpty { runs.append(own) }
    let file = recordedURL(for: identity.experiment, tier: identity.tier)
    if !runs.isEmpty {
      try write(runs, to: file)
    } else if !before.isEmpty {
      do { try FileManager.default.removeItem(at: file) } catch { throw ReferenceFailure.unwritable(file, error) }
    }
    let reference = try reference(for: identity.experiment)
    guard isVerified, !identity.isProcedural, identity.rootSeed == 0 else {
      try update(reference, for: identity.experiment)
      return
    }
    let commit = run.provenance["git_commit"].map { ", commit \($0.prefix(12))" } ?? ""
    let source = "\(identity.experiment), \(identity.tier) tier, seed \(identity.rootSeed)\(commit)"
    let measured = reference.measuringSpreads(from: run.scores, source: source)
    try update(measured, for: identity.experiment)
  }

  /// Replaces a paper's reference file, keys sorted, so that a change shows as one in version control.
  public func update(_ reference: ReferenceFile, for experiment: String) throws {
    try write(reference, to: referenceURL(for: experiment))
  }

  public func referenceURL(for experiment: String) -> URL {
    let paper = experiment.split(separator: "/").first.map(String.init) ?? experiment
    return directory.appending(path: paper + ".json")
  }

  public func recordedURL(for experiment: String, tier: String) -> URL {
    directory.appending(path: "recorded/\(tier)/\(experiment).json")
  }

  private func read(_ file: URL) throws -> Data? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do { return try Data(contentsOf: file) } catch { throw ReferenceFailure.unreadable(file.path) }
  }

  private func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, of file: URL, _ decoder: JSONDecoder = JSONDecoder()
  ) throws -> Value {
    do {
      return try decoder.decode(type, from: try StrictJSON.checked(data))
    } catch let problem as JSONProblem {
      throw ReferenceFailure.malformed(file.path, "not valid JSON, \(problem)")
    } catch let star as KeyPattern.MisplacedStar {
      throw ReferenceFailure.malformed(file.path, star.description)
    } catch let error as DecodingError {
      throw ReferenceFailure.malformed(file.path, ReferenceFailure.place(of: error))
    }
  }

  private func write(_ value: some Encodable, to file: URL) throws {
    let encoder = JSONValue.makeEncoder([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    do {
      let data = try encoder.encode(value) + Data("\n".utf8)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try AtomicReplacement.write(data, to: file)
    } catch let failure as FileFailure {
      throw failure
    } catch {
      throw ReferenceFailure.unwritable(file, error)
    }
  }
}
