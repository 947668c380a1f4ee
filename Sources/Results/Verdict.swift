/// A score against our own recorded value.
public enum RecordedVerdict: Sendable, Hashable {
  case same
  case outside
  /// Nothing was recorded for this number under the same tier, seed and data.
  case missing

  public var word: String {
    switch self {
    case .same: "same"
    case .outside: "outside"
    case .missing: "missing"
    }
  }
}

/// A score against the paper or the theory.
public enum PaperVerdict: Sendable, Hashable {
  case agrees
  case differs
  /// The score's own error leaves both open, or is not known.
  case undecided
  case notComparable(because: Incomparability)

  /// The verdict without its cause.
  public var word: String {
    switch self {
    case .agrees: "agrees"
    case .differs: "differs"
    case .undecided: "undecided"
    case .notComparable: "not comparable"
    }
  }

  /// Why nothing was compared; `nil` if something was.
  public var cause: Incomparability? { if case .notComparable(let cause) = self { cause } else { nil } }
}

/// Both judgements of one score, with everything they rest on.
public struct Verdict: Sendable, Hashable {
  public let score: Score
  public let recorded: RecordedVerdict
  public let recordedValue: Double?
  public let paper: PaperVerdict
  public let published: PublishedNumber?
  /// score − published; `nil` without a published number.
  public let difference: Double?
  /// The allowed distance, resolution of the published number included.
  public let tolerance: Double?
  public let toleranceReason: String?
  /// The reference file's paragraph about this difference.
  public let explanation: String?

  public init(
    score: Score, recorded: RecordedVerdict, recordedValue: Double?, paper: PaperVerdict,
    published: PublishedNumber? = nil, difference: Double? = nil, tolerance: Double? = nil,
    toleranceReason: String? = nil, explanation: String? = nil
  ) {
    self.score = score
    self.recorded = recorded
    self.recordedValue = recordedValue
    self.paper = paper
    self.published = published
    self.difference = difference
    self.tolerance = tolerance
    self.toleranceReason = toleranceReason
    self.explanation = explanation
  }

  /// Whether the number differs from the paper and the reference file does not say why.
  public var isUnexplained: Bool { paper == .differs && explanation == nil }
}

extension Sequence<Verdict> {
  /// Whether every number is the recorded one: `verify` fails otherwise.
  public var allRecorded: Bool { allSatisfy { $0.recorded == .same } }
  /// Whether no number differs from the paper: `verify --strict` fails otherwise.
  public var noneDiffers: Bool { allSatisfy { $0.paper != .differs } }
}
