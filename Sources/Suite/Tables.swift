import Results

/// The results of an experiment: a table a sweep, and what its source printed. Of an unfinished file, the sweeps that
/// are complete.
public struct Tables: Sendable {
  private let tables: [SweepName: Table]
  /// The sweeps that are not complete, and how many of their cells are missing.
  private let unfinished: [SweepName: (table: Table, missing: Int)]
  private let file: String
  private let publishedValues: [String: Double]
  /// Whether the images were drawn instead of read.
  public let isProcedural: Bool

  /// - Parameter published: the published values by the key of their score.
  public init(_ file: ResultsFile, _ layouts: [SweepLayout], published: [String: Double] = [:]) throws {
    // In a finished file a cell that failed has been tried and told; in an unfinished one it is tried again.
    var (tables, unfinished) = ([SweepName: Table](), [SweepName: (table: Table, missing: Int)]())
    for layout in layouts {
      let count = try file.statuses(group: layout.group).values
        .count { file.isFinished ? $0 == .missing : $0.isPending }
      let (name, table) = (SweepName(group: layout.group), Table(file, layout))
      if count == 0 { tables[name] = table } else { unfinished[name] = (table, count) }
    }
    (self.tables, self.unfinished, self.file) = (tables, unfinished, file.url.relativePath)
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
        if let count = unfinished[sweep]?.missing {
          throw SweepFailure.unfinished(file: file, group: sweep.group, missing: count)
        }
        throw SweepFailure.layout(group: sweep.group, detail: "the results have no such sweep")
      }
      return table
    }
  }

  /// Whether no sweep is complete.
  var isEmpty: Bool { tables.isEmpty }

  /// The table of the only sweep.
  public var only: Table {
    get throws { try self[.only] }
  }

  /// Whether the settings have a sweep and its cells have been computed.
  public func has(_ sweep: SweepName) -> Bool { tables[sweep] != nil }

  /// The table of a sweep of which all cells have been computed for which the conditions hold, others perhaps not: what
  /// a chain of sweeps (`Sweep.chained`) has finished, and a row of a sweep whose rows are judged apart, can be judged
  /// while it goes on. nil if one is missing, or there is none.
  package func finishedPart(of sweep: SweepName, _ conditions: AxisCondition...) throws -> Table? {
    guard let table = tables[sweep] ?? unfinished[sweep]?.table else { return nil }
    let statuses = try table.statuses(where: conditions)
    let isThere = tables[sweep] != nil || !statuses.contains(where: \.isPending)
    return isThere && !statuses.isEmpty ? table : nil
  }

  /// What the source printed for the score of a key; nil where it gives no number, or the images are procedural.
  public func published(_ key: String) -> Double? { isProcedural ? nil : publishedValues[key] }
}
