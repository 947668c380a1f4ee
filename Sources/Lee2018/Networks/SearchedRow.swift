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

  /// The draw at a place of a rung; nil if fewer trials could go on.
  func draw(at place: Int, on rung: Int) throws -> Int? {
    guard rung > 0 else { return place }
    let below = try finished(rung - 1)
    let promoted = SuccessiveHalving.promoted(below, places: rungs[rung].trials)
    // Two cells at a time were each before the other in the rung below, so that one too many may wait.
    if place == 0 { below.map(\.draw).filter { !promoted.contains($0) }.forEach(forget) }
    return promoted.indices.contains(place) ? promoted[place] : nil
  }

  /// Has a trial wait for the next rung, if it is among the best so far; those that it drives out wait no longer.
  func keep(_ training: TrialTraining, _ draw: Int, on rung: Int) throws {
    guard rung + 1 < rungs.count, training.progress.end == .none else { return forget(draw) }
    guard let checkpoints = context.checkpoints else { return }
    let own = SuccessiveHalving.Standing(
      draw: draw, accuracy: training.progress.accuracy ?? .nan, squaredError: training.progress.squaredError ?? .nan,
      canGoOn: true)
    let others = try Self.standings(in: context.earlier(search.name(ofRung: rung)), row, nonlinearity)
      .filter { $0.draw != draw }
    let best = SuccessiveHalving.promoted(others + [own], places: rungs[rung + 1].trials)
    if best.contains(draw) {
      checkpoints.save(training, name(of: draw), rung: rung, threads: context.threads)
    } else {
      forget(draw)
    }
    others.map(\.draw).filter { !best.contains($0) }.forEach(forget)
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

  private func forget(_ draw: Int) { context.checkpoints?.remove(name(of: draw)) }

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
