/// How far a training run has come.
public enum TrainingStatus: Sendable, Hashable {
  /// The loss of every step so far was finite.
  case running

  /// The loss became infinite or not a number in step `step` (the first is 1). The parameters are those before that
  /// step, and further steps do nothing.
  case diverged(step: Int)

  public var isDiverged: Bool { self != .running }
}
