import Results
import Suite

/// The search of one row and nonlinearity while it runs: which trial is on which rung, and which wait for the next.
struct SearchedRow {
  let row: GaussianProcessRow
  let nonlinearity: NamedNonlinearity
  let search: NetworkSearch
  let context: RunContext

  private var rungs: [NetworkSearch.Rung] { search.rungs }

  /// In seeds and checkpoints.
  var name: String { "\(row.label) \(nonlinearity.name)" + (search.width.map { " \($0)" } ?? "") }

  func name(of draw: Int) -> String { "\(name) \(draw)" }

  private var running: RunningSearch {
    get throws {
      let places = try rungs.indices.map { try search.trials(row, nonlinearity, on: $0) }
      return RunningSearch(name: name, places: places, context: context) { rung in
        try Self.standings(in: context.earlier(search.name(ofRung: rung)), row, nonlinearity)
      }
    }
  }

  /// The draw at a place of a rung; nil if the row has fewer trials there, or fewer could go on.
  ///
  /// - Throws: `SweepFailure.unfinished` unless the rung below is complete.
  func draw(at place: Int, on rung: Int) throws -> Int? {
    guard place < (try search.trials(row, nonlinearity, on: rung)) else { return nil }
    if rung > 0 { _ = try finished(rung - 1) }
    return try running.draw(at: place, on: rung)
  }

  /// Has a trial wait for the next rung, if it is among the best so far; those that it drives out wait no longer.
  func keep(_ training: TrialTraining, _ draw: Int, on rung: Int) throws {
    let progress = training.progress
    try running.keep(
      training,
      as: SuccessiveHalving.Standing(
        draw: draw, accuracy: progress.accuracy ?? .nan, squaredError: progress.squaredError ?? .nan,
        canGoOn: progress.end == .none), on: rung)
  }

  /// The trial with the highest validation accuracy, of equals that with the smaller error, and the highest rung that
  /// it reached; nil if none has a score.
  func best() throws -> (draw: Int, rung: Int)? {
    var reached: [Int: (rung: Int, standing: SuccessiveHalving.Standing)] = [:]
    for rung in rungs.indices {
      for standing in try finished(rung) {
        reached[standing.draw] = (rung, standing)
      }
    }
    let standings = reached.values.map(\.standing)
    guard let first = SuccessiveHalving.ranking(standings).first.map({ standings[$0] }), !first.accuracy.isNaN else {
      return nil
    }
    return reached[first.draw].map { (first.draw, $0.rung) }
  }

  /// The trials of a rung.
  ///
  /// - Throws: `SweepFailure.unfinished` unless all of them have been trained: which are the best is not known before.
  private func finished(_ rung: Int) throws -> [SuccessiveHalving.Standing] {
    let table = try context.earlier(search.name(ofRung: rung))
    let missing = try table.statuses(TableAxes.row == row, TableAxes.nonlinearity == nonlinearity).count(
      where: \.isPending)
    guard missing == 0 else {
      throw SweepFailure.unfinished(file: context.experiment, group: table.layout.group, missing: missing)
    }
    return try Self.standings(in: table, row, nonlinearity)
  }

  /// The trials of a search that a rung holds so far.
  package static func standings(
    in rung: Table, _ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity
  ) throws -> [SuccessiveHalving.Standing] {
    try rung.points(TableAxes.row == row, TableAxes.nonlinearity == nonlinearity).compactMap { point in
      guard try !rung.status(at: point).isPending else { return nil }
      let draw = try rung.value(NetworkSearch.draw, at: point)
      guard draw >= 0 else { return nil }
      return SuccessiveHalving.Standing(
        draw: draw, accuracy: try rung.value(TrainedTrial.validationAccuracy, at: point),
        squaredError: try rung.value(TrainedTrial.validationError, at: point),
        canGoOn: try rung.value(NetworkSearch.end, at: point) == TrialProgress.End.none.rawValue)
    }
  }
}
