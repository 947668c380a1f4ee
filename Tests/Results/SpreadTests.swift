import Results
import Testing

@Suite("The spread over training subsets") struct SpreadTests {
  @Test("is the largest of those of several means, so that no score's own interval is wider")
  func largest() throws {
    // Five subsets each: s = √5 · standard error.
    let scores = [
      Examples.score(0.9, standardError: 0.002, samples: 5),
      Examples.score(0.9, standardError: 0.004, samples: 5),
      Examples.score(0.9, standardError: 0.004, samples: 4),
      Examples.score(0.9, standardError: 0.1, samples: 1),
    ]
    let spread = try #require(Spread.largest(scores, source: "a run"))
    #expect(abs(spread.standardDeviation - 0.004 * 5.0.squareRoot()) < 1e-15)
    #expect(spread.degreesOfFreedom == 4)
    #expect(spread.source == "a run")
  }

  @Test("of equal spreads the one with more degrees of freedom is taken")
  func moreDegrees() throws {
    let scores = [4, 16].map { Examples.score(0.9, standardError: 1 / Double($0).squareRoot(), samples: $0) }
    #expect(Spread.largest(scores + scores.reversed(), source: "")?.degreesOfFreedom == 15)
  }

  @Test("nothing repeated, nothing measured")
  func single() {
    #expect(Spread.largest([Examples.score(0.9, standardError: 0.1)], source: "") == nil)
    #expect(Spread.largest([Examples.score(0.9, samples: 5)], source: "") == nil)
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

  @Test("a spread known from more repetitions stays; one from as many gives way to the newer", arguments: [4, 5, 6])
  func keepsTheBetterKnown(samples: Int) {
    let known = Spread(standardDeviation: 0.5, degreesOfFreedom: 4, source: "known")
    let pattern: KeyPattern = "mnist/1000/*/test_accuracy"
    let file = Examples.reference(.predictionInterval(over: pattern, spread: known))
    let updated = file.measuringSpreads(
      from: [Examples.score(0.9, standardError: 0.01, samples: samples)], source: "new")
    guard case .predictionInterval(_, let spread?) = updated.tolerances["rule"]?.rule else {
      Issue.record("the spread was lost")
      return
    }
    #expect(spread.source == (samples < 5 ? "known" : "new"))
  }
}
