import Results
import Testing

@Suite("Patterns of keys") struct KeyPatternTests {
  @Test(arguments: [
    ("mnist/1000/relu/test_accuracy", true), ("mnist/*/relu/test_accuracy", true), ("*/*/*/*", true),
    ("mnist/*/tanh/test_accuracy", false), ("mnist/*", false), ("mnist/1000/relu/test_accuracy/x", false),
    ("mnist/10*/relu/test_accuracy", false), ("mnist/**", true), ("**", true), ("mnist/*/relu/**", true),
    ("mnist/1000/relu/test_accuracy/**", false), ("cifar10/**", false), ("**/test_accuracy", false),
  ])
  func covers(pattern: String, expected: Bool) {
    #expect(KeyPattern(pattern).covers("mnist/1000/relu/test_accuracy") == expected)
  }
}
