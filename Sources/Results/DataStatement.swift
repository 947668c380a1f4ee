import Datasets

/// Which data numbers are about, as the top of a report says it.
public struct DataStatement: Sendable {
  public enum Standing: String, Sendable, Hashable {
    /// No data were read.
    case theory
    /// Every file is the official one, byte for byte.
    case verified
    /// Real data, of which not every byte is the official one.
    case unofficial
    /// Images that were drawn because a data set could not be had: never compared with a paper.
    case procedural
  }

  /// That of the whole: the worst of its data sets'.
  public let standing: Standing
  /// SHA-256 of each file by `dataset/file`, in that order.
  public let files: [(name: String, sha256: String)]
  private let isVerified: Bool

  /// - Parameter isVerified: whether every file was found to be the official one when it was read. It decides about
  ///   files of which no digest of the unpacked bytes is published; about all others their own digests do.
  public init(of identity: RunIdentity, isVerified: Bool) {
    files = identity.datasetDigests.sorted { $0.key < $1.key }.map { (name: $0.key, sha256: $0.value) }
    standing =
      identity.isProcedural ? .procedural : files.isEmpty ? .theory : isVerified ? .verified : .unofficial
    self.isVerified = isVerified
  }

  /// The standing of one data set: real images beside procedural ones are what they are.
  public func standing(of name: String) -> Standing {
    let official = files.filter { dataset($0) == name }.map { isOfficial($0, of: name) }
    if official.allSatisfy({ $0 == true }) { return .verified }
    // Drawn images are never the official ones, whatever the file says.
    if standing == .procedural { return .procedural }
    return official.allSatisfy { $0 ?? isVerified } ? .verified : .unofficial
  }

  /// Whether a file is the official one; nil where no digest of its unpacked bytes is published.
  private func isOfficial(_ file: (name: String, sha256: String), of name: String) -> Bool? {
    let own = file.name.drop { $0 != "/" }.dropFirst()
    let published = DatasetDescription(id: name)?.files.first { $0.name == own }?.sha256
    return published.map { $0 == file.sha256 }
  }

  /// The names of the data sets, in order, each once.
  public var datasets: [String] {
    files.map(dataset).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// One line: "mnist: official files, verified (t10k-images-idx3-ubyte 0fa7898d5092, …)".
  public var text: String {
    guard !datasets.isEmpty else { return standing == .procedural ? Self.words(.procedural) : Self.words(.theory) }
    return datasets.map(text).joined(separator: "; ")
  }

  /// The same of one data set.
  func text(of name: String) -> String {
    let digests = files.filter { dataset($0) == name }.map { file in
      "\(file.name.drop { $0 != "/" }.dropFirst()) \(file.sha256.prefix(12))"
    }
    return "\(name): \(Self.words(standing(of: name))) (\(digests.joined(separator: ", ")))"
  }

  static func words(_ standing: Standing) -> String {
    switch standing {
    case .theory: "theory alone, no data"
    case .verified: "official files, verified"
    case .unofficial: "real data, but not the official bytes"
    case .procedural: "procedural images, drawn in place of the data set and not compared with any paper"
    }
  }

  private func dataset(_ file: (name: String, sha256: String)) -> String {
    String(file.name.prefix { $0 != "/" })
  }
}

extension Sequence<JudgedExperiment> {
  /// Which data the experiments are about: one line a data set and standing. Where a data set is there in more than one
  /// standing or version, each line names its experiments.
  public var dataStatements: [String] { dataStatements { $0 } }

  /// The same with what comes from files `escaped`; ids stand between back quotes.
  func dataStatements(_ escaped: (String) -> String) -> [String] {
    let entries = flatMap { experiment in
      experiment.data.datasets.map { (dataset: $0, text: escaped(experiment.data.text(of: $0)), id: experiment.id) }
    }
    let texts = Set(entries.map(\.text)).sorted()
    let lines = texts.map { text in
      let own = entries.filter { $0.text == text }
      let isAlone = !entries.contains { $0.dataset == own[0].dataset && $0.text != text }
      return isAlone ? text : "\(text): \(own.map { "`\($0.id)`" }.joined(separator: ", "))"
    }
    let bare = Dictionary(grouping: filter { $0.data.datasets.isEmpty }, by: \.data.text).sorted { $0.key < $1.key }
      .map { "\($0.value.map { "`\($0.id)`" }.joined(separator: ", ")): \($0.key)" }
    return lines + bare
  }
}
