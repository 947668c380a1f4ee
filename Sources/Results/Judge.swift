/// Holds scores against our own recorded values and against the published ones; the two are never mixed.
public struct Judge: Sendable {
  public let reference: ReferenceFile
  public let recorded: [RecordedRun]

  public init(reference: ReferenceFile, recorded: [RecordedRun]) {
    self.reference = reference
    self.recorded = recorded
  }

  /// One verdict a score, in the scores' order.
  public func verdicts(for scores: [Score], of run: RunIdentity) -> [Verdict] {
    let recordedValues = Dictionary(
      recorded.first { $0.identity == run }?.scores.map { ($0.key, $0.value) } ?? [],
      uniquingKeysWith: { first, _ in first })
    let experiment = reference.experiments[run.experiment] ?? .init(published: [])
    let published = Dictionary(experiment.published.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return scores.map { score in
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
  }

  private func compare(_ score: Score, withRecorded value: Double?) -> RecordedVerdict {
    guard let value else { return .missing }
    if score.value.isNaN && value.isNaN { return .same }
    let rounding = reference.rounding(of: score.quantity)
    return (score.value - value).magnitude <= rounding.width(around: value) ? .same : .outside
  }

  private func compare(
    _ score: Score, with published: PublishedNumber?, isProcedural: Bool
  ) -> (verdict: PaperVerdict, width: Double?) {
    func notComparable(_ reason: String) -> (PaperVerdict, Double?) { (.notComparable(reason: reason), nil) }
    guard let published else { return notComparable("no published number") }
    guard !isProcedural else { return notComparable("procedural images") }
    guard let tolerance = reference.tolerances[published.tolerance] else {
      return notComparable("the reference file has no tolerance named \(published.tolerance)")
    }
    switch tolerance.rule {
    case .notComparable(let reason):
      return notComparable(reason)
    case .interval(let lower, let upper):
      return (score.value >= lower && score.value <= upper ? .agrees : .differs, nil)
    case .sign(let isPositive):
      guard let width = tolerance.width(for: score) else { return notComparable("its spread is not measured") }
      let value = isPositive ? score.value : -score.value
      guard !value.isNaN else { return notComparable("not a number") }
      return (value > width ? .agrees : value < -width ? .differs : .undecided, width)
    case .predictionInterval, .standardErrors, .absolute:
      guard let value = published.value else { return notComparable("the source gives no number") }
      guard let width = tolerance.width(for: score) else { return notComparable("its spread is not measured") }
      let allowed = width + published.resolution
      return ((score.value - value).magnitude <= allowed ? .agrees : .differs, allowed)
    }
  }
}
