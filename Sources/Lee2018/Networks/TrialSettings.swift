import FiniteWidth
import Foundation
import Randomness

/// What the trials of the paper's random search draw (Lee et al. 2018, App. D): learning rate log-uniform in (10⁻⁴,
/// 0.2), weight decay log-uniform in (10⁻⁸, 1), batch size uniform over 16, 32, …, 256.
///
/// The draws of one search are a Latin hypercube (McKay, Beckman and Conover 1979): each has the paper's distribution,
/// and of n trials one lies in each n-th part of both ranges, where 250 independent draws fill them by themselves and a
/// few do not.
package struct TrialSettings: Sendable, Hashable {
  package let learningRate: Double
  package let weightDecay: Double
  package let batchSize: Int

  static let batchSizes = [16, 32, 64, 128, 256]
  /// The mean of `batchSizes`, for estimates of time.
  static let meanBatchSize = 99.2

  /// Trial `number` of the `count` of a search.
  package init(_ number: Int, of count: Int, seed: Seed) {
    var order = CounterBasedGenerator(seed: seed, stream: 0)
    let (rates, decays) = (order.permutation(of: count), order.permutation(of: count))
    var generator = CounterBasedGenerator(seed: seed, stream: UInt64(1 + number))
    func part(_ place: Int) -> Double { (Double(place) + generator.uniform()) / Double(count) }
    learningRate = Self.logarithmic(1e-4, 0.2, at: part(rates[number]))
    weightDecay = Self.logarithmic(1e-8, 1, at: part(decays[number]))
    batchSize = Self.batchSizes[generator.below(Self.batchSizes.count)]
  }

  /// low^{1−x} high^x
  static func logarithmic(_ low: Double, _ high: Double, at x: Double) -> Double { low * pow(high / low, x) }

  /// Adam on the mean squared error; weight decay is an L2 penalty in its gradient.
  var training: TrainingSettings {
    TrainingSettings(
      loss: .meanSquaredError, optimiser: .adam(), learningRate: .constant(learningRate), weightDecay: weightDecay,
      batchSize: batchSize)
  }
}
