import Testing
import Xiao2020

@Suite("Depths of a sweep")
struct DepthRangeTests {
  @Test func linearDepthsHaveBothEnds() {
    #expect(DepthRange.linear(2, 122, steps: 60).depths == Array(stride(from: 2, through: 122, by: 2)))
    #expect(DepthRange.linear(1, 399, steps: 398).depths == Array(1...399))
  }

  /// `numpy.unique(numpy.rint(numpy.geomspace(1, 400, 10)))`; of forty steps the first are less than one depth long.
  @Test func logarithmicDepthsCountOnce() {
    #expect(DepthRange.logarithmic(1, 400, steps: 9).depths == [1, 2, 4, 7, 14, 28, 54, 106, 206, 400])
    #expect(
      DepthRange.logarithmic(1, 400, steps: 40).depths == [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 20, 23, 27, 31, 36, 42, 49, 57, 66, 77, 89, 104, 121, 140, 163, 189,
        220, 255, 296, 344, 400,
      ])
  }
}
