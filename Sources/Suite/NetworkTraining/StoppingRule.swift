/// How long a network is trained: up to a number of steps, less if on validation images neither its accuracy nor its
/// squared error becomes better any more.
package struct StoppingRule: Sendable, Hashable, Codable {
  /// Counted from the beginning of training, also where an earlier rule has had its share of them.
  package let steps: Int
  /// Steps between two validations.
  package let interval: Int
  /// Validations without a gain in either that end a run.
  package let patience: Int
  /// The first so many validation images are looked at, all where there are fewer.
  package let validationImages: Int

  package init(steps: Int, interval: Int = 50, patience: Int = 5, validationImages: Int) {
    (self.steps, self.interval) = (steps, interval)
    (self.patience, self.validationImages) = (patience, validationImages)
  }
}
