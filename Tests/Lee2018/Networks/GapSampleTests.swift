import Lee2018
import Suite
import Testing

@Suite("Gaps of networks of one width") struct GapSampleTests {
  private static let gaps = [0.55, 0.48, 0.61, 0.5, 0.47, 0.52, 0.7]

  /// Over all sets of k of them, one by one.
  @Test(arguments: 1...7) func theSmallestOfAsManyIsThatOfAllSets(_ k: Int) throws {
    let sets = (0..<(1 << Self.gaps.count)).filter { $0.nonzeroBitCount == k }
    let smallest = sets.map { set in
      Self.gaps.indices.filter { set >> $0 & 1 == 1 }.map { Self.gaps[$0] }.min() ?? .nan
    }
    let found = try #require(GapSample(Self.gaps).smallest(of: k))
    #expect((found.mean - smallest.reduce(0, +) / Double(smallest.count)).magnitude < 1e-12)
    #expect(found.deviation > 0)
  }

  /// Of one draw the deviation is that of the sample, with n − 1 in the denominator.
  @Test func oneDrawHasTheSamplesDeviation() throws {
    let mean = Self.gaps.reduce(0, +) / 7
    let squares = Self.gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let found = try #require(GapSample(Self.gaps).smallest(of: 1))
    #expect((found.deviation - (squares / 6).squareRoot()).magnitude < 1e-12)
  }

  @Test func theMediansErrorIsExact() {
    let sample = GapSample(Self.gaps)
    #expect(sample.median == 0.52 && sample.medianError == SampleMedian(Self.gaps).standardError)
  }

  @Test func fewNetworksHaveNoErrors() {
    let few = GapSample(Array(Self.gaps.prefix(5)))
    #expect(few.smallest(of: 2) == nil && few.medianError == nil && few.median == 0.5)
    #expect(GapSample(Self.gaps).smallest(of: 8) == nil, "more networks than there are")
    #expect(GapSample([]).median == nil && GapSample([]).medianError == nil)
  }
}
