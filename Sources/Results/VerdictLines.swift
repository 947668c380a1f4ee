/// One number with everything it was held against, a line each: for formats without columns.
struct VerdictLines {
  let lines: [(name: String, text: String)]

  init(_ verdict: Verdict) {
    let score = verdict.score
    let published = verdict.published
    let lines: [(name: String, text: String?)] = [
      ("number", score.title), ("value", "\(score.value)"), ("standard error", score.standardError.map { "\($0)" }),
      ("degrees of freedom", score.degreesOfFreedom.map { "\($0)" }),
      ("samples", score.samples == 1 ? nil : "\(score.samples)"),
      ("recorded value", verdict.recordedValue.map { "\($0)" }), ("recorded verdict", verdict.recorded.word),
      ("paper's value", published?.value.map { "\($0)" }), ("source", published?.source),
      ("expectation", published?.expectation), ("difference", verdict.difference.map { "\($0)" }),
      ("tolerance", verdict.tolerance.map { "\($0)" }), ("tolerance's reason", verdict.toleranceReason),
      ("paper's verdict", verdict.paper.cause.map { "not comparable: \($0.text)" } ?? verdict.paper.word),
      ("explanation", verdict.explanation), ("note", published?.note),
    ]
    self.lines = lines.compactMap { line in line.text.map { (name: line.name, text: $0) } }
  }
}
