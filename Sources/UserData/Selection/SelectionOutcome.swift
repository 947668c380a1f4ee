import Inference
import LinearAlgebra
import Results

/// What one point of a search gave; where a kernel has no factor all numbers are NaN and `status` says so.
struct SelectionOutcome: Sendable {
  var status = CellStatus.failed
  var evidence = Double.nan
  var leaveOneOutError = Double.nan
  var leaveOneOutProbability = Double.nan
  var leaveOneOutAccuracy = Double.nan
  var validationError = Double.nan
  var validationAccuracy = Double.nan
  var conditionNumber = Double.nan
  var noiseVarianceUsed = Double.nan

  static let failed = SelectionOutcome()

  private init() {}

  /// - Parameter classes: the place of every training input's largest target; nil of a single output.
  init(_ process: AssessedProcess, order n: Int, classes: [Int]?) {
    evidence = process.evidence.total
    leaveOneOutError = process.leaveOneOut.meanSquaredError
    leaveOneOutProbability = process.leaveOneOut.logPredictiveProbability
    if let classes { leaveOneOutAccuracy = process.leaveOneOut.accuracy(classes: classes) }
    conditionNumber = process.conditionNumber
    noiseVarianceUsed = process.noiseVarianceUsed
    // The smallest eigenvalue, which the evidence has the logarithm of, is then rounding.
    let isKnown = Double(n) * .ulpOfOne * conditionNumber <= 0.1
    status = isKnown && evidence.isFinite && leaveOneOutError.isFinite ? .done : .untrusted
  }

  mutating func add(validation means: Matrix<Double>, targets: Matrix<Double>, classes: [Int]?) {
    validationError = Classification.meanSquaredError(means, targets)
    if let classes {
      validationAccuracy =
        Double(zip(Classification.classes(means), classes).count { $0 == $1 }) / Double(max(1, classes.count))
    }
  }
}
