import Testing
import Texts

@Suite("What steers a terminal is shown and does nothing") struct PrintableTextTests {
  @Test(arguments: [
    ("plain é 日本 \\n", "plain é 日本 \\n"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"), ("\u{9B}2J", "\\u{9b}2J"),
    ("a\tb\rc\nd", "a\\u{9}b\\u{d}c\\u{a}d"), ("gpj.\u{202E}exe", "gpj.\\u{202e}exe"),
    ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
    ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"), ("\u{200B}\u{FEFF}", "\\u{200b}\\u{feff}"), ("\u{7F}", "\\u{7f}"),
    ("\r\n", "\\u{d}\\u{a}"),
  ])
  func invisibleCharactersAreShown(text: String, shown: String) { #expect(text.printable == shown) }

  @Test func linesAreKeptWhereAskedFor() {
    #expect("a\n\u{1B}b\n".printable(keepsLines: true) == "a\n\\u{1b}b\n")
    #expect("a\r\nb".printable(keepsLines: true) == "a\\u{d}\nb")
  }

  @Test func pathsAreShownAsTheUserGaveThem() {
    ShownPaths.show("/proc/1/fd/77", as: "caf\\xe9.h5")
    #expect("/proc/1/fd/77: damaged; replace /proc/1/fd/77".printable == "caf\\xe9.h5: damaged; replace caf\\xe9.h5")
  }
}
