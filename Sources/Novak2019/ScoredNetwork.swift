import FiniteWidth
import Results
import Suite

/// How a network does at one step of its training.
struct ScoredNetwork {
  let step: Int
  /// Not numbers where the training diverged.
  private(set) var trainingAccuracy = Double.nan
  private(set) var trainingError = Double.nan
  private(set) var validationAccuracy = Double.nan
  private(set) var validationError = Double.nan
  private(set) var testAccuracy = Double.nan
  private(set) var correct: CorrectImages?

  /// Where there is nothing to score.
  init(step: Int) { self.step = step }

  init(step: Int, training: Evaluation, validation: Evaluation, test: Evaluation) {
    self.step = step
    (trainingAccuracy, trainingError) = (training.accuracy, training.meanSquaredError)
    (validationAccuracy, validationError) = (validation.accuracy, validation.meanSquaredError)
    (testAccuracy, correct) = (test.accuracy, CorrectImages(test.isCorrect))
  }

  /// What a results file holds of it.
  struct Columns {
    private let step: Column<Int>
    private let trainingAccuracy, trainingError, validationAccuracy, validationError, testAccuracy: Column<Double>
    private let correct: Column<String>

    /// - Parameters:
    ///   - prefix: of the names.
    ///   - words: when it was scored.
    init(prefix: String, step: String, words: String) {
      func accuracy(_ part: String) -> Column<Double> {
        Column("\(prefix)\(part)_accuracy", "fraction of \(part) images classified right \(words)")
      }
      func squaredError(_ part: String) -> Column<Double> {
        Column("\(prefix)\(part)_mse", "mean squared error over \(part) images and outputs \(words)")
      }
      self.step = Column(prefix + "steps", step)
      (trainingAccuracy, trainingError) = (accuracy("training"), squaredError("training"))
      (validationAccuracy, validationError) = (accuracy("validation"), squaredError("validation"))
      (testAccuracy, correct) = (accuracy("test"), CorrectImages.column(prefix + "test_correct", of: " \(words)"))
    }

    var all: [any DeclaredColumn] {
      [step, trainingAccuracy, trainingError, validationAccuracy, validationError, testAccuracy, correct]
    }

    func values(_ network: ScoredNetwork) -> [RowEntry] {
      [
        step => network.step, trainingAccuracy => network.trainingAccuracy, trainingError => network.trainingError,
        validationAccuracy => network.validationAccuracy, validationError => network.validationError,
        testAccuracy => network.testAccuracy, correct => network.correct?.text ?? "",
      ]
    }

    /// - Parameters:
    ///   - images: the test images.
    ///   - isScored: whether there was something to score.
    /// - Throws: `TopologyFailure.notImages`.
    func network(_ table: Table, _ point: Point, images: Int, isScored: Bool) throws -> ScoredNetwork {
      var network = ScoredNetwork(step: try table.value(step, at: point))
      guard isScored else { return network }
      network.trainingAccuracy = try table.value(trainingAccuracy, at: point)
      network.trainingError = try table.value(trainingError, at: point)
      network.validationAccuracy = try table.value(validationAccuracy, at: point)
      network.validationError = try table.value(validationError, at: point)
      network.testAccuracy = try table.value(testAccuracy, at: point)
      guard let correct = CorrectImages(text: try table.value(correct, at: point), images: images) else {
        throw TopologyFailure.notImages(network: "\(point.layout.group) \(point.cell)", images: images)
      }
      network.correct = correct
      return network
    }
  }
}
