import Foundation
import Suite
import Testing

@Suite struct WidthLimitTests {
  private static let widths = [16, 32, 64, 128, 256]

  @Test func theNextOrderIsTakenOff() throws {
    let limit = try WidthLimit(
      widths: Self.widths,
      values: Self.widths.map { width in (1...3).map { Double($0) - 0.7 / Double(width) } })
    #expect(abs(limit.value - 2) < 1e-12 && limit.blocks == 3)
    // Student's factor for two degrees of freedom, and 1, 2, 3 about their mean.
    #expect(abs(limit.standardError - 9.925 / 2.576 / 3.0.squareRoot()) < 1e-3)
  }

  /// Of any number that goes to 0.
  @Test func stepsThatAreNoInverses() throws {
    let steps = [0.8, 0.55, 0.4, 0.3, 0.2]
    let limit = try WidthLimit(inverses: steps, values: steps.map { [-1 + 0.3 * $0, -1 + 0.2 * $0] })
    #expect(abs(limit.value + 1) < 1e-12 && limit.standardError < 1e-12)
  }

  /// a + b/n of 1 + 1/n² over the wider half and over the narrower: the change bounds what is left.
  @Test func aSecondOrderCountsAsDrift() throws {
    func line(_ widths: [Double]) -> Double {
      let (x, y) = (widths.map { 1 / $0 }, widths.map { 1 + 1 / ($0 * $0) })
      let (meanX, meanY) = (x.reduce(0, +) / 3, y.reduce(0, +) / 3)
      let slope: Double =
        zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
      return meanY - slope * meanX
    }
    let limit = try WidthLimit(
      widths: Self.widths, values: Self.widths.map { width in [1, 1].map { $0 + 1 / Double(width * width) } })
    let (wide, narrow) = (line([64, 128, 256]), line([16, 32, 64]))
    #expect(abs(limit.value - wide) < 1e-12)
    #expect(abs(limit.standardError - abs(wide - narrow) / 2.576) < 1e-12)
  }
}
