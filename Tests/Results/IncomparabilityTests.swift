import Foundation
import Results
import Testing

@Suite("Why a number is not compared") struct IncomparabilityTests {
  @Test(
    "causes come back from a reference file as they were written, and say themselves in words",
    arguments: [
      (Incomparability.noNumber(text: "none"), #"{"noNumber":{"text":"none"}}"#, "none"),
      (.proceduralImages, #"{"proceduralImages":{}}"#, "procedural images"),
      (.openSetting(text: "width"), #"{"openSetting":{"text":"width"}}"#, "width"),
      (.reducedSize(text: "few", tier: nil), #"{"reducedSize":{"text":"few"}}"#, "few"),
      (
        .reducedSize(text: "few", tier: "paper"), #"{"reducedSize":{"text":"few","tier":"paper"}}"#,
        "few (not at the paper tier)"
      ),
    ])
  func json(cause: Incomparability, json: String, text: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(cause), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(Incomparability.self, from: Data(json.utf8)) == cause)
    #expect(cause.text == text)
    #expect(json.contains(cause.name))
  }
}
