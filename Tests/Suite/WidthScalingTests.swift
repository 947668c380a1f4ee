import Foundation
import Results
import Suite
import Testing

@Suite struct WidthScalingTests {
  @Test func aPowerLawHasItsSlopeAndNoError() throws {
    let widths = [16, 32, 64, 128, 256]
    let scaling = try WidthScaling(
      widths: widths, values: widths.map { width in (1...3).map { Double($0) / Double(width).squareRoot() } })
    #expect(abs(scaling.slope + 0.5) < 1e-12)
    #expect(scaling.standardError < 1e-12)
    #expect(scaling.seeds == 3)
  }

  /// Seeds s with the slopes −1/2 ± 0.1: the mean is −1/2, its standard error 0.1, and Student's factor for two degrees
  /// of freedom 9.925.
  @Test func theErrorIsStudentsOverSeeds() throws {
    let widths = [16, 32, 64, 128, 256]
    let slopes = [-0.5 - 0.1 * 3.0.squareRoot(), -0.5, -0.5 + 0.1 * 3.0.squareRoot()]
    let scaling = try WidthScaling(
      widths: widths, values: widths.map { width in slopes.map { pow(Double(width), $0) } })
    #expect(abs(scaling.slope + 0.5) < 1e-12)
    #expect(abs(scaling.standardError - 0.1 * 9.925 / 2.576) < 1e-3)
  }

  /// Slopes −1 over the narrow half and −1/2 over the wide one: the estimate is the wide half's, the error bounds the
  /// change.
  @Test func theNarrowHalfCountsAsDrift() throws {
    let widths = [16, 32, 64, 128, 256]
    let law = [16.0, 8, 4, 4 / 2.0.squareRoot(), 2]
    let scaling = try WidthScaling(widths: widths, values: law.map { [$0, $0] })
    #expect(abs(scaling.slope + 0.5) < 1e-12)
    #expect(abs(scaling.standardError - 0.5 / 2.576) < 1e-12)
  }
}
