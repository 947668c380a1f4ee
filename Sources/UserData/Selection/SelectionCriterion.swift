/// By what the best of several models is told.
public enum SelectionCriterion: String, Sendable, CaseIterable {
  /// The log marginal likelihood of the targets, the larger the better.
  case evidence
  /// The mean squared error of predictions from all other inputs.
  case leaveOneOut = "leave-one-out"
  /// The mean squared error on inputs that are held out.
  case validation

  /// The number that is the larger the better; NaN where there is none.
  func merit(_ outcome: SelectionOutcome) -> Double {
    switch self {
    case .evidence: outcome.evidence
    case .leaveOneOut: -outcome.leaveOneOutError
    case .validation: -outcome.validationError
    }
  }

  /// What is lost of the best merit, in units that do not depend on the targets' size: nats, or parts of the error.
  /// Beside an error of 0, as of targets that are all 0, another such one loses nothing.
  func loss(_ merit: Double, beside best: Double) -> Double {
    if merit == best { return 0 }
    return self == .evidence ? best - merit : merit / best - 1
  }

  /// Points that lose no more than this are as good: a ratio of likelihoods of 20, or one per cent of the error.
  var tolerance: Double { self == .evidence ? 3 : 0.01 }
}
