import Foundation
import Randomness

/// What a trial of a search draws: the paper's three choices, the learning rate, the number of channels and the
/// multiplier κ. It prints no ranges.
///
/// The draws of one search are a Latin hypercube (McKay, Beckman and Conover 1979): of n trials one lies in each n-th
/// part of every range, and the numbers of channels take turns.
package struct ConvolutionalDraw: Sendable, Hashable {
  package struct Ranges: Codable, Sendable {
    /// In units of 2/λ_max of the tangent kernel on a mini-batch; log-uniform.
    var rate: ClosedRange<Double>
    /// κ, log-uniform.
    var multiplier: ClosedRange<Double>
    var channels: [Int]

    package init(rate: ClosedRange<Double>, multiplier: ClosedRange<Double>, channels: [Int]) {
      (self.rate, self.multiplier, self.channels) = (rate, multiplier, channels)
    }
  }

  package let rate, multiplier: Double
  package let channels: Int

  /// Trial `number` of the `count` of a search.
  package init(_ number: Int, of count: Int, from ranges: Ranges, seed: Seed) {
    var order = CounterBasedGenerator(seed: seed, stream: 0)
    let (rates, multipliers) = (order.permutation(of: count), order.permutation(of: count))
    let turns = order.permutation(of: count)
    var generator = CounterBasedGenerator(seed: seed, stream: UInt64(1 + number))
    func value(_ range: ClosedRange<Double>, _ place: Int) -> Double {
      let part = (Double(place) + generator.uniform()) / Double(count)
      return range.lowerBound * pow(range.upperBound / range.lowerBound, part)
    }
    rate = value(ranges.rate, rates[number])
    multiplier = value(ranges.multiplier, multipliers[number])
    channels = ranges.channels[turns[number] % ranges.channels.count]
  }

  /// η of the parameters ω.
  ///
  /// - Parameter largestEigenvalue: that of Θ on a mini-batch for κ = 1.
  package func learningRate(largestEigenvalue: Double) -> Double {
    rate * 2 / (multiplier * multiplier * largestEigenvalue)
  }
}
