/// The search of one network while it runs: which trial is on which rung, and which wait in checkpoints for the next.
package struct RunningSearch {
  /// In seeds and checkpoints.
  package let name: String
  /// How many trials each rung has room for.
  private let places: [Int]
  private let context: RunContext
  /// The trials of this search that a rung holds so far.
  private let standings: (_ rung: Int) throws -> [SuccessiveHalving.Standing]

  package init(
    name: String, places: [Int], context: RunContext,
    standings: @escaping (_ rung: Int) throws -> [SuccessiveHalving.Standing]
  ) {
    (self.name, self.places, self.context, self.standings) = (name, places, context, standings)
  }

  package func name(of draw: Int) -> String { "\(name) \(draw)" }

  /// The draw at a place of a rung; nil if fewer trials could go on.
  package func draw(at place: Int, on rung: Int) throws -> Int? {
    guard rung > 0 else { return place }
    let below = try standings(rung - 1)
    let promoted = SuccessiveHalving.promoted(below, places: places[rung])
    // Two cells at a time were each before the other in the rung below, so that one too many may wait.
    if place == 0 { below.map(\.draw).filter { !promoted.contains($0) }.forEach(forget) }
    return promoted.indices.contains(place) ? promoted[place] : nil
  }

  /// Has a trial wait for the next rung, if it is among the best so far; those that it drives out wait no longer, once
  /// its cell is in the file.
  package func keep(_ training: TrialTraining, as own: SuccessiveHalving.Standing, on rung: Int) throws {
    guard rung + 1 < places.count, own.canGoOn else { return forget(own.draw) }
    guard let checkpoints = context.checkpoints else { return }
    let others = try standings(rung).filter { $0.draw != own.draw }
    let best = SuccessiveHalving.promoted(others + [own], places: places[rung + 1])
    if best.contains(own.draw) {
      checkpoints.save(training, name(of: own.draw), rung: rung, threads: context.threads)
    } else {
      forget(own.draw)
    }
    others.map(\.draw).filter { !best.contains($0) }.forEach(forget)
  }

  /// The best draw of a rung; nil if none of it has a score.
  package func best(on rung: Int) throws -> Int? {
    let all = try standings(rung)
    return SuccessiveHalving.ranking(all).first.flatMap { all[$0].accuracy.isNaN ? nil : all[$0].draw }
  }

  private func forget(_ draw: Int) { context.checkpoints?.forget(name(of: draw)) }
}
