import Foundation
import Testing
import Texts

@Suite("JSON that two readers could understand differently is refused") struct StrictJSONTests {
  static let valid = [
    "{}", "[]", " [1, 2.5e-3, -0, 0.0, true, false, null, \"\"] \n",
    #"{"a": {"a": [{"a": 1}]}, "b": "\u00e9\ud83d\ude00"}"#,
    "7", "\"text\"", #""\"\\\/\b\f\n\r\t""#, "\u{FEFF}[1]", "[1e308, -1E+308, 1e-400]", "{\"é\": 1, \"è\": 2}",
  ]

  @Test(arguments: valid) func whatIsJSONIsTaken(text: String) throws {
    let checked = try StrictJSON.checked(Data(text.utf8))
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: checked, options: [.fragmentsAllowed]) }
  }

  @Test("what a text says")
  func tree() throws {
    let text = #"{"a": [1, -2.5e-3, true, null, "\u00e9\n"], "b": {}, "c": false}"#
    #expect(
      try StrictJSON.tree(Data(text.utf8))
        == .object([
          "a": .list([.number(1), .number(-2.5e-3), .boolean(true), .null, .text("é\n")]), "b": .object([:]),
          "c": .boolean(false),
        ]))
  }

  static let refused: [(text: String, problem: String)] = [
    ("{\"a\": 1,\n \"a\": 2}", "line 2: the key \"a\" is given twice in one object"),
    (#"{"a": 1, "\u0061": 2}"#, "line 1: the key \"a\" is given twice in one object"),
    ("{\"\u{E9}\": 1, \"e\u{301}\": 2}", "line 1: the key \"e\u{301}\" is given twice in one object"),
    ("[{}, [{\"b\": {}, \"c\": 1, \"b\": {}}]]", "line 1: the key \"b\" is given twice in one object"),
    ("[1,\n2,\n]", "line 3: \"]\" where a value is expected"),
    ("{\"a\": 1,}", "line 1: \"}\" where a key in quotation marks is expected"),
    ("[1 2]", "line 1: \"2\" where a comma or ] is expected"),
    ("[,]", "line 1: \",\" where a value is expected"),
    ("{\"a\" 1}", "line 1: \"1\" where the colon behind a key is expected"),
    ("// c\n[]", "line 1: \"/\" where a value is expected"),
    ("[NaN]", "line 1: \"NaN\" where a value is expected"),
    ("[Infinity]", "line 1: \"Infinity\" where a value is expected"),
    ("[-Infinity]", "line 1: \"Infinity\" where a digit is expected"),
    ("[+1]", "line 1: \"+\" where a value is expected"), ("[01]", "line 1: a number begins with 0"),
    ("[-00]", "line 1: a number begins with 0"), ("[1.]", "line 1: \"]\" where a digit is expected"),
    ("[.5]", "line 1: \".\" where a value is expected"), ("[1e]", "line 1: \"]\" where a digit is expected"),
    ("[0x10]", "line 1: \"x\" where a comma or ] is expected"),
    ("[\n1e999]", "line 2: 1e999 is a number that float64 cannot hold"),
    ("", "line 1: the text ends where a value is expected"),
    ("{", "line 1: the text ends where a key in quotation marks is expected"),
    ("[1] x", "line 1: \"x\" behind the end of the value"), ("tru", "line 1: \"tru\" where a value is expected"),
    ("\"a\nb\"", "line 1: a line end inside a text in quotation marks"),
    ("\"a\u{7}\"", "line 1: a control character inside a text in quotation marks"),
    (#""\x""#, "line 1: an escape that JSON does not have"),
    (#""\u12g4""#, "line 1: an escape that JSON does not have"),
    (#""\ud800""#, #"line 1: half of a surrogate pair (\ud800)"#),
    (#""\udc00\ud800""#, #"line 1: half of a surrogate pair (\udc00)"#),
    (#""\ud800\ud800""#, #"line 1: half of a surrogate pair (\ud800)"#),
    ("\"abc", "line 1: the text ends inside quotation marks"), ("'a'", "line 1: \"'\" where a value is expected"),
    ("{a: 1}", "line 1: \"a\" where a key in quotation marks is expected"),
  ]

  @Test(arguments: refused) func theRefusalNamesTheLine(text: String, problem expected: String) {
    #expect(problem(Data(text.utf8))?.description == expected)
  }

  @Test func nestingIsBounded() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(problem(Data(deep.utf8))?.kind == .nestedTooDeep(limit: 256))
    let most = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(problem(Data(most.utf8)) == nil)
  }

  @Test func otherEncodingsAreNamed() throws {
    for (encoding, name) in [
      (String.Encoding.utf16, "UTF-16"), (.utf16LittleEndian, "UTF-16"), (.utf16BigEndian, "UTF-16"),
      (.utf32, "UTF-32"),
      (.utf32LittleEndian, "UTF-32"), (.utf32BigEndian, "UTF-32"),
    ] {
      let data = try #require("{\"layers\": []}".data(using: encoding))
      #expect(problem(data)?.description == "line 1: the text is \(name), not UTF-8; save the file as UTF-8")
    }
    #expect(
      problem(Data("{\n\"".utf8) + [0xE9, 0x22])?.description
        == "line 2: byte 0xe9 is not UTF-8 (perhaps Latin-1); save the file as UTF-8")
    #expect(problem(Data("\"".utf8) + [0xC3])?.kind == .notUTF8("byte 0xc3 is not UTF-8 (perhaps Latin-1)"))
    // An encoded surrogate, and a slash in two bytes.
    for bytes: [UInt8] in [[0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0xAF, 0x22]] {
      #expect(problem(Data(bytes)) != nil)
    }
  }

  private func problem(_ data: Data) -> JSONProblem? {
    do {
      _ = try StrictJSON.checked(data)
      return nil
    } catch { return error }
  }
}
