import Plotting
import Results

/// What an experiment makes of a finished file, without the type of its settings.
struct Readings: Sendable {
  /// Whether no sweep of the file is complete, nor a part of one that can be judged by itself.
  let isEmpty: Bool
  let scores: @Sendable () throws -> [Score]
  let figure: @Sendable () throws -> Figure?
  let narrative: @Sendable () throws -> String
}

extension Experiment {
  /// The experiment over the tables of `file`, with the settings that the file has.
  ///
  /// - Parameter published: what the source printed, by the key of a score.
  /// - Throws: `DecodingError` for settings of another version; `SweepFailure.layout` if the file does not have their
  ///   sweeps.
  func readings(of file: ResultsFile, published: [String: Double]) throws -> Readings {
    let settings = try file.identity.settings.decoded(as: Settings.self)
    let layouts = try sweeps(settings).map(\.layout)
    if let difference = try file.difference(from: layouts) {
      throw SweepFailure.layout(group: "/", detail: "\(file.url.relativePath) \(difference)")
    }
    let tables = try Tables(file, layouts, published: published)
    /// An experiment that judges finished rows apart (`Tables.finishedPart`) has numbers before its sweep is complete.
    func hasScores() throws -> Bool {
      do { return try !scores(tables, settings).isEmpty } catch SweepFailure.unfinished { return false }
    }
    return Readings(
      isEmpty: try tables.isEmpty && !hasScores(),
      scores: { try scores(tables, settings) }, figure: { try figure(tables, settings) },
      narrative: { try narrative(tables, settings) })
  }
}
