import FiniteWidth
import Results
import Suite

/// What came of training one network: where it ended, and where it did best on validation images.
struct TrainedTopology {
  /// Why a run ended; the numbers are those of results files.
  enum End: Int {
    /// It took all its steps.
    case limit = 0
    /// All training images are right and the loss is small.
    case learned = 1
    /// The loss was infinite or not a number.
    case diverged = 3
  }

  let end: End
  /// After the last step.
  let last: ScoredNetwork
  /// After the step, of those that were looked at, with the highest validation accuracy: stopped early.
  let stopped: ScoredNetwork

  init(_ trained: TrialTraining, isLearned: Bool, _ images: TrainingImages) throws {
    let progress = trained.progress
    end = progress.end == .diverged ? .diverged : isLearned ? .learned : .limit
    if end == .diverged {
      last = ScoredNetwork(step: progress.steps)
    } else {
      last = ScoredNetwork(
        step: progress.steps, training: try trained.evaluate(on: images.training),
        validation: try trained.evaluate(on: images.validation), test: try trained.evaluate(on: images.test))
    }
    // One that diverges is not chosen in either way, however good it was before.
    if end != .diverged, let training = try trained.evaluateBest(on: images.training),
      let validation = try trained.evaluateBest(on: images.validation),
      let test = try trained.evaluateBest(on: images.test)
    {
      stopped = ScoredNetwork(step: progress.bestStep, training: training, validation: validation, test: test)
    } else {
      stopped = last
    }
  }

  /// From a file.
  ///
  /// - Parameter images: the test images.
  /// - Throws: `TopologyFailure` for what no run wrote.
  init(_ table: Table, _ point: Point, images: Int) throws {
    let number = try table.value(Self.end, at: point)
    guard let end = End(rawValue: number) else {
      throw TopologyFailure.unknownEnd(number, network: "\(point.layout.group) \(point.cell)")
    }
    self.end = end
    last = try Self.last.network(table, point, images: images, isScored: end != .diverged)
    stopped = try Self.stopped.network(table, point, images: images, isScored: end != .diverged)
  }

  /// How one of a search is chosen, on validation images.
  enum Choice {
    /// Of the networks that have every training image right after their last step the best; of all where none has.
    case learned
    /// The best of all, each stopped where it did best: it need not have learned the training images.
    case stopped
  }

  func scored(_ choice: Choice) -> ScoredNetwork { choice == .learned ? last : stopped }

  /// The place of the one that is chosen; nil if all diverged.
  static func best(of trials: [TrainedTopology], _ choice: Choice = .learned) -> Int? {
    let learned = choice == .learned ? trials.indices.filter { trials[$0].last.trainingAccuracy == 1 } : []
    let candidates = learned.isEmpty ? Array(trials.indices) : learned
    let ranking = SuccessiveHalving.ranking(
      candidates.map {
        let scored = trials[$0].scored(choice)
        return SuccessiveHalving.Standing(
          draw: $0, accuracy: scored.validationAccuracy, squaredError: scored.validationError, canGoOn: false)
      })
    return ranking.first.map { candidates[$0] }
      .flatMap { trials[$0].scored(choice).validationAccuracy.isNaN ? nil : $0 }
  }
}

/// What a network records.
extension TrainedTopology {
  private static let end = Column<Int>("end", "why no step follows: 0 the limit, 1 all is learned, 3 diverged")
  private static let last = ScoredNetwork.Columns(prefix: "", step: "steps taken", words: "after the last step")
  private static let stopped = ScoredNetwork.Columns(
    prefix: "stopped_", step: "steps taken when most validation images were right",
    words: "when most validation images were")

  static let columns: [any DeclaredColumn] = [end] + last.all + stopped.all

  var row: Row { Self.row(end, last, stopped) }

  /// Where no network could be chosen.
  static var emptyRow: Row { row(.diverged, ScoredNetwork(step: 0), ScoredNetwork(step: 0)) }

  private static func row(_ end: End, _ last: ScoredNetwork, _ stopped: ScoredNetwork) -> Row {
    Row(
      [Self.end => end.rawValue] + Self.last.values(last) + Self.stopped.values(stopped),
      status: end == .diverged ? .diverged : .done)
  }
}
