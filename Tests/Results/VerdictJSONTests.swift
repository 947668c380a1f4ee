import Foundation
import Results
import Testing

@Suite("Verdicts as JSON") struct VerdictJSONTests {
  private typealias Object = [String: Any]

  private func parsed(_ experiments: [JudgedExperiment], absent: [String] = []) throws -> [String: Any] {
    let text = VerdictJSON(JudgedTier(tier: "quick", experiments: experiments, absent: absent)).text
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
  }

  private func numbers() throws -> [[String: Any]] {
    let experiment = try #require((try parsed([Examples.judged()])["experiments"] as? [Object])?.first)
    return try #require(experiment["numbers"] as? [Object])
  }

  @Test("has one entry a number, with all that it was held against")
  func number() throws {
    let number = try #require(try numbers().first)
    #expect(number["key"] as? String == "a" && number["title"] as? String == "ReLU")
    #expect(number["value"] as? Double == 0.925 && number["standardError"] as? Double == 0.0012)
    #expect(number["samples"] as? Int == 5)
    let recorded = try #require(number["recorded"] as? Object)
    #expect(recorded["verdict"] as? String == "same" && recorded["value"] as? Double == 0.925)
    let paper = try #require(number["paper"] as? Object)
    #expect(paper["verdict"] as? String == "agrees" && paper["cause"] is NSNull)
    #expect(paper["value"] as? Double == 0.9279 && paper["resolution"] as? Double == 5e-5)
    #expect(paper["difference"] as? Double == -0.0029 && paper["tolerance"] as? Double == 0.0047)
    #expect(paper["source"] as? String == "Table 2" && paper["explanation"] is NSNull)
    #expect(paper["toleranceReason"] as? String == "the \"spread\" <5> & more")
  }

  @Test("numbers that JSON does not have are null with a text, and control characters survive")
  func notFinite() throws {
    let number = try numbers()[1]
    #expect(number["value"] is NSNull && number["valueText"] as? String == "NaN")
    #expect(number["title"] as? String == "tab\there, \u{1} and \\")
    let recorded = try #require(number["recorded"] as? Object)
    #expect(recorded["value"] is NSNull && recorded["valueText"] as? String == "Infinity")
    #expect(try numbers()[3]["valueText"] as? String == "-Infinity")
  }

  @Test("says why nothing was compared, and at which tier something would be")
  func cause() throws {
    let paper = try #require(try numbers()[1]["paper"] as? Object)
    #expect(paper["verdict"] as? String == "notComparable")
    let cause = try #require(paper["cause"] as? Object)
    #expect(cause["name"] as? String == "reducedSize" && cause["tier"] as? String == "paper")
    #expect(cause["text"] as? String == "10 images (not at the paper tier)")
  }

  @Test("every key is there in every entry")
  func shape() throws {
    let keys: Set = ["key", "title", "value", "standardError", "degreesOfFreedom", "samples", "recorded", "paper"]
    let paperKeys: Set = [
      "verdict", "cause", "value", "resolution", "difference", "tolerance", "source", "expectation", "note",
      "toleranceReason", "explanation",
    ]
    for number in try numbers() {
      #expect(Set(number.keys).subtracting(["valueText"]) == keys)
      #expect(Set(try #require(number["paper"] as? Object).keys) == paperKeys)
    }
  }

  @Test("counts the verdicts, and names data, provenance and what has no results")
  func whole() throws {
    let whole = try parsed([Examples.judged(isProcedural: true)], absent: ["lee2018/figure1"])
    #expect(whole["format"] as? Int == 1 && whole["tier"] as? String == "quick")
    #expect(whole["absent"] as? [String] == ["lee2018/figure1"])
    #expect(
      whole["summary"] as? [String: Int] == [
        "numbers": 4, "same": 2, "outside": 1, "missing": 1, "agrees": 1, "differs": 1, "undecided": 1,
        "notComparable": 1,
      ])
    let experiment = try #require((whole["experiments"] as? [Object])?.first)
    let data = try #require(experiment["data"] as? Object)
    #expect(data["standing"] as? String == "procedural")
    #expect(data["sha256"] as? [String: String] == ["mnist/images": "abcdef0123456789"])
    #expect(experiment["provenance"] as? [String: String] == ["cpu_model": "a|b <c>", "dataset_sha256": "one\ntwo"])
    #expect(experiment["title"] as? String == "Table 2: σ_w² < 2 & \"friends\"")
  }

  @Test("names what could not be judged, which program is another one, and the standing of each data set")
  func refused() throws {
    let judged = Examples.judged(foreignness: "by another", strangeness: "root seed 1, not 0")
    let tier = JudgedTier(
      tier: "quick", experiments: [judged, Examples.judged()], unusable: [UnusableResults(id: "a/b", message: "stale")])
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(VerdictJSON(tier).text.utf8)) as? Object)
    #expect(whole["unusable"] as? [[String: String]] == [["id": "a/b", "message": "stale"]])
    let experiments = try #require(whole["experiments"] as? [Object])
    #expect(experiments[0]["foreign"] as? String == "by another" && experiments[1]["foreign"] is NSNull)
    #expect(experiments[0]["strange"] as? String == "root seed 1, not 0" && experiments[1]["strange"] is NSNull)
    #expect((experiments[0]["data"] as? Object)?["standings"] as? [String: String] == ["mnist": "verified"])
  }

  @Test("a tier without results is a document too")
  func empty() throws {
    #expect((try parsed([])["experiments"] as? [Object])?.isEmpty == true)
  }
}
