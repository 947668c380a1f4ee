/// A score against our own recorded value.
public enum RecordedVerdict: Sendable, Hashable {
  case same
  case outside
  /// Nothing was recorded for this number under the same tier, seed and data.
  case missing
}

/// A score against the paper or the theory.
public enum PaperVerdict: Sendable, Hashable {
  case agrees
  case differs
  /// The score's own error leaves both open.
  case undecided
  case notComparable(reason: String)
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
