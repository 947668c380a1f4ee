import Architectures
import Foundation
import Testing

@Suite("Architecture files are UTF-8") struct ArchitectureEncodingTests {
  @Test func otherEncodingsAreNamed() throws {
    let text = #"{"layers": ["flatten"]}"#
    for (encoding, message) in [
      (String.Encoding.utf16, "net.json: line 1: the text is UTF-16, not UTF-8; save the file as UTF-8"),
      (.utf16LittleEndian, "net.json: line 1: the text is UTF-16, not UTF-8; save the file as UTF-8"),
    ] { #expect(refusal(try #require(text.data(using: encoding))) == message) }
    #expect(
      refusal(Data(#"{"layers": [""#.utf8) + [0xE9] + Data(#""]}"#.utf8))
        == "net.json: line 1: byte 0xe9 is not UTF-8 (perhaps Latin-1); save the file as UTF-8")
    // Editors put a mark before UTF-8.
    #expect(refusal(Data([0xEF, 0xBB, 0xBF]) + Data(#"{"layers": [{"dense": {"weightVariance": 1}}]}"#.utf8)) == nil)
  }
}
