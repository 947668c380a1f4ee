/// Judged numbers as JSON: what `verify --format json` prints and `results.json` holds.
///
/// Keys are always there, in this order; what does not exist is null. New keys may be added under the same `format`.
///
/// ```text
/// {
///   "format": 1, "program": "WideLimit …", "tier": "quick",
///   "summary": {"numbers", "same", "outside", "missing", "agrees", "differs", "undecided", "notComparable"},
///   "absent": [id of an experiment without results, …],
///   "unusable": [{"id", "message": what is wrong with its results, and the mend}, …],
///   "experiments": [{
///     "id": "paper/artefact", "title", "reference": arXiv identifier or DOI, "rootSeed": integer,
///     "data": {
///       "standing": "theory" | "verified" | "unofficial" | "procedural", "standings": {data set: standing},
///       "sha256": {"dataset/file": digest}
///     },
///     "foreign": text if another program computed the numbers | null,
///     "strange": in what the run differs from the nearest recorded one, where none is of its identity | null,
///     "provenance": {attribute of the results file: text},
///     "numbers": [{
///       "key", "title", "value": number, "standardError": number | null,
///       "degreesOfFreedom": integer | null (the error is as good as known), "samples": integer,
///       "recorded": {"verdict": "same" | "outside" | "missing", "value": number | null},
///       "paper": {
///         "verdict": "agrees" | "differs" | "undecided" | "notComparable",
///         "cause": null | {"name": "noNumber" | "proceduralImages" | "reducedSize" | "openSetting", "text", "tier"},
///         "value", "resolution", "difference", "tolerance": number | null,
///         "source", "expectation", "note", "toleranceReason", "explanation": text | null
///       }
///     }]
///   }]
/// }
/// ```
///
/// A number that is not finite is null, with "NaN", "Infinity" or "-Infinity" beside it under its name and `Text`:
/// `"value": null, "valueText": "NaN"`.
public struct VerdictJSON: Sendable {
  public let tier: JudgedTier

  public init(_ tier: JudgedTier) { self.tier = tier }

  /// The document, without a newline at its end.
  /// - Complexity: O(numbers).
  public var text: String {
    JSONText.object([
      ("format", .integer(1)), ("program", .text(Build.program)), ("tier", .text(tier.tier)),
      ("summary", summary), ("absent", .array(tier.absent.map(JSONText.text))),
      (
        "unusable",
        .array(tier.unusable.map { .object([("id", .text($0.id)), ("message", .text($0.message))]) })
      ),
      ("experiments", .array(tier.experiments.map(experiment))),
    ]).written()
  }

  private var summary: JSONText {
    let verdicts = tier.verdicts
    func count(_ name: String, _ isCounted: (Verdict) -> Bool) -> (key: String, value: JSONText) {
      (name, .integer(UInt64(verdicts.count(where: isCounted))))
    }
    return .object([
      count("numbers") { _ in true }, count("same") { $0.recorded == .same },
      count("outside") { $0.recorded == .outside }, count("missing") { $0.recorded == .missing },
      count("agrees") { $0.paper == .agrees }, count("differs") { $0.paper == .differs },
      count("undecided") { $0.paper == .undecided }, count("notComparable") { $0.paper.cause != nil },
    ])
  }

  private func experiment(_ experiment: JudgedExperiment) -> JSONText {
    .object([
      ("id", .text(experiment.id)), ("title", .text(experiment.title)), ("reference", .text(experiment.reference)),
      ("rootSeed", .integer(experiment.identity.rootSeed)),
      (
        "data",
        .object([
          ("standing", .text(experiment.data.standing.rawValue)),
          (
            "standings",
            .object(experiment.data.datasets.map { ($0, .text(experiment.data.standing(of: $0).rawValue)) })
          ),
          ("sha256", .object(experiment.data.files.map { ($0.name, .text($0.sha256)) })),
        ])
      ),
      ("foreign", .text(orNull: experiment.foreignness)), ("strange", .text(orNull: experiment.strangeness)),
      ("provenance", .object(experiment.provenance.map { ($0.name, .text($0.value)) })),
      ("numbers", .array(experiment.verdicts.map(number))),
    ])
  }

  private func number(_ verdict: Verdict) -> JSONText {
    let score = verdict.score
    return .object(
      [("key", .text(score.key)), ("title", .text(score.title))]
        + JSONText.members("value", score.value) + JSONText.members("standardError", score.standardError)
        + [
          ("degreesOfFreedom", score.degreesOfFreedom.map { .integer(UInt64(max($0, 0))) } ?? .null),
          ("samples", .integer(UInt64(max(score.samples, 0)))),
          (
            "recorded",
            .object(
              [("verdict", .text(verdict.recorded.word))] + JSONText.members("value", verdict.recordedValue))
          ),
          ("paper", paper(verdict)),
        ])
  }

  private func paper(_ verdict: Verdict) -> JSONText {
    let cause = verdict.paper.cause
    let published = verdict.published
    return .object(
      [
        ("verdict", .text(cause == nil ? verdict.paper.word : "notComparable")),
        (
          "cause",
          cause.map {
            .object([("name", .text($0.name)), ("text", .text($0.text)), ("tier", .text(orNull: $0.tier))])
          } ?? .null
        ),
      ]
        + JSONText.members("value", published?.value) + JSONText.members("resolution", published?.resolution)
        + JSONText.members("difference", verdict.difference) + JSONText.members("tolerance", verdict.tolerance)
        + [
          ("source", .text(orNull: published?.source)), ("expectation", .text(orNull: published?.expectation)),
          ("note", .text(orNull: published?.note)), ("toleranceReason", .text(orNull: verdict.toleranceReason)),
          ("explanation", .text(orNull: verdict.explanation)),
        ])
  }
}
