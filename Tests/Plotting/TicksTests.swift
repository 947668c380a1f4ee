import Plotting
import Testing

@Suite struct TicksTests {
  struct Case: Sendable {
    let range: ClosedRange<Double>
    let count: Int
    let labels: [String]
  }

  @Test(arguments: [
    Case(range: 0...1, count: 6, labels: ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    Case(range: 0...1, count: 5, labels: ["0.0", "0.5", "1.0"]),
    Case(range: -1.04...1.04, count: 5, labels: ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
    Case(range: 0.3...0.31, count: 4, labels: ["0.300", "0.305", "0.310"]),
    Case(range: 3...47, count: 5, labels: ["10", "20", "30", "40"]),
    Case(range: 0...50000, count: 6, labels: ["0", "10 000", "20 000", "30 000", "40 000", "50 000"]),
    Case(
      range: -2e-7...2e-7, count: 5,
      labels: ["−2 × 10<sup>−7</sup>", "−1 × 10<sup>−7</sup>", "0", "1 × 10<sup>−7</sup>", "2 × 10<sup>−7</sup>"]),
    Case(
      range: 9e5...1.1e6, count: 3, labels: ["0.9 × 10<sup>6</sup>", "1.0 × 10<sup>6</sup>", "1.1 × 10<sup>6</sup>"]),
  ])
  func linearTicksAreRoundNumbers(_ item: Case) {
    let ticks = Ticks.linear(item.range, atMost: item.count)
    #expect(ticks.major.map(\.label).map(ordinarySpaces) == item.labels)
  }

  /// Labels have thin spaces; the tables above have ordinary ones, which can be read.
  private func ordinarySpaces(_ label: String) -> String {
    String(label.map { $0 == "\u{2009}" ? " " : $0 })
  }

  @Test(arguments: [1e-12, 0.0037, 1, 46, 9.99e5, 1e200], [1, 2, 5, 9])
  func linearTicksAreInsideFewAndEven(span: Double, count: Int) {
    for start in [-3.3, -0.5, 0, 0.71] {
      let range = start * span...(start + 1) * span
      let values = Ticks.linear(range, atMost: count).major.map(\.value)
      #expect(values.count <= count)
      // Three candidates a decade are never more than 2.5 apart, so more than a third of the places are used.
      #expect(values.count >= count / 3)
      // The slack of 1e-9 of the span that keeps a tick at the very end.
      #expect(values.allSatisfy { $0 >= range.lowerBound - 2e-9 * span && $0 <= range.upperBound + 2e-9 * span })
      let steps = zip(values, values.dropFirst()).map { $1 - $0 }
      // A difference of numbers up to 4 spans carries the rounding of both.
      #expect(steps.allSatisfy { abs($0 - (steps.first ?? 0)) < 1e-12 * span })
    }
  }

  @Test func wholeNumberTicksStayWhole() {
    #expect(Ticks.linear(0.8...3.2, atMost: 9, wholeNumbers: true).major.map(\.label) == ["1", "2", "3"])
  }

  @Test func tickValuesAreTheNearestDoubles() {
    #expect(Ticks.linear(0...1, atMost: 11).major.map(\.value)[3] == 0.3)
  }

  @Test func logarithmicTicksAreDecades() {
    let ticks = Ticks.logarithmic(80...60000, atMost: 6)
    #expect(ticks.major.map(\.label) == ["10<sup>2</sup>", "10<sup>3</sup>", "10<sup>4</sup>"])
    #expect(ticks.minor.contains(200) && ticks.minor.contains(90) && !ticks.minor.contains(1000))
    #expect(ticks.minor.allSatisfy { $0 >= 80 && $0 <= 60000 })
  }

  @Test func manyDecadesAreThinnedEvenly() {
    let ticks = Ticks.logarithmic(1e-20...1e20, atMost: 6)
    #expect(ticks.major.map(\.value) == [1e-20, 1e-10, 1, 1e10, 1e20])
  }

  @Test func shortLogarithmicRangesHaveRoundNumbers() {
    #expect(Ticks.logarithmic(1.5...60, atMost: 6).major.map(\.label) == ["2", "5", "10", "20", "50"])
    #expect(Ticks.logarithmic(3.1...3.3, atMost: 5).major.map(\.label) == ["3.10", "3.15", "3.20", "3.25", "3.30"])
  }

  @Test func noTicksWhereThereIsNoRange() {
    #expect(Ticks.linear(1...1, atMost: 5).major.isEmpty)
    #expect(Ticks.linear(-Double.infinity...0, atMost: 5).major.isEmpty)
    #expect(Ticks.logarithmic(0...1, atMost: 5).major.isEmpty)
  }

  @Test func fixedTicksShowWhatTheyNeed() {
    let ticks = Ticks.fixed([0.125, 100, 1000, .nan, 50000], in: 0...1e5)
    #expect(ticks.major.map(\.label).map(ordinarySpaces) == ["0.125", "100", "1000", "50 000"])
  }
}
