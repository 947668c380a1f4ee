import FiniteWidth
import LinearAlgebra
import Results

/// What one network classifies right after each of several numbers of steps, and whether its loss stayed finite.
package struct TrainingCourse: Sendable {
  /// By number of steps, then by set of images.
  package let accuracies: [[Double]]
  /// The first step whose loss was not finite; 0: none.
  package let divergedStep: Int

  package static let divergence = Column<Int>(
    "diverged_step",
    "first step whose loss was not finite, from which on a network's accuracies are given as chance, 0.1; 0: none")

  /// How many networks of each name have a `divergedStep`, as a sentence.
  package static func words(_ divergedSteps: [(name: String, steps: [Int])]) -> String {
    let counts = divergedSteps.map { (name: $0.name, count: $0.steps.count { $0 > 0 }) }.filter { $0.count > 0 }
    guard !counts.isEmpty else { return "No network's loss ceased to be finite." }
    let list = counts.map { "\($0.name): \($0.count)" }.joined(separator: "; ")
    return "The loss of some networks ceased to be finite, and from then on they count as chance (\(list))."
  }
}

extension Trainer {
  /// Trains on to each of `looks` and evaluates there; a network that has diverged gives what chance does.
  ///
  /// - Parameters:
  ///   - looks: ascending numbers of steps.
  ///   - images: the sets that are classified.
  /// - Throws: `FiniteWidthFailure` for shapes that do not fit.
  /// - Complexity: the steps, and one evaluation of every set a look.
  package func course(
    to looks: [Int], _ images: (inputs: Matrix<S>, targets: Matrix<S>)...
  ) throws -> TrainingCourse {
    var divergedStep = 0
    let accuracies = try looks.map { look in
      run(steps: look - stepsTaken)
      if divergedStep == 0, case .diverged(let step) = status { divergedStep = step }
      let chance = images.map { _ in AccuracyGrid.chance }
      guard divergedStep == 0 else { return chance }
      let found = try images.map { try evaluate($0.inputs, $0.targets) }
      // What the last step has done is seen in the loss of the next one, which there may not be.
      guard found.allSatisfy({ $0.meanSquaredError.isFinite }) else {
        divergedStep = stepsTaken + 1
        return chance
      }
      return found.map(\.accuracy)
    }
    return TrainingCourse(accuracies: accuracies, divergedStep: divergedStep)
  }
}
