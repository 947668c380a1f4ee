import Results

/// The results of an experiment: a table a sweep, and what its source printed. Of an unfinished file, the sweeps that
/// are complete.
public struct Tables: Sendable {
  private let tables: [SweepName: Table]
  /// The cells that are missing of the sweeps that are not complete.
  private let missing: [SweepName: Int]
  private let file: String
  private let publishedValues: [String: Double]
  /// Whether the images were drawn instead of read.
  public let isProcedural: Bool

  /// - Parameter published: the published values by the key of their score.
  public init(_ file: ResultsFile, _ layouts: [SweepLayout], published: [String: Double] = [:]) throws {
    // In a finished file a cell that failed has been tried and told; in an unfinished one it is tried again.
    var (tables, missing) = ([SweepName: Table](), [SweepName: Int]())
    for layout in layouts {
      let count = try file.statuses(group: layout.group).values
        .count { file.isFinished ? $0 == .missing : $0.isPending }
      let name = SweepName(group: layout.group)
      if count == 0 { tables[name] = Table(file, layout) } else { missing[name] = count }
    }
    (self.tables, self.missing, self.file) = (tables, missing, file.url.relativePath)
    publishedValues = published
    isProcedural = try file.identity.isProcedural
  }

  /// The table of a sweep.
  ///
  /// - Throws: `SweepFailure.layout` for a sweep that the settings do not have, `.unfinished` for one of which cells
  ///   are missing.
  public subscript(sweep: SweepName) -> Table {
    get throws {
      guard let table = tables[sweep] else {
        if let count = missing[sweep] {
          throw SweepFailure.unfinished(file: file, group: sweep.group, missing: count)
        }
        throw SweepFailure.layout(group: sweep.group, detail: "the results have no such sweep")
      }
      return table
    }
  }

  /// Whether there is nothing to read.
  var isEmpty: Bool { tables.isEmpty }

  /// The table of the only sweep.
  public var only: Table {
    get throws { try self[.only] }
  }

  /// Whether the settings have a sweep and its cells have been computed.
  public func has(_ sweep: SweepName) -> Bool { tables[sweep] != nil }

  /// What the source printed for the score of a key; nil where it gives no number, or the images are procedural.
  public func published(_ key: String) -> Double? { isProcedural ? nil : publishedValues[key] }
}
