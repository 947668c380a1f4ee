import Foundation
import Plotting
import Testing

@Suite struct ColourMapTests {
  /// Relative luminance (IEC 61966-2-1).
  private func luminance(_ colour: RGB) -> Double {
    func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
  }

  @Test func viridisRisesInLuminance() {
    let values = (0...200).map { luminance(ColourMap.viridis.colour(at: Double($0) / 200)) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func placesBeyondTheEndsAreTheEnds() {
    #expect(ColourMap.viridis.colour(at: -1) == ColourMap.viridis.colour(at: 0))
    #expect(ColourMap.viridis.colour(at: 2) == ColourMap.viridis.colour(at: 1))
  }

  @Test func theDivergingMapIsPaleInTheMiddleAndDarkAtBothEnds() {
    let values = [0, 0.5, 1].map { luminance(ColourMap.diverging.colour(at: $0)) }
    #expect(values[1] > 0.9 && values[0] < 0.15 && values[2] < 0.15)
  }
}
