import Results
import Testing

@Suite("Two judgements, never mixed") struct JudgeTests {
  private func judged(
    _ score: Score, _ reference: ReferenceFile, run: RunIdentity = Examples.run(),
    recorded: [RecordedRun] = []
  ) throws -> Verdict {
    try #require(Judge(reference: reference, recorded: recorded).verdicts(for: [score], of: run).first)
  }

  @Test(
    "a fixed tolerance includes its bounds and the published number's resolution",
    arguments: [
      (0.9279, true), (0.9289, true), (0.9269, true), (0.92895, true), (0.9291, false), (0.9267, false),
      (Double.nan, false),
    ])
  func absolute(value: Double, agrees: Bool) throws {
    // Half a unit in the fourth place is added to 0.001; the bounds themselves are decimal fractions, hence the 1e-9.
    let reference = Examples.reference(.absolute(distance: 0.001 + 1e-9), resolution: 0.00005)
    let verdict = try judged(Examples.score(value), reference)
    #expect(verdict.paper == (agrees ? .agrees : .differs))
    #expect(verdict.toleranceReason == "what is random")
  }

  @Test(
    "a NaN is the same as no number, and an infinite value as itself",
    arguments: [
      (Double.nan, 0.9279, RecordedVerdict.outside), (0.9279, .nan, .outside), (.infinity, .infinity, .same),
      (-.infinity, .infinity, .outside), (.infinity, 1, .outside),
    ])
  func notFinite(value: Double, before: Double, verdict: RecordedVerdict) throws {
    let run = RecordedRun(identity: Examples.run(), provenance: [:], scores: [Examples.score(before)])
    #expect(
      try judged(Examples.score(value), Examples.reference(.absolute(distance: 1)), recorded: [run]).recorded == verdict
    )
  }

  @Test("a prediction interval is t · s · √(1 + 1/m)")
  func predictionInterval() throws {
    let spread = Spread(standardDeviation: 0.001, degreesOfFreedom: 8, source: "a run")
    let reference = Examples.reference(.predictionInterval(over: "mnist/1000/*/test_accuracy", spread: spread))
    // t(0.995, 8) = 3.3554 from any table.
    let one = try judged(Examples.score(0.9279 + 0.0047), reference)
    #expect(one.paper == .agrees)
    #expect(abs(try #require(one.tolerance) - 3.3554e-3 * 1.41421) < 1e-6)
    let five = try judged(Examples.score(0.9279 + 0.0047, samples: 5), reference)
    #expect(five.paper == .differs)
    #expect(abs(try #require(five.tolerance) - 3.3554e-3 * 1.09545) < 1e-6)
  }

  @Test(
    "an unmeasured spread or a missing standard error judges nothing, and the difference is still shown",
    arguments: [
      Tolerance.Rule.predictionInterval(over: "mnist/1000/*/test_accuracy", spread: nil),
      .standardErrors(ofBothSides: true),
    ])
  func unmeasured(rule: Tolerance.Rule) throws {
    let verdict = try judged(Examples.score(0.5), Examples.reference(rule))
    #expect(verdict.paper == .undecided)
    #expect(verdict.difference == 0.5 - 0.9279)
  }

  @Test("both sides' errors count √2 times", arguments: [(true, 0.036), (false, 0.0257)])
  func standardErrors(ofBothSides: Bool, inside: Double) throws {
    let reference = Examples.reference(.standardErrors(ofBothSides: ofBothSides))
    func paper(_ distance: Double) throws -> PaperVerdict {
      try judged(Examples.score(0.9279 + distance, standardError: 0.01), reference).paper
    }
    #expect(try paper(inside) == .agrees)
    #expect(try paper(inside + 0.001) == .differs)
  }

  @Test("a deviation from few repetitions has Student's interval", arguments: [(2, 9.9248), (4, 4.6041), (99, 2.6264)])
  func fewRepetitions(degreesOfFreedom: Int, quantile: Double) throws {
    for (rule, published) in [
      (Tolerance.Rule.standardErrors(ofBothSides: false), 0.9279 as Double?), (.sign(isPositive: true), nil),
    ] {
      let score = Examples.score(0.9, standardError: 0.01, degreesOfFreedom: degreesOfFreedom)
      let width = try #require(try judged(score, Examples.reference(rule, value: published)).tolerance)
      #expect(abs(width - 0.01 * quantile) < 1e-6)
    }
  }

  @Test(
    "a qualitative expectation is an interval", arguments: [(0.0, true), (1.0, true), (1.01, false), (-0.1, false)])
  func interval(value: Double, agrees: Bool) throws {
    let verdict = try judged(
      Examples.score(value), Examples.reference(.interval(lower: 0, upper: 1), value: nil))
    #expect(verdict.paper == (agrees ? .agrees : .differs))
    #expect(verdict.difference == nil)
  }

  @Test(
    "a sign is judged only beyond the 99 % error",
    arguments: [
      (0.03, PaperVerdict.agrees), (0.025, .undecided), (-0.025, .undecided), (-0.03, .differs),
      (.nan, .undecided),
    ])
  func sign(value: Double, expected: PaperVerdict) throws {
    for isPositive in [true, false] {
      let reference = Examples.reference(.sign(isPositive: isPositive), value: nil)
      let score = Examples.score(isPositive ? value : -value, standardError: 0.01)
      #expect(try judged(score, reference).paper == expected)
    }
    let unmeasured = try judged(Examples.score(0.03), Examples.reference(.sign(isPositive: true), value: nil))
    #expect(unmeasured.paper == .undecided)
  }

  @Test func anErrorThatIsNotANumberLeavesItOpen() throws {
    for rule in [Tolerance.Rule.standardErrors(ofBothSides: true), .sign(isPositive: true)] {
      let score = Examples.score(0.9250, standardError: .nan)
      #expect(score.standardError == nil)
      #expect(try judged(score, Examples.reference(rule, value: 0.9279)).paper == .undecided)
    }
  }

  @Test("procedural images are never compared with a paper")
  func procedural() throws {
    let verdict = try judged(
      Examples.score(0.9279), Examples.reference(.absolute(distance: 1)), run: Examples.run(isProcedural: true))
    #expect(verdict.paper == .notComparable(because: .proceduralImages))
  }

  @Test("a number that the paper does not give, or does not let us compare, says so")
  func notComparable() throws {
    let cause = Incomparability.openSetting(text: "another model")
    let reference = Examples.reference(.notComparable(because: cause))
    #expect(try judged(Examples.score(1), reference).paper == .notComparable(because: cause))
    let other = try judged(Examples.score(1, key: "elsewhere"), reference)
    #expect(other.paper == .notComparable(because: .noNumber(text: "no published number")))
  }

  @Test(
    "our own number is the same within the rounding of its quantity",
    arguments: [
      (0.9250, RecordedVerdict.same), (0.9251, .same), (0.9249, .same), (0.9253, .outside), (0.9247, .outside),
      (.nan, .outside),
    ])
  func recorded(value: Double, expected: RecordedVerdict) throws {
    // Rounding of an accuracy in the example: 0.0002.
    let run = RecordedRun(identity: Examples.run(), provenance: [:], scores: [Examples.score(0.9250)])
    let verdict = try judged(Examples.score(value), Examples.reference(.absolute(distance: 0)), recorded: [run])
    #expect(verdict.recorded == expected)
    #expect(verdict.recordedValue == 0.9250)
  }

  @Test("another seed, other data or another key has no recorded value")
  func missing() throws {
    let recorded = [
      RecordedRun(identity: Examples.run(), provenance: [:], scores: [Examples.score(0.9250)])
    ]
    let reference = Examples.reference(.absolute(distance: 0))
    for run in [Examples.run(seed: 1), Examples.run(digests: ["mnist/images": "cd"]), Examples.run(isProcedural: true)]
    {
      #expect(try judged(Examples.score(0.9250), reference, run: run, recorded: recorded).recorded == .missing)
    }
    #expect(
      try judged(Examples.score(0.9250, key: "other"), reference, recorded: recorded).recorded == .missing)
  }

  @Test("a recorded number that is no longer computed is outside its recorded value, but not in an unfinished file")
  func vanished() throws {
    let scores = [Examples.score(0.9250), Examples.score(.nan, key: "gone", title: "Gone")]
    let judge = Judge(
      reference: Examples.reference(.absolute(distance: 1)),
      recorded: [RecordedRun(identity: Examples.run(), provenance: [:], scores: scores)])
    for present in [Array(scores.prefix(1)), []] {
      let verdicts = judge.verdicts(for: present, of: Examples.run())
      #expect(verdicts.count == 2)
      let gone = try #require(verdicts.last)
      #expect(gone.recorded == .outside && gone.score.value.isNaN && gone.score.key == "gone")
      #expect(gone.score.title == "Gone (no longer computed)")
      #expect(gone.paper == .notComparable(because: .noNumber(text: "no longer computed")))
      #expect(judge.verdicts(for: present, of: Examples.run(), isPartial: true).count == present.count)
    }
    // A run of another identity lacks nothing.
    #expect(judge.verdicts(for: [], of: Examples.run(seed: 1)).isEmpty)
  }

  @Test("a run of which nothing is recorded says in what it differs from the nearest recorded one")
  func strangeness() {
    func strangeness(_ recorded: [RunIdentity]) -> String? {
      let runs = recorded.map { RecordedRun(identity: $0, provenance: [:], scores: [Examples.score(1)]) }
      return Judge(reference: Examples.reference(.absolute(distance: 1)), recorded: runs).strangeness(
        of: Examples.run())
    }
    #expect(strangeness([]) == nil)
    #expect(strangeness([Examples.run(seed: 1), Examples.run()]) == nil)
    #expect(strangeness([Examples.run(seed: 1, isProcedural: true), Examples.run(seed: 1)]) == "root seed 0, not 1")
    #expect(strangeness([Examples.run(digests: [:])]) == "other dataset files")
  }

  @Test("a difference without a paragraph is unexplained, an agreement never is")
  func explanations() throws {
    let silent = Examples.reference(.absolute(distance: 0.001))
    let told = Examples.reference(.absolute(distance: 0.001), explanation: "What was tried.")
    #expect(try judged(Examples.score(0.5), silent).isUnexplained)
    #expect(try !judged(Examples.score(0.9279), silent).isUnexplained)
    let explained = try judged(Examples.score(0.5), told)
    #expect(!explained.isUnexplained && explained.explanation == "What was tried." && explained.paper == .differs)
  }
}
