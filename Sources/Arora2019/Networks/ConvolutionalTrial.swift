import FiniteWidth
import Results
import Suite

/// What came of training one network to the end of a rung, where it is scored as the paper scores its networks; beside
/// that, what the parameters gave whose validation accuracy was highest.
struct ConvolutionalTrial {
  struct Scores {
    var accuracy = Double.nan
    var squaredError = Double.nan

    init() {}

    init(_ evaluation: Evaluation) {
      (accuracy, squaredError) = (evaluation.accuracy, evaluation.meanSquaredError)
    }
  }

  let rate, multiplier, learningRate: Double
  let channels, steps: Int
  let end: TrialProgress.End
  /// Not numbers where the training diverged.
  let training, validation, test: Scores
  let correct: CorrectImages?
  let bestStep: Int
  /// After `bestStep`.
  let bestTestAccuracy: Double

  init(
    _ trained: TrialTraining, _ drawn: ConvolutionalDraw, learningRate: Double, _ images: ConvolutionalImages
  ) throws {
    (rate, multiplier, channels) = (drawn.rate, drawn.multiplier, drawn.channels)
    self.learningRate = learningRate
    let progress = trained.progress
    (steps, end, bestStep) = (progress.steps, progress.end, progress.bestStep)
    bestTestAccuracy = try trained.evaluateBest(on: images.test)?.accuracy ?? .nan
    guard end != .diverged else {
      (training, validation, test, correct) = (Scores(), Scores(), Scores(), nil)
      return
    }
    let tested = try trained.evaluate(on: images.test)
    training = Scores(try trained.evaluate(on: images.training))
    validation = Scores(try trained.evaluate(on: images.validation))
    (test, correct) = (Scores(tested), CorrectImages(tested.isCorrect))
  }

  /// From a file.
  ///
  /// - Parameter images: the test images.
  init(_ table: Table, _ point: Point, images: Int) throws {
    func scores(_ accuracy: Column<Double>, _ squaredError: Column<Double>) throws -> Scores {
      var scores = Scores()
      scores.accuracy = try table.value(accuracy, at: point)
      scores.squaredError = try table.value(squaredError, at: point)
      return scores
    }
    rate = try table.value(Self.rate, at: point)
    multiplier = try table.value(Self.multiplier, at: point)
    learningRate = try table.value(Self.learningRate, at: point)
    channels = try table.value(Self.channels, at: point)
    steps = try table.value(Self.steps, at: point)
    end = TrialProgress.End(rawValue: try table.value(Self.end, at: point)) ?? .none
    training = try scores(Self.trainingAccuracy, Self.trainingError)
    validation = try scores(Self.validationAccuracy, Self.validationError)
    test = try scores(Self.testAccuracy, Self.testError)
    bestStep = try table.value(Self.bestStep, at: point)
    bestTestAccuracy = try table.value(Self.bestTestAccuracy, at: point)
    correct = CorrectImages(text: try table.value(CorrectImages.column, at: point), images: images)
  }

  /// Its place among the others of its rung is by what it is reported with: the parameters at the end.
  func standing(draw: Int) -> SuccessiveHalving.Standing {
    SuccessiveHalving.Standing(
      draw: draw, accuracy: validation.accuracy, squaredError: validation.squaredError, canGoOn: end == .none)
  }
}

/// What a trial records.
extension ConvolutionalTrial {
  private static let learningRate = Column<Double>(
    "learning_rate", "rate of gradient descent on ½ Σ ‖f − y‖² over a mini-batch, NTK parameterisation")
  private static let rate = Column<Double>(
    "relative_learning_rate", "learning rate in units of 2/λ_max of the tangent kernel on a mini-batch")
  private static let multiplier = Column<Double>("multiplier", "κ, by which the network's output is multiplied")
  private static let channels = Column<Int>("channels", "channels of each convolution")
  private static let steps = Column<Int>("steps", "steps taken")
  private static let end = Column<Int>("end", "why no step follows: 0 nothing ended it, 2 at chance, 3 diverged")
  private static let trainingAccuracy = accuracy("training")
  private static let trainingError = squaredError("training")
  private static let validationAccuracy = accuracy("validation")
  private static let validationError = squaredError("validation")
  private static let testAccuracy = accuracy("test")
  private static let testError = squaredError("test")
  private static let bestStep = Column<Int>("best_step", "step after which validation accuracy was highest")
  private static let bestTestAccuracy = Column<Double>(
    "best_step_test_accuracy", "fraction of test images classified right after the best step")

  private static func accuracy(_ part: String) -> Column<Double> {
    Column("\(part)_accuracy", "fraction of \(part) images classified right after the last step")
  }

  private static func squaredError(_ part: String) -> Column<Double> {
    Column("\(part)_mse", "mean squared error over \(part) images and outputs after the last step")
  }

  static let columns: [any DeclaredColumn] = [
    learningRate, rate, multiplier, channels, steps, end, trainingAccuracy, trainingError, validationAccuracy,
    validationError, testAccuracy, testError, bestStep, bestTestAccuracy, CorrectImages.column,
  ]

  var row: Row {
    Row(
      Self.learningRate => learningRate, Self.rate => rate, Self.multiplier => multiplier, Self.channels => channels,
      Self.steps => steps, Self.end => end.rawValue, Self.trainingAccuracy => training.accuracy,
      Self.trainingError => training.squaredError, Self.validationAccuracy => validation.accuracy,
      Self.validationError => validation.squaredError, Self.testAccuracy => test.accuracy,
      Self.testError => test.squaredError, Self.bestStep => bestStep, Self.bestTestAccuracy => bestTestAccuracy,
      CorrectImages.column => correct?.text ?? "", status: end == .diverged ? .diverged : .done)
  }

  /// Of a place for which no trial was left.
  static var emptyRow: Row {
    Row(
      Self.learningRate => .nan, Self.rate => .nan, Self.multiplier => .nan, Self.channels => 0, Self.steps => 0,
      Self.end => 0, Self.trainingAccuracy => .nan, Self.trainingError => .nan, Self.validationAccuracy => .nan,
      Self.validationError => .nan, Self.testAccuracy => .nan, Self.testError => .nan, Self.bestStep => 0,
      Self.bestTestAccuracy => .nan, CorrectImages.column => "")
  }
}
