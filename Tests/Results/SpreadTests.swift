import Results
import Testing

@Suite("The spread over training subsets") struct SpreadTests {
  @Test("pools the variances of several means; the subsets, which are the same, count once")
  func pools() throws {
    // Five subsets each: s = √5 · standard error, so s² = 5 · 4e-6 and 5 · 16e-6, whose mean is 5e-5.
    let pooled = Spread.pooled(
      [
        Examples.score(0.9, standardError: 0.002, samples: 5),
        Examples.score(0.9, standardError: 0.004, samples: 5),
        Examples.score(0.9, standardError: 0.1, samples: 1),
      ], source: "a run")
    let spread = try #require(pooled)
    #expect(abs(spread.standardDeviation - 5e-5.squareRoot()) < 1e-15)
    #expect(spread.degreesOfFreedom == 4)
    #expect(spread.source == "a run")
  }

  @Test("nothing repeated, nothing measured")
  func single() {
    #expect(Spread.pooled([Examples.score(0.9, standardError: 0.1)], source: "") == nil)
    #expect(Spread.pooled([Examples.score(0.9, samples: 5)], source: "") == nil)
  }

  @Test("a reference file takes the spreads under its own patterns and keeps the others")
  func fills() {
    let file = Examples.reference(.predictionInterval(over: "mnist/1000/*/test_accuracy", spread: nil))
    let repeated = Examples.score(0.9, standardError: 0.002, samples: 5)
    let filled = file.measuringSpreads(from: [repeated], source: "a run")
    guard case .predictionInterval(_, let spread?) = filled.tolerances["rule"]?.rule else {
      Issue.record("the spread was not filled in")
      return
    }
    #expect(spread.degreesOfFreedom == 4)
    let other = Examples.score(0.9, key: "mnist/2000/relu/test_accuracy", standardError: 0.002, samples: 5)
    #expect(filled.measuringSpreads(from: [other], source: "another") == filled)
    #expect(file.measuringSpreads(from: [other], source: "another") == file)
  }
}
