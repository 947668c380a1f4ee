/// Which trials of a search go on (Jamieson and Talwalkar 2016; Li et al. 2020, "A System for Massively Parallel
/// Hyperparameter Tuning"): all begin, and at the end of each rung the best go on from where they stopped.
///
/// A rung is complete before the next begins, where Li et al. promote whenever a worker is free: which trial ends first
/// then decides nothing: a search of networks that are each trained on one core gives the same numbers on any number of
/// threads, and any search does after any interruption.
package enum SuccessiveHalving {
  /// A trial at the end of a rung.
  package struct Standing: Sendable, Equatable {
    /// The number of its draw, the same in every rung.
    package let draw: Int
    /// On validation images, at its best step; what is not a number is below all others.
    package let accuracy: Double
    package let squaredError: Double
    /// Whether a step more may be taken.
    package let canGoOn: Bool

    package init(draw: Int, accuracy: Double, squaredError: Double, canGoOn: Bool) {
      (self.draw, self.accuracy, self.squaredError, self.canGoOn) = (draw, accuracy, squaredError, canGoOn)
    }
  }

  /// Places by falling accuracy, then growing error, then draw; trials without a score last.
  package static func ranking(_ trials: [Standing]) -> [Int] {
    trials.indices.sorted {
      func rank(_ trial: Standing) -> (Double, Double, Int) {
        (trial.accuracy.isNaN ? 1 : -trial.accuracy, trial.squaredError, trial.draw)
      }
      return rank(trials[$0]) < rank(trials[$1])
    }
  }

  /// The draws for the places of the next rung, the best first: fewer than there are places if fewer can go on. A trial
  /// that has ended keeps its scores and its claim to be the best of the search, and leaves its place to another.
  package static func promoted(_ trials: [Standing], places: Int) -> [Int] {
    let living = trials.filter(\.canGoOn)
    return ranking(living).prefix(places).map { living[$0].draw }
  }
}
