/// Holds scores against our own recorded values and against the published ones; the two are never mixed.
public struct Judge: Sendable {
  public let reference: ReferenceFile
  public let recorded: [RecordedRun]

  public init(reference: ReferenceFile, recorded: [RecordedRun]) {
    self.reference = reference
    self.recorded = recorded
  }

  /// One verdict a score, in the scores' order, then one a recorded number that is no longer among them.
  ///
  /// - Parameter isPartial: whether `scores` are of an unfinished file, whose other numbers are still to come.
  public func verdicts(for scores: [Score], of run: RunIdentity, isPartial: Bool = false) -> [Verdict] {
    let own = recorded.first { $0.identity == run }?.scores ?? []
    let recordedValues = Dictionary(own.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    let experiment = reference.experiments[run.experiment] ?? .init(published: [])
    let published = Dictionary(experiment.published.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let judged = scores.map { score in
      let recordedValue = recordedValues[score.key]
      let number = published[score.key]
      let judgement = compare(score, with: number, isProcedural: run.isProcedural)
      return Verdict(
        score: score,
        recorded: compare(score, withRecorded: recordedValue), recordedValue: recordedValue,
        paper: judgement.verdict, published: number,
        difference: number?.value.map { score.value - $0 },
        tolerance: judgement.width, toleranceReason: number.flatMap { reference.tolerances[$0.tolerance]?.reason },
        explanation: experiment.explanation(of: score.key))
    }
    let keys = Set(scores.map(\.key))
    return judged + (isPartial ? [] : own.filter { !keys.contains($0.key) }.map(vanished))
  }

  /// Why nothing is recorded for the numbers of `run`: in what it differs from the nearest of the recorded runs. nil if
  /// there is one of its identity, or none at all.
  public func strangeness(of run: RunIdentity) -> String? {
    guard !recorded.contains(where: { $0.identity == run }) else { return nil }
    func nearness(_ other: RunIdentity) -> Int {
      [
        run.isProcedural == other.isProcedural, run.revision == other.revision, run.settings == other.settings,
        run.rootSeed == other.rootSeed, run.datasetDigests == other.datasetDigests,
      ].count { $0 }
    }
    return recorded.map(\.identity).max { nearness($0) < nearness($1) }.flatMap(run.difference)
  }

  /// The verdict on a recorded number that the experiment does not give any more.
  private func vanished(_ score: Score) -> Verdict {
    Verdict(
      score: Score(key: score.key, value: .nan, title: score.title + " (no longer computed)"),
      recorded: .outside, recordedValue: score.value,
      paper: .notComparable(because: .noNumber(text: "no longer computed")))
  }

  private func compare(_ score: Score, withRecorded value: Double?) -> RecordedVerdict {
    guard let value else { return .missing }
    // Infinity is no distance from itself. A NaN is the same as a recorded NaN alone.
    if score.value == value || score.value.isNaN && value.isNaN { return .same }
    let rounding = reference.rounding(of: score.quantity)
    return (score.value - value).magnitude <= rounding.width(around: value) ? .same : .outside
  }

  private func compare(
    _ score: Score, with published: PublishedNumber?, isProcedural: Bool
  ) -> (verdict: PaperVerdict, width: Double?) {
    func notComparable(_ cause: Incomparability) -> (PaperVerdict, Double?) { (.notComparable(because: cause), nil) }
    guard let published else { return notComparable(.noNumber(text: "no published number")) }
    guard !isProcedural else { return notComparable(.proceduralImages) }
    // `ReferenceLibrary` refuses a file that names a tolerance it does not have.
    guard let tolerance = reference.tolerances[published.tolerance] else { return (.undecided, nil) }
    switch tolerance.rule {
    case .notComparable(let cause):
      return notComparable(cause)
    case .interval(let lower, let upper):
      return (score.value >= lower && score.value <= upper ? .agrees : .differs, nil)
    case .sign(let isPositive):
      // An error that is not known, like one that is large, leaves the sign open.
      guard let width = tolerance.width(for: score) else { return (.undecided, nil) }
      let value = isPositive ? score.value : -score.value
      return (value > width ? .agrees : value < -width ? .differs : .undecided, width)
    case .predictionInterval, .standardErrors, .absolute:
      guard let value = published.value else { return notComparable(.noNumber(text: "the source gives no number")) }
      guard let width = tolerance.width(for: score) else { return (.undecided, nil) }
      let allowed = width + published.resolution
      return ((score.value - value).magnitude <= allowed ? .agrees : .differs, allowed)
    }
  }
}
