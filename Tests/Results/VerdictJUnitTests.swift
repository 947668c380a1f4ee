import Foundation
import Results
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Verdicts as JUnit XML") struct VerdictJUnitTests {
  private func parsed(isStrict: Bool = false, absent: [String] = []) throws -> Reader {
    let tier = JudgedTier(tier: "quick", experiments: [Examples.judged()], absent: absent)
    return try Reader(VerdictJUnit(tier, isStrict: isStrict).text)
  }

  @Test("has a suite an experiment and a case a number, which fails if it is not the recorded one")
  func cases() throws {
    let document = try parsed()
    #expect(document.of("testsuites").map(\.["failures"]) == ["2"])
    #expect(document.of("testsuite").map(\.["name"]) == ["lee2018/table2"])
    #expect(document.of("testsuite").map(\.["tests"]) == ["4"])
    #expect(document.of("testcase").map(\.["name"]) == ["a", "b", "c", "d"])
    #expect(Set(document.of("testcase").map(\.["classname"])) == ["widelimit.quick.lee2018.table2"])
    #expect(document.of("failure").map(\.["type"]) == ["outside", "missing"])
  }

  @Test("strictly, a number that differs from the paper fails as well")
  func strict() throws {
    let document = try parsed(isStrict: true)
    #expect(document.of("failure").map(\.["type"]) == ["outside", "differs", "missing"])
    #expect(document.of("testsuite").map(\.["failures"]) == ["3"])
  }

  @Test("an experiment without results is an error, counted as a test")
  func absent() throws {
    let document = try parsed(absent: ["lee2018/figure1"])
    #expect(document.of("testsuites").map(\.["errors"]) == ["1"])
    #expect(document.of("testsuites").map(\.["tests"]) == ["5"])
    #expect(document.of("error").count == 1)
    #expect(document.of("testsuite").last?["name"] == "lee2018/figure1")
  }

  @Test("results that cannot be judged, and those of another program, are errors")
  func refused() throws {
    let judged = Examples.judged(foreignness: "by \"another\"", strangeness: "root seed 1, not 0")
    let tier = JudgedTier(
      tier: "quick", experiments: [judged], absent: ["a/c"], unusable: [UnusableResults(id: "a/b", message: "stale")])
    let document = try Reader(VerdictJUnit(tier, isStrict: false).text)
    #expect(document.of("testsuites").map(\.["errors"]) == ["3"])
    #expect(document.of("testsuites").map(\.["tests"]) == ["7"])
    #expect(document.of("testsuite").map(\.["errors"]) == ["1", "1", "1"])
    #expect(document.of("testsuite").map(\.["tests"]) == ["5", "1", "1"])
    #expect(document.of("error").map(\.["type"]) == ["foreign", "missing", "unusable"])
    #expect(document.of("error").first?["message"] == "by \"another\"")
    #expect(document.of("failure").last?["message"]?.hasSuffix("seed and data (root seed 1, not 0)") == true)
  }

  @Test("texts survive, but for characters that XML does not have")
  func texts() throws {
    let document = try parsed()
    let properties = document.of("property").reduce(into: [String: String]()) { $0[$1["name"] ?? ""] = $1["value"] }
    #expect(properties["title"] == "Table 2: σ_w² < 2 & \"friends\"")
    #expect(properties["dataset_sha256"] == "one\ntwo")
    let outputs = document.texts["system-out"] ?? []
    #expect(outputs.count == 4)
    for part in [
      "number: ReLU", "value: 0.925", "standard error: 0.0012", "recorded value: 0.925", "recorded verdict: same",
      "paper's value: 0.9279", "difference: -0.0029", "tolerance: 0.0047", "paper's verdict: agrees",
      "tolerance's reason: the \"spread\" <5> & more",
    ] { #expect(outputs[0].split(separator: "\n").contains { $0 == part }, "\(part)") }
    #expect(outputs[1].contains("tab\there, \u{FFFD} and \\"))
    #expect(outputs[1].contains("paper's verdict: not comparable: 10 images (not at the paper tier)"))
    #expect(outputs[2].contains("explanation: What was\ntried."))
  }
}

/// The elements and texts of a document, in order; a document that is not well-formed is an error.
private final class Reader: NSObject, XMLParserDelegate {
  private var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String: [String]] = [:]
  private var text = ""

  init(_ document: String) throws {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func of(_ name: String) -> [[String: String]] { elements.filter { $0.name == name }.map(\.attributes) }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    text = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    texts[name, default: []].append(text)
    text = ""
  }
}
