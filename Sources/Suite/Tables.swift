import Results

/// The results of an experiment: a table a sweep, and what its source printed. Of an unfinished file, the sweeps that
/// are complete.
public struct Tables: Sendable {
  private let tables: [SweepName: Table]
  private let publishedValues: [String: Double]
  /// Whether the images were drawn instead of read.
  public let isProcedural: Bool

  /// - Parameter published: the published values by the key of their score.
  public init(_ file: ResultsFile, _ layouts: [SweepLayout], published: [String: Double] = [:]) throws {
    // In a finished file a cell that failed has been tried and told; in an unfinished one it is tried again.
    let complete = try layouts.filter { layout in
      try !file.statuses(group: layout.group).values.contains { file.isFinished ? $0 == .missing : $0.isPending }
    }
    tables = Dictionary(
      complete.map { (SweepName(group: $0.group), Table(file, $0)) }, uniquingKeysWith: { first, _ in first })
    publishedValues = published
    isProcedural = try file.identity.isProcedural
  }

  /// The table of a sweep.
  ///
  /// - Throws: `SweepFailure.layout` for a sweep that the settings do not have or whose cells are missing.
  public subscript(sweep: SweepName) -> Table {
    get throws {
      guard let table = tables[sweep] else {
        throw SweepFailure.layout(group: sweep.group, detail: "the results have no such sweep, or it is not complete")
      }
      return table
    }
  }

  /// The table of the only sweep.
  public var only: Table {
    get throws { try self[.only] }
  }

  /// Whether the settings have a sweep and its cells have been computed.
  public func has(_ sweep: SweepName) -> Bool { tables[sweep] != nil }

  /// What the source printed for the score of a key; nil where it gives no number, or the images are procedural.
  public func published(_ key: String) -> Double? { isProcedural ? nil : publishedValues[key] }
}
