/// How far the training of one trial has come, and how well it did.
package struct TrialProgress: Codable, Sendable, Equatable {
  /// Why no step follows; the numbers are those of results files.
  package enum End: Int, Codable, Sendable {
    /// Nothing speaks against going on.
    case none = 0
    /// On validation images neither accuracy nor error became better any more.
    case noGain = 1
    /// At the end of its first rung it was no better than guessing.
    case atChance = 2
    /// The loss, or the error on validation images, was infinite or not a number.
    case diverged = 3
  }

  /// Steps taken.
  package internal(set) var steps = 0
  /// The step after which validation accuracy was highest; 0: it never was looked at.
  package internal(set) var bestStep = 0
  /// Validation accuracy at the best step.
  package internal(set) var accuracy: Double?
  /// Mean squared error on validation images at the best step.
  package internal(set) var squaredError: Double?
  /// The step after which the mean squared error on validation images was lowest; 0: it never was looked at.
  package internal(set) var leastErrorStep = 0
  /// That error.
  package internal(set) var leastError: Double?
  /// Validations since accuracy or error was better than ever.
  var waited = 0
  /// The step whose loss was not finite; 0: none.
  package internal(set) var divergedStep = 0
  package internal(set) var end = End.none

  package init() {}

  /// Accuracies of at most this are what guessing among `classes` gives, with three standard deviations of it over
  /// `images` images: 1/k + 3 √(1/k (1 − 1/k)/n).
  package static func chance(classes: Int, images: Int) -> Double {
    let share = 1 / Double(classes)
    return share + 3 * (share * (1 - share) / Double(images)).squareRoot()
  }
}
