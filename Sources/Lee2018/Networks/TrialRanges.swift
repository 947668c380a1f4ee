/// What the trials of a search are drawn from: the paper's (Lee et al. 2018, App. D).
package struct TrialRanges: Codable, Sendable {
  /// Log-uniform.
  var learningRate = 1e-4...0.2
  /// Log-uniform.
  var weightDecay = 1e-8...1
  /// Uniform.
  var batchSizes = [16, 32, 64, 128, 256]
  /// σ_w, uniform; nil: the row's.
  var weightDeviation: ClosedRange<Double>?
  /// σ_b, uniform; nil: the row's.
  var biasDeviation: ClosedRange<Double>?
  /// Hidden layers, equally often; nil: the row's.
  var depths: [Int]?

  package init() {}

  /// With the initial variances among what is drawn.
  package static let withVariances: TrialRanges = {
    var ranges = TrialRanges()
    (ranges.weightDeviation, ranges.biasDeviation) = (0.01...2.5, 0...1.5)
    return ranges
  }()

  /// For estimates of time.
  var meanBatchSize: Double { Double(batchSizes.reduce(0, +)) / Double(batchSizes.count) }
}
