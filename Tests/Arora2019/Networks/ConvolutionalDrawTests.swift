import Arora2019
import Foundation
import Randomness
import Testing

@Suite("What a trial of a search of convolutional networks draws") struct ConvolutionalDrawTests {
  private static let ranges = ConvolutionalDraw.Ranges(rate: 0.1...10, multiplier: 0.01...1, channels: [16, 32, 64])

  private static func draws(_ count: Int, root: UInt64 = 0) -> [ConvolutionalDraw] {
    let seed = Seed(root: root, experiment: "tests", purpose: "draws")
    return (0..<count).map { ConvolutionalDraw($0, of: count, from: ranges, seed: seed) }
  }

  /// One in each part of both ranges, by the logarithm; every number of channels equally often.
  @Test func theDrawsFillTheRanges() {
    let draws = Self.draws(12)
    func parts(_ values: [Double], from lower: Double, decades: Double) -> [Int] {
      values.map { Int(12 * log10($0 / lower) / decades) }.sorted()
    }
    #expect(parts(draws.map(\.rate), from: 0.1, decades: 2) == Array(0..<12))
    #expect(parts(draws.map(\.multiplier), from: 0.01, decades: 2) == Array(0..<12))
    for channels in [16, 32, 64] { #expect(draws.count { $0.channels == channels } == 4) }
    #expect(draws == Self.draws(12))
    #expect(draws != Self.draws(12, root: 1))
  }

  /// 2/λ_max of κ² Θ is a rate of 1.
  @Test func theRateIsInUnitsOfTheLargestStableOne() {
    for draw in Self.draws(5) {
      let expected = draw.rate * 2 / (draw.multiplier * draw.multiplier * 7)
      #expect((draw.learningRate(largestEigenvalue: 7) - expected).magnitude < 1e-12 * expected)
    }
  }
}
