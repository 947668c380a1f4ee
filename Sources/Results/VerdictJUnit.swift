/// Judged numbers as JUnit XML, which continuous-integration systems show as tests.
///
/// One `testsuite` an experiment, one `testcase` a number, named by its key. A number outside its recorded value or
/// without one is a `failure`, strictly also one that differs from the paper; an experiment without results is an
/// `error`. What a number is held against stands in its `system-out`, a line each.
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
    let counts = [
      ("tests", tier.verdicts.count + tier.absent.count), ("failures", failures(tier.verdicts)),
      ("errors", tier.absent.count),
    ]
    let name = XMLText.attribute("name", "WideLimit, \(tier.tier) tier")
    return
      (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites\(name)\(attributes(counts))>"]
      + tier.experiments.map(suite) + tier.absent.map(suiteWithoutResults) + ["</testsuites>"])
      .joined(separator: "\n")
  }

  private func suite(_ experiment: JudgedExperiment) -> String {
    let counts = [
      ("tests", experiment.verdicts.count), ("failures", failures(experiment.verdicts)), ("errors", 0), ("skipped", 0),
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
      + experiment.verdicts.map { testCase($0, of: experiment.id) } + ["  </testsuite>"]).joined(separator: "\n")
  }

  private func suiteWithoutResults(_ id: String) -> String {
    let name = XMLText.attribute("name", id)
    let message = "no results at the \(tier.tier) tier: widelimit reproduce \(id) --tier \(tier.tier)"
    return """
        <testsuite\(name)\(attributes([("tests", 1), ("failures", 0), ("errors", 1), ("skipped", 0)]))>
          <testcase\(XMLText.attribute("classname", className(id))) name="results">
            <error type="missing"\(XMLText.attribute("message", message))/>
          </testcase>
        </testsuite>
      """
  }

  private func testCase(_ verdict: Verdict, of id: String) -> String {
    let names = XMLText.attribute("classname", className(id)) + XMLText.attribute("name", verdict.score.key)
    var lines = ["    <testcase\(names)>"]
    if let failure = failure(verdict) {
      let type = XMLText.attribute("type", failure.type)
      lines.append("      <failure\(type)\(XMLText.attribute("message", failure.message))/>")
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
