import Foundation
import Results
import Testing

@Suite struct SettingsRecordTests {
  private struct Settings: Codable, Equatable {
    var size = 1000
    var times = [1, .infinity]
    var network = Network()
    var name: String? = "a\nb"
    struct Network: Codable, Equatable {
      var width = 64
      var isWide = false
    }
  }

  @Test func settingsComeBackAndEqualOnesHaveEqualTexts() throws {
    let record = try SettingsRecord(Settings())
    #expect(record.text == #"{"name":"a\nb","network":{"isWide":false,"width":64},"size":1000,"times":[1,"inf"]}"#)
    #expect(try record.decoded() == Settings())
    #expect(try SettingsRecord(text: record.text) == record)
    #expect(try JSONDecoder().decode(SettingsRecord.self, from: JSONEncoder().encode(record)) == record)
  }

  @Test func theFirstSettingThatDiffersIsNamed() throws {
    var other = Settings()
    other.network.width = 65
    #expect(try SettingsRecord(Settings()).difference(from: SettingsRecord(Settings())) == nil)
    #expect(
      try SettingsRecord(Settings()).difference(from: SettingsRecord(other)) == "network.width 64, not 65")
    other = Settings(name: nil)
    #expect(try SettingsRecord(Settings()).difference(from: SettingsRecord(other)) == #"name "a\nb", not null"#)
  }

  @Test(arguments: ["", "{", "[1,", "nonsense"]) func whatIsNoJSONIsAnError(_ text: String) {
    #expect(throws: DecodingError.self) { try SettingsRecord(text: text) }
  }
}
