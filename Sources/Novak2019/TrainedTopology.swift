import FiniteWidth
import Results
import Suite

/// What came of training one network, scored where it ended.
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

  let steps: Int
  let end: End
  /// Not numbers where the training diverged.
  private(set) var trainingAccuracy = Double.nan
  private(set) var trainingError = Double.nan
  private(set) var validationAccuracy = Double.nan
  private(set) var validationError = Double.nan
  private(set) var testAccuracy = Double.nan
  private(set) var correct: CorrectImages?

  init(_ trained: TrialTraining, isLearned: Bool, _ images: TrainingImages) throws {
    steps = trained.progress.steps
    end = trained.progress.end == .diverged ? .diverged : isLearned ? .learned : .limit
    guard end != .diverged else { return }
    let (own, chosenOn) = (
      try trained.evaluate(on: images.training), try trained.evaluate(on: images.validation)
    )
    let tested = try trained.evaluate(on: images.test)
    (trainingAccuracy, trainingError) = (own.accuracy, own.meanSquaredError)
    (validationAccuracy, validationError) = (chosenOn.accuracy, chosenOn.meanSquaredError)
    (testAccuracy, correct) = (tested.accuracy, CorrectImages(tested.isCorrect))
  }

  /// From a file.
  ///
  /// - Parameter images: the test images.
  init(_ table: Table, _ point: Point, images: Int) throws {
    steps = try table.value(Self.steps, at: point)
    end = End(rawValue: try table.value(Self.end, at: point)) ?? .limit
    trainingAccuracy = try table.value(Self.trainingAccuracy, at: point)
    trainingError = try table.value(Self.trainingError, at: point)
    validationAccuracy = try table.value(Self.validationAccuracy, at: point)
    validationError = try table.value(Self.validationError, at: point)
    testAccuracy = try table.value(Self.testAccuracy, at: point)
    correct = CorrectImages(text: try table.value(CorrectImages.column, at: point), images: images)
  }

  /// The place of the one that is chosen: of those that have every training image right the best on validation images,
  /// as the paper does it; of all where none has. nil if all diverged.
  static func best(of trials: [TrainedTopology]) -> Int? {
    let interpolating = trials.indices.filter { trials[$0].trainingAccuracy == 1 }
    let candidates = interpolating.isEmpty ? Array(trials.indices) : interpolating
    let ranking = SuccessiveHalving.ranking(
      candidates.map {
        SuccessiveHalving.Standing(
          draw: $0, accuracy: trials[$0].validationAccuracy, squaredError: trials[$0].validationError,
          canGoOn: false)
      })
    return ranking.first.map { candidates[$0] }.flatMap { trials[$0].validationAccuracy.isNaN ? nil : $0 }
  }
}

/// What a network records.
extension TrainedTopology {
  private static let steps = Column<Int>("steps", "steps taken")
  private static let end = Column<Int>("end", "why no step follows: 0 the limit, 1 all is learned, 3 diverged")
  private static let trainingAccuracy = accuracy("training")
  private static let trainingError = squaredError("training")
  private static let validationAccuracy = accuracy("validation")
  private static let validationError = squaredError("validation")
  private static let testAccuracy = accuracy("test")

  private static func accuracy(_ part: String) -> Column<Double> {
    Column("\(part)_accuracy", "fraction of \(part) images classified right after the last step")
  }

  private static func squaredError(_ part: String) -> Column<Double> {
    Column("\(part)_mse", "mean squared error over \(part) images and outputs after the last step")
  }

  static let columns: [any DeclaredColumn] = [
    steps, end, trainingAccuracy, trainingError, validationAccuracy, validationError, testAccuracy,
    CorrectImages.column,
  ]

  var row: Row {
    Row(
      Self.steps => steps, Self.end => end.rawValue, Self.trainingAccuracy => trainingAccuracy,
      Self.trainingError => trainingError, Self.validationAccuracy => validationAccuracy,
      Self.validationError => validationError, Self.testAccuracy => testAccuracy,
      CorrectImages.column => correct?.text ?? "", status: end == .diverged ? .diverged : .done)
  }

  /// Where no network could be chosen.
  static var emptyRow: Row {
    Row(
      steps => 0, end => End.diverged.rawValue, trainingAccuracy => .nan, trainingError => .nan,
      validationAccuracy => .nan, validationError => .nan, testAccuracy => .nan, CorrectImages.column => "",
      status: .diverged)
  }
}
