import Plotting
import Results

/// What the finished file of an experiment says: read once, then judged, drawn and told.
package protocol Findings {
  associatedtype Settings

  init(_ tables: Tables, _ settings: Settings) throws

  // As in `Experiment`.
  var scores: [Score] { get throws }
  var figure: Figure? { get throws }
  var narrative: String { get throws }
}

extension Findings {
  package var figure: Figure? { nil }
  package var narrative: String { "" }
}

/// An experiment that says of its file what `Found` does, unless it has a member of its own for it.
package protocol HasFindings: Experiment {
  associatedtype Found: Findings where Found.Settings == Settings
}

extension HasFindings {
  package func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] { try Found(tables, settings).scores }

  package func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? { try Found(tables, settings).figure }

  package func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    try Found(tables, settings).narrative
  }
}
