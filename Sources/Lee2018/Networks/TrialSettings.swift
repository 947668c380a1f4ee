import FiniteWidth
import Foundation
import Randomness

/// What the trials of the paper's random search draw (Lee et al. 2018, App. D): learning rate log-uniform in (10⁻⁴,
/// 0.2), weight decay log-uniform in (10⁻⁸, 1), batch size uniform over 16, 32, …, 256, and where the ranges have them
/// σ_w uniform in (0.01, 2.5) and σ_b in (0, 1.5), and the number of hidden layers.
///
/// The draws of one search are a Latin hypercube (McKay, Beckman and Conover 1979): each has the paper's distribution,
/// and of n trials one lies in each n-th part of every range, where 250 independent draws fill them by themselves and a
/// few do not.
package struct TrialSettings: Sendable, Hashable {
  package private(set) var learningRate: Double
  package let weightDecay: Double
  package let batchSize: Int
  /// σ_w² and σ_b² at the beginning; nil: the row's.
  package let weightVariance, biasVariance: Double?
  /// Hidden layers; nil: the row's.
  package let depth: Int?

  /// Trial `number` of the `count` of a search.
  package init(_ number: Int, of count: Int, from ranges: TrialRanges, seed: Seed) {
    var order = CounterBasedGenerator(seed: seed, stream: 0)
    let (rates, decays) = (order.permutation(of: count), order.permutation(of: count))
    let (weights, biases) = (order.permutation(of: count), order.permutation(of: count))
    let depths = order.permutation(of: count)
    var generator = CounterBasedGenerator(seed: seed, stream: UInt64(1 + number))
    func part(_ place: Int) -> Double { (Double(place) + generator.uniform()) / Double(count) }
    learningRate = Self.logarithmic(ranges.learningRate, at: part(rates[number]))
    weightDecay = Self.logarithmic(ranges.weightDecay, at: part(decays[number]))
    batchSize = ranges.batchSizes[generator.below(ranges.batchSizes.count)]
    func variance(_ deviation: ClosedRange<Double>?, at place: Int) -> Double? {
      deviation.map {
        let deviation = $0.lowerBound + ($0.upperBound - $0.lowerBound) * part(place)
        return deviation * deviation
      }
    }
    weightVariance = variance(ranges.weightDeviation, at: weights[number])
    biasVariance = variance(ranges.biasDeviation, at: biases[number])
    depth = ranges.depths.flatMap { $0.isEmpty ? nil : $0[depths[number] * $0.count / count] }
  }

  /// The same at another learning rate.
  func scalingLearningRate(by factor: Double) -> TrialSettings {
    var settings = self
    settings.learningRate *= factor
    return settings
  }

  /// low^{1−x} high^x
  static func logarithmic(_ range: ClosedRange<Double>, at x: Double) -> Double {
    range.lowerBound * pow(range.upperBound / range.lowerBound, x)
  }

  /// Adam on the mean squared error; weight decay is an L2 penalty in its gradient.
  var training: TrainingSettings {
    TrainingSettings(
      loss: .meanSquaredError, optimiser: .adam(), learningRate: .constant(learningRate), weightDecay: weightDecay,
      batchSize: batchSize)
  }
}
