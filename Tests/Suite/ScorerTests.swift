import Results
import Suite
import Testing

@Suite("Scores that begin alike")
struct ScorerTests {
  private let score = Scorer(key: "mnist/1000/", title: "MNIST 1k, ")

  @Test func keysAndTitlesFollowTheirBeginnings() {
    #expect(score("a", 2, "first") == Score(key: "mnist/1000/a", value: 2, title: "MNIST 1k, first"))
    #expect(
      score("b", 2, error: 0.5, samples: 3, "second")
        == Score(key: "mnist/1000/b", value: 2, standardError: 0.5, samples: 3, title: "MNIST 1k, second"))
  }

  @Test func meansAreThoseOfScores() {
    let values = [1.0, 2, 6]
    #expect(
      score("c", meanOf: values, "third")
        == Score(key: "mnist/1000/c", meanOf: values, title: "MNIST 1k, third"))
  }
}
