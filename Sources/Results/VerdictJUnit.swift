/// Judged numbers as JUnit XML, which continuous-integration systems show as tests.
///
/// One `testsuite` an experiment, one `testcase` a number, named by its key. A number outside its recorded value or
/// without one is a `failure`, strictly also one that differs from the paper; an experiment without results, with such
/// as cannot be judged, or with those of another program is an `error`. What a number is held against stands in its
/// `system-out`, a line each.
public struct VerdictJUnit: Sendable {
  public let tier: JudgedTier
  /// Whether a number that differs from the paper fails.
  public let isStrict: Bool

  public init(_ tier: JudgedTier, isStrict: Bool) {
    self.tier = tier
    self.isStrict = isStrict
  }

  /// The document, without a newline at its end.
  /// - Complexity: O(numbers).
  public var text: String {
    let errors = tier.absent.count + tier.unusable.count + tier.experiments.count { $0.foreignness != nil }
    let counts = [
      ("tests", tier.verdicts.count + errors), ("failures", failures(tier.verdicts)), ("errors", errors),
    ]
    let name = XMLText.attribute("name", "WideLimit, \(tier.tier) tier")
    return
      (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites\(name)\(attributes(counts))>"]
      + tier.experiments.map(suite) + tier.absent.map(suiteWithoutResults)
      + tier.unusable.map { suite($0.id, error: "unusable", $0.message) } + ["</testsuites>"])
      .joined(separator: "\n")
  }

  private func suite(_ experiment: JudgedExperiment) -> String {
    let foreign = experiment.foreignness.map { testCase("program", of: experiment.id, error: "foreign", $0) }
    let counts = [
      ("tests", experiment.verdicts.count + (foreign == nil ? 0 : 1)), ("failures", failures(experiment.verdicts)),
      ("errors", foreign == nil ? 0 : 1), ("skipped", 0),
    ]
    let properties =
      [("title", experiment.title), ("reference", experiment.reference), ("data", experiment.data.text)]
      + experiment.provenance.map { ($0.name, $0.value) }
    let lines = properties.map {
      "      <property\(XMLText.attribute("name", $0.0))\(XMLText.attribute("value", $0.1))/>"
    }
    let head = "  <testsuite\(XMLText.attribute("name", experiment.id))\(attributes(counts))>"
    return
      ([head, "    <properties>"] + lines + ["    </properties>"]
      + experiment.verdicts.map { testCase($0, of: experiment) } + (foreign.map { [$0] } ?? []) + ["  </testsuite>"])
      .joined(separator: "\n")
  }

  private func suiteWithoutResults(_ id: String) -> String {
    let message = "no results at the \(tier.tier) tier: widelimit reproduce \(id) --tier \(tier.tier)"
    return suite(id, error: "missing", message)
  }

  private func suite(_ id: String, error type: String, _ message: String) -> String {
    let counts = attributes([("tests", 1), ("failures", 0), ("errors", 1), ("skipped", 0)])
    let head = "  <testsuite\(XMLText.attribute("name", id))\(counts)>"
    return [head, testCase("results", of: id, error: type, message), "  </testsuite>"].joined(separator: "\n")
  }

  private func testCase(_ name: String, of id: String, error type: String, _ message: String) -> String {
    let names = XMLText.attribute("classname", className(id)) + XMLText.attribute("name", name)
    let error = XMLText.attribute("type", type) + XMLText.attribute("message", message)
    return ["    <testcase\(names)>", "      <error\(error)/>", "    </testcase>"].joined(separator: "\n")
  }

  private func testCase(_ verdict: Verdict, of experiment: JudgedExperiment) -> String {
    let names =
      XMLText.attribute("classname", className(experiment.id)) + XMLText.attribute("name", verdict.score.key)
    var lines = ["    <testcase\(names)>"]
    if let failure = failure(verdict) {
      let type = XMLText.attribute("type", failure.type)
      let why = verdict.recorded == .missing ? experiment.strangeness : nil
      lines.append(
        "      <failure\(type)\(XMLText.attribute("message", failure.message + (why.map { " (\($0))" } ?? "")))/>")
    }
    let output = VerdictLines(verdict).lines.map { "\($0.name): \($0.text)" }.joined(separator: "\n")
    return (lines + ["      <system-out>\(XMLText.escaped(output))</system-out>", "    </testcase>"])
      .joined(separator: "\n")
  }

  private func failures(_ verdicts: [Verdict]) -> Int { verdicts.count { failure($0) != nil } }

  /// Why a number fails. Our own record comes first: it says that something changed here.
  private func failure(_ verdict: Verdict) -> (type: String, message: String)? {
    let value = NumberText.value(verdict.score.value)
    switch verdict.recorded {
    case .outside: return ("outside", "\(value), recorded \(verdict.recordedValue.map(NumberText.value) ?? "nothing")")
    case .missing: return ("missing", "\(value) has no recorded value for this tier, seed and data")
    case .same: break
    }
    guard isStrict, verdict.paper == .differs else { return nil }
    let paper = verdict.published?.value.map { "\(NumberText.value($0)) in the paper" } ?? "not what the paper says"
    return ("differs", "\(value), \(paper)")
  }

  /// Dots make folders of the papers where tests are shown as a tree.
  private func className(_ id: String) -> String {
    "widelimit.\(tier.tier)." + id.split(separator: "/").joined(separator: ".")
  }

  private func attributes(_ counts: [(String, Int)]) -> String {
    counts.map { " \($0.0)=\"\($0.1)\"" }.joined()
  }
}
